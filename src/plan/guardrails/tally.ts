import type { Change, Changes } from '../changes.ts';
import type { Weight, WeightOf } from './weight.ts';
import { type Population, valueAt } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';

/** What the guardrails count, for one organisation or for the total. */
export interface Tally {
  accounts: number;
  managed: number;
  /** Managed, and not held by a rollout. */
  governed: number;
  /** Managed accounts whose actual level is unknown. */
  unknown: number;
  changes: number;
  loosen: number;
  privilegedLoosen: number;
  lockout: number;
}

export interface Tallies {
  readonly total: Tally;
  /** By code; blank for accounts that have no organisation. */
  readonly byOrganisation: ReadonlyMap<string, Tally>;
}

export function emptyTally(): Tally {
  return { accounts: 0, managed: 0, governed: 0, unknown: 0, changes: 0, loosen: 0, privilegedLoosen: 0, lockout: 0 };
}

/** What a change is to the guardrails that look at single accounts. */
export interface ChangeKind {
  /** An account of weight loses MFA, not by an exception that all its roles allow. */
  readonly privilegedLoosen: boolean;
  /** An account without a registered method is raised to standard, which knows no grace period. */
  readonly lockout: boolean;
}

/** Classifies a change for the guardrails that look at single accounts. */
export function kindOf(change: Change, methods: readonly string[] | null, weightOf: WeightOf): ChangeKind {
  return {
    privilegedLoosen: change.to === 'disabled' && isPrivilegedLoosen(change, weightOf(change.row)),
    lockout: isLockout(change, methods),
  };
}

function isPrivilegedLoosen({ action }: Change, { privileged, exceptionsAllowed }: Weight): boolean {
  return privileged && !(action === 'except' && exceptionsAllowed);
}

/** Whether an account without a registered method is raised to standard. */
export function isLockout({ to, action }: Pick<Change, 'to' | 'action'>, methods: readonly string[] | null): boolean {
  return to === 'standard' && action !== 're-enrol' && methods?.length === 0;
}

/** Counts accounts and changes, in total and by organisation. */
export function tally(population: Population, sweep: Sweep, changes: Changes, weightOf: WeightOf): Tallies {
  const { codes, values } = population.columns.organisation;
  const byOrganisation = new Map<string, Tally>();
  const byCode = values.map((code) => byOrganisation.get(code) ?? put(byOrganisation, code));
  countAccounts(population, sweep, byCode);
  for (let index = 0; index < changes.size; index++) {
    const change = changes.at(index);
    const kind = kindOf(change, valueAt(population.columns.methods, change.row), weightOf);
    const counts = byCode[codes[change.row] as number] as Tally;
    counts.changes++;
    if (change.direction === 'loosen') counts.loosen++;
    if (kind.privilegedLoosen) counts.privilegedLoosen++;
    if (kind.lockout) counts.lockout++;
  }
  return { total: sum(byOrganisation.values()), byOrganisation };
}

/** How many accounts policies govern: managed, and not held by a rollout. */
export interface Governed {
  readonly total: number;
  readonly byOrganisation: ReadonlyMap<string, number>;
}

/** How many accounts decisions govern: managed, and not held. */
export function countGoverned(population: Population, swept: Sweep): Governed {
  const byOrganisation = new Map<string, Tally>();
  const { values } = population.columns.organisation;
  countAccounts(
    population,
    swept,
    values.map((code) => byOrganisation.get(code) ?? put(byOrganisation, code)),
  );
  return {
    total: sum(byOrganisation.values()).governed,
    byOrganisation: new Map([...byOrganisation].map(([code, { governed }]) => [code, governed])),
  };
}

/** Adds every account to the tally of its organisation's code: by what its decision is, from 0. */
function countAccounts(
  { size, columns }: Population,
  { decisions, decisionOf }: Sweep,
  byCode: readonly Tally[],
): void {
  const { codes, values } = columns.organisation;
  // Unmanaged 0; else 1, and 2 more where the actual level is unknown, 4 more where no rollout holds the account.
  const kinds = Uint8Array.from(decisions, ({ managed, actual, held }) =>
    !managed ? 0 : 1 + (actual.level === 'unknown' ? 2 : 0) + (held === null ? 4 : 0),
  );
  const counts = new Uint32Array(values.length * 8);
  for (let row = 0; row < size; row++) {
    const at = (codes[row] as number) * 8 + (kinds[decisionOf[row] as number] as number);
    counts[at] = (counts[at] as number) + 1;
  }
  byCode.forEach((tally, code) => {
    counts.subarray(code * 8, code * 8 + 8).forEach((count, kind) => {
      tally.accounts += count;
      if ((kind & 1) !== 0) tally.managed += count;
      if ((kind & 2) !== 0) tally.unknown += count;
      if ((kind & 4) !== 0) tally.governed += count;
    });
  });
}

function put(byOrganisation: Map<string, Tally>, code: string): Tally {
  const counts = emptyTally();
  byOrganisation.set(code, counts);
  return counts;
}

function sum(tallies: Iterable<Tally>): Tally {
  const total = emptyTally();
  for (const counts of tallies) {
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += counts[key];
  }
  return total;
}

/** A per cent of a number of accounts, rounded down. Shares have up to three decimals. */
export function shareOf(percent: number, accounts: number): number {
  // Rounding first keeps 29 % of 100 at 29, whatever binary fractions say.
  return Math.floor(Math.round(percent * 1000 * accounts) / 100_000);
}
