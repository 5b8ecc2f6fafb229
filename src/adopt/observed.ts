import type { DecisionContext } from '../model/account.ts';
import { entryFor, type ReportedException, reportedExceptions, withEntries } from './exceptions.ts';
import { observedFits } from './fit.ts';
import { type ObservedOrganisation, observedOrganisation } from './levels.ts';
import type { Policies } from '../model/policies.ts';
import { decide } from '../decide/decide.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What the directory says that the policies do not. */
export interface Observed {
  /** Organisations that need a document, or another one, by code. */
  readonly organisations: readonly ObservedOrganisation[];
  /** Folded addresses of accounts that would change whatever is said of levels. */
  readonly unfit: readonly string[];
  readonly exceptions: readonly ReportedException[];
}

const CODE = /^[A-Z0-9]{1,9}$/;

/** Compares a directory with policies, and finds levels under which nothing changes. */
export function observeState({ population }: Snapshot, policies: Policies, context: DecisionContext): Observed {
  const exceptions = reportedExceptions(population, policies, context).filter(({ account }) =>
    CODE.test(account.organisation),
  );
  const recorded = exceptions.filter(({ recordable }) => recordable);
  const world = withEntries(
    policies,
    recorded.map(({ account, type }) => entryFor(account, type, policies, context)),
  );
  const groups = observedFits(population, world, context);
  const byCode = Map.groupBy(groups, ({ account }) => (CODE.test(account.organisation) ? account.organisation : ''));
  const organisations = [...byCode]
    .filter(
      ([code, members]) =>
        code !== '' &&
        !(
          policies.organisations.has(code) &&
          members.every(({ account }) => decide(account, world, context).action === 'none')
        ),
    )
    .map(([code, members]) => observedOrganisation(code, members, nameable))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  const homeless = (byCode.get('') ?? [])
    .filter(({ fit }) => !fit.free.has(policies.tenant.level))
    .flatMap(({ rows }) => rows);
  const unfit = [...homeless, ...organisations.flatMap((each) => each.unfit)]
    .map((row) => population.addresses.at(row))
    .sort();
  return { organisations, unfit, exceptions };
}

/** Whether a policy can name it: the schema bounds its length, and a user policy stands on one line. */
function nameable(kind: 'unit' | 'userPolicy', name: string): boolean {
  if (name.trim() === '') return false;
  return kind === 'unit' ? name.length <= 1000 : name.length <= 300 && !/\p{Cc}/u.test(name);
}
