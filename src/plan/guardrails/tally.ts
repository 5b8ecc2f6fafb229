import type { Change, Changes } from '../changes.ts';
import type { Decision } from '../../model/decision.ts';
import { type Population, valueAt } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';

/** What the guardrails count, for one organisation or for the total. */
export interface Tally {
  accounts: number;
  managed: number;
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
  return { accounts: 0, managed: 0, unknown: 0, changes: 0, loosen: 0, privilegedLoosen: 0, lockout: 0 };
}

/** What a change is to the guardrails that look at single accounts. */
export interface ChangeKind {
  /** An account of weight loses MFA, not by an exception that all its roles allow. */
  readonly privilegedLoosen: boolean;
  /** An account without a registered method is raised to standard, which knows no grace period. */
  readonly lockout: boolean;
}

/** Classifies a change for the guardrails that look at single accounts. */
export function kindOf(change: Change, decision: Decision, methods: readonly string[] | null): ChangeKind {
  const allowed = change.action === 'except' && decision.exceptionsAllowed;
  return {
    privilegedLoosen: change.to === 'disabled' && decision.privileged && !allowed,
    lockout: isLockout(change, methods),
  };
}

/** Whether an account without a registered method is raised to standard. */
export function isLockout({ to, action }: Pick<Change, 'to' | 'action'>, methods: readonly string[] | null): boolean {
  return to === 'standard' && action !== 're-enrol' && methods?.length === 0;
}

/** Counts accounts and changes, in total and by organisation. */
export function tally(population: Population, sweep: Sweep, changes: Changes): Tallies {
  const { codes, values } = population.columns.organisation;
  const byOrganisation = new Map<string, Tally>();
  const byCode = values.map((code) => byOrganisation.get(code) ?? put(byOrganisation, code));
  countAccounts(population, sweep, byCode);
  for (let index = 0; index < changes.size; index++) {
    const change = changes.at(index);
    const decision = sweep.at(change.row);
    const kind = kindOf(change, decision, valueAt(population.columns.methods, change.row));
    const counts = byCode[codes[change.row] as number] as Tally;
    counts.changes++;
    if (change.direction === 'loosen') counts.loosen++;
    if (kind.privilegedLoosen) counts.privilegedLoosen++;
    if (kind.lockout) counts.lockout++;
  }
  return { total: sum(byOrganisation.values()), byOrganisation };
}

/** Adds every account to the tally of its organisation's code: by what its decision is, from 0. */
function countAccounts(
  { size, columns }: Population,
  { decisions, decisionOf }: Sweep,
  byCode: readonly Tally[],
): void {
  const { codes, values } = columns.organisation;
  const kinds = Uint8Array.from(decisions, ({ managed, actual }) =>
    !managed ? 0 : actual.level === 'unknown' ? 2 : 1,
  );
  const counts = new Uint32Array(values.length * 3);
  for (let row = 0; row < size; row++) {
    const at = (codes[row] as number) * 3 + (kinds[decisionOf[row] as number] as number);
    counts[at] = (counts[at] as number) + 1;
  }
  byCode.forEach((tally, code) => {
    const [unmanaged, known, unknown] = counts.subarray(code * 3, code * 3 + 3) as unknown as [number, number, number];
    tally.accounts += unmanaged + known + unknown;
    tally.managed += known + unknown;
    tally.unknown += unknown;
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
