/** coverage.json: the figures for programs and for the page. */
import { formatInstant } from '../../model/time.ts';
import type {
  CoverageMade,
  CoverageReport,
  Lapsing,
  OrganisationCoverage,
  SparseFacts,
  TotalCoverage,
} from '../../generated/coverage.ts';
import { exceptionFigures } from './exceptions.ts';
import { METHOD_LEGEND, STATUS_LEGEND } from './legend.ts';
import { type Mask, maskText, showAddresses } from '../markup/mask.ts';
import { exposureFigures, trendFigures } from './past.ts';
import { type ReportData, shownLapses } from './report-data.ts';
import { reviewDue } from '../../model/policies.ts';
import { rolloutFigures } from './rollout.ts';
import { statusesByOrganisation, textCounts } from './texts.ts';
import { weakMethodFigures } from './weak-methods.ts';
import { type Coverage, type FactCounts, enforced, percentShare } from './three-facts.ts';
import type { OrganisationFigures } from './figures.ts';

/** More than these are counted and not listed. */
const LAPSES_LISTED = 5000;

/** All figures as they may be shown: instants as RFC 3339, shares in per cent, null of nothing. */
export function coverageReport(data: ReportData): CoverageReport {
  const { figures, mask, guidance, past, population, source } = data;
  const names = (legend: readonly { readonly name: string }[]): string[] => legend.map(({ name }) => name);
  const statuses = textCounts(figures.statuses, names(STATUS_LEGEND), guidance, mask);
  const ofOrganisation = statusesByOrganisation(population, statuses.nameOf);
  const exposure = exposureFigures(data);
  return {
    format: 'mfactl.coverage/v1',
    product: data.product,
    tenant: maskText(data.tenant, mask),
    timezone: data.timezone,
    asOf: formatInstant(data.now),
    observedAt: formatInstant(source.observedAt),
    masked: mask !== showAddresses,
    policy: data.policy,
    source: {
      kind: source.kind,
      // The name of a sandbox is a random id, which tells people nothing.
      sources: source.sources.map(({ name, rows }) => ({
        name: source.kind === 'sandbox' ? 'sandbox' : maskText(name, mask),
        rows,
      })),
    },
    ledger: past.ledger,
    made: COVERAGE_MADE,
    missing: exposure === null ? { exposure: NO_LEDGER } : {},
    total: totalCoverage(figures.total),
    pendingByAction: figures.pendingByAction,
    statuses: [...statuses.texts],
    methods: [...textCounts(figures.methods, names(METHOD_LEGEND), guidance, mask).texts],
    organisations: figures.organisations.map((each) =>
      organisationCoverage(each, ofOrganisation.get(each.code) ?? new Map(), mask),
    ),
    exceptions: exceptionFigures(data),
    lapsing: lapsingFigures(data),
    rollout: rolloutFigures(data),
    weakMethods: weakMethodFigures(data),
    exposure,
    trend: trendFigures(data),
  };
}

/** The same as the text of the file: one line, since it is embedded into a page. */
export function coverageJson(report: CoverageReport): string {
  return `${JSON.stringify(report)}\n`;
}

function lapsingFigures(data: ReportData): Lapsing {
  const lapses = shownLapses(data);
  const shown = (text: string): string => maskText(text, data.mask);
  const listed = lapses.slice(0, LAPSES_LISTED).map(({ account, unit, entry }) => {
    const due = reviewDue(entry);
    return {
      account,
      organisation: shown(entry.organisation),
      unit: shown(unit),
      type: entry.type,
      reason: shown(entry.reason),
      expiresAt: formatInstant(entry.expiresAt),
      reviewDue: due === null ? null : formatInstant(due),
    };
  });
  return { total: lapses.length, listed };
}

/** How each section of coverage.json is made: what a figure on a page links to. docs/reports.md tells more. */
export const COVERAGE_MADE: CoverageMade = {
  total:
    'Each account of the directory counts once: by its level now, by whether a method is registered, and by its exception. An unknown level never counts as enforced.',
  pending:
    'The changes that a plan would hold now, before guardrails withhold any. Changes that were handed over to people and still wait are left out.',
  statuses: 'Accounts by the text of their MFA status. Upper and lower case do not matter.',
  methods:
    'Accounts by registered authentication type. An account with several types counts once for each; one for which the directory gives none is left out.',
  organisations:
    'The same counts as for the tenant, for the accounts of each ODS code. Shares are of managed accounts.',
  exceptions:
    'Accounts by the exception that is in force for them now. The age is the time since the exception began. The register counts all exceptions in the policies, also those whose account does not exist.',
  lapsing:
    'Exceptions that are in force now and end within 30 days. A long-term exception is due for review 14 days before it ends.',
  rollout:
    'Managed accounts by the first wave that covers their unit or user policy. An account with a registered method is ready.',
  weakMethods: 'Privileged accounts that have registered a method which the policy of their role does not allow.',
  exposure:
    'For each account that is managed now: the time at level disabled or unknown between the two dates. mfactl starts from the level now and goes back through the changes that receipts prove, and through those that were handed over to people and may have been made. Approvers are those of the exceptions in today’s policies.',
  trend:
    'Levels of the accounts that are managed now, after each run of the last 366 days. mfactl starts from the levels now and goes back run by run through the changes that receipts prove.',
};

/** Why there is no exposure before the first run. */
export const NO_LEDGER = 'There is no ledger yet. mfactl measures exposure from the first run.';

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

function shares(managed: FactCounts): Shares {
  return {
    enforcedPercent: percentShare(enforced(managed), managed.accounts),
    registeredPercent: percentShare(managed.registered.yes, managed.accounts),
  };
}

function sparseFacts({ accounts, levels, registered }: FactCounts): SparseFacts {
  return { accounts, levels: withoutZeros(levels), registered: withoutZeros(registered) };
}

function withoutZeros<Key extends string>(counts: Readonly<Record<Key, number>>): Partial<Record<Key, number>> {
  const some = Object.entries<number>(counts).filter(([, count]) => count > 0);
  return Object.fromEntries(some) as Partial<Record<Key, number>>;
}
