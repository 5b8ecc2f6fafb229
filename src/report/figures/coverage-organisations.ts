/** The figures of coverage.json for the whole tenant and for each organisation. */
import type { OrganisationCoverage, SparseFacts, TotalCoverage } from '../../generated/coverage.ts';
import { type Coverage, enforced, type Facts, share } from './three-facts.ts';
import type { OrganisationFigures } from './figures.ts';
import { type Mask, maskText } from '../markup/mask.ts';

type Shares = Pick<TotalCoverage, 'enforcedPercent' | 'registeredPercent'>;

/** The coverage of the whole tenant. */
export function totalCoverage({ managed, unmanaged, exceptions, pending }: Coverage): TotalCoverage {
  const accounts = managed.accounts + unmanaged.accounts;
  return { accounts, managed, unmanaged, ...shares(managed), exceptions, pending };
}

/** The coverage of one organisation: there may be 22,000 of them on one page, so counts of 0 are left out. */
export function organisationCoverage(
  { code, name, managed, unmanaged, exceptions, pending }: OrganisationFigures,
  statuses: ReadonlyMap<string, number>,
  mask: Mask,
): OrganisationCoverage {
  return {
    code: maskText(code, mask),
    name: name === null ? null : maskText(name, mask),
    managed: sparseFacts(managed),
    unmanaged: sparseFacts(unmanaged),
    ...shares(managed),
    exceptions: withoutZeros(exceptions),
    pending,
    statuses: Object.fromEntries(statuses),
  };
}

function shares(managed: Facts): Shares {
  return {
    enforcedPercent: share(enforced(managed), managed.accounts),
    registeredPercent: share(managed.registered.yes, managed.accounts),
  };
}

function sparseFacts({ accounts, levels, registered }: Facts): SparseFacts {
  return { accounts, levels: withoutZeros(levels), registered: withoutZeros(registered) };
}

function withoutZeros<Key extends string>(counts: Readonly<Record<Key, number>>): Partial<Record<Key, number>> {
  const some = Object.entries<number>(counts).filter(([, count]) => count > 0);
  return Object.fromEntries(some) as Partial<Record<Key, number>>;
}
