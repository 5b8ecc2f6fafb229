/** One row for each organisation, with what it is searched, filtered and sorted by. */
import type { CoverageReport, OrganisationCoverage } from '../../../generated/coverage.ts';

export interface Row {
  /** Its place in the data. */
  readonly index: number;
  readonly code: string;
  readonly name: string | null;
  /** In lower case; null sorts last. */
  readonly sortName: string | null;
  /** Code and name in lower case, to be searched. */
  readonly text: string;
  readonly managed: number;
  readonly enforced: number | null;
  readonly registered: number | null;
  /** Managed accounts whose level is not known. */
  readonly unknown: number;
  /** Accepted ones, and those that the portal alone knows. */
  readonly exceptions: number;
  readonly pending: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** A wave is still to start, or accounts are covered by none. */
  readonly rollingOut: boolean;
}

export function rowsOf({ organisations, rollout }: Pick<CoverageReport, 'organisations' | 'rollout'>): Row[] {
  const unfinished = new Set(rollout.filter(({ started }) => !started).map(({ organisation }) => organisation));
  return organisations.map((organisation, index) => rowOf(organisation, index, unfinished.has(organisation.code)));
}

/** Exceptions in force: accepted ones, and those that the portal alone knows. */
export function inForce({ exceptions }: OrganisationCoverage): number {
  return (exceptions['short-term'] ?? 0) + (exceptions['long-term'] ?? 0) + (exceptions.unrecorded ?? 0);
}

function rowOf(organisation: OrganisationCoverage, index: number, rollingOut: boolean): Row {
  const { code, name, managed, enforcedPercent, registeredPercent, pending, statuses } = organisation;
  return {
    index,
    code,
    name,
    sortName: name?.toLowerCase() ?? null,
    text: `${code}\n${name ?? ''}`.toLowerCase(),
    managed: managed.accounts,
    enforced: enforcedPercent,
    registered: registeredPercent,
    unknown: managed.levels.unknown ?? 0,
    exceptions: inForce(organisation),
    pending,
    statuses,
    rollingOut,
  };
}
