/** Who had MFA at an instant: a population as it was then, its decisions, and counts of both. */
import type { AuditCounts, EnforcedCounts } from '../generated/audit.ts';
import type { Decision } from '../model/decision.ts';
import { isExposed } from './exposure.ts';
import type { ActualLevel, Membership, State } from '../model/account.ts';
import { type Column, type Population, accountAt, valueAt } from '../snapshot/population.ts';
import { withState } from './state-then.ts';
import type { Sweep } from '../decide/sweep.ts';
import { compareUtf8, fold } from '../model/text.ts';
import { createHash } from 'node:crypto';

export interface AuditFigures {
  readonly total: AuditCounts;
  /** Those that have accounts, by the bytes of their codes; a blank code is that of accounts without one. */
  readonly organisations: readonly { readonly code: string; readonly counts: AuditCounts }[];
}

/** The same accounts with the states that some rows had. */
export function populationThen(population: Population, states: ReadonlyMap<number, State>): Population {
  if (states.size === 0) return population;
  const reported = widening(population.columns.reported);
  const membership = widening<Membership | null>(population.columns.membership);
  for (const [row, state] of states) {
    const then = withState(accountAt(population, row), state);
    reported.put(row, then.reported);
    membership.put(row, then.membership);
  }
  const columns = { ...population.columns, reported: reported.column, membership: membership.column };
  return { ...population, columns };
}

function widening<Value>({ codes, values }: Column<Value>): {
  column: Column<Value>;
  put(row: number, value: Value): void;
} {
  const widened = { codes: codes.slice(), values: [...values] };
  const known = new Map(values.map((value, code) => [value, code]));
  return {
    column: widened,
    put(row, value) {
      const code = known.get(value) ?? widened.values.push(value) - 1;
      known.set(value, code);
      widened.codes[row] = code;
    },
  };
}

/** How a level counts. */
export function enforcedAs(level: ActualLevel): keyof EnforcedCounts {
  if (level === 'unknown') return 'unknown';
  return isExposed(level) ? 'notEnforced' : 'enforced';
}

/** What an account was exempt by; null where it was not. */
export function exemptBy({ exception, unrecorded }: Decision): keyof AuditCounts['exempt'] | null {
  if (exception?.refused === null) return exception.entry.type === 'short-term' ? 'shortTerm' : 'longTerm';
  return unrecorded ? 'unrecorded' : null;
}

/** Counts all accounts, and those of each organisation. */
export function auditFigures({ size, columns: { organisation } }: Population, swept: Sweep): AuditFigures {
  const total = noCounts();
  const byCode = new Map<string, AuditCounts>();
  for (let row = 0; row < size; row++) {
    const decision = swept.at(row);
    const code = valueAt(organisation, row);
    const own = byCode.get(code) ?? noCounts();
    byCode.set(code, own);
    for (const counts of [total, own]) count(counts, decision);
  }
  const organisations = [...byCode].map(([code, counts]) => ({ code, counts }));
  return { total, organisations: organisations.sort((a, b) => compareUtf8(a.code, b.code)) };
}

function noCounts(): AuditCounts {
  const none = (): EnforcedCounts => ({ enforced: 0, notEnforced: 0, unknown: 0 });
  return { accounts: 0, managed: none(), unmanaged: none(), exempt: { shortTerm: 0, longTerm: 0, unrecorded: 0 } };
}

function count(counts: AuditCounts, decision: Decision): void {
  counts.accounts++;
  counts[decision.managed ? 'managed' : 'unmanaged'][enforcedAs(decision.actual.level)]++;
  const exempt = exemptBy(decision);
  if (exempt !== null) counts.exempt[exempt]++;
}

/**
 * Picks accounts so that anybody can pick the same ones again: those with the smallest SHA-256 over seed, NUL and folded
 * address, in hexadecimal, smallest first. The order in which the addresses come changes nothing. Fewer where there are
 * not so many.
 */
export function sampleOf<Entry extends { readonly address: string }>(
  entries: Iterable<Entry>,
  count: number,
  seed: string,
): Entry[] {
  const picked: { key: string; entry: Entry }[] = [];
  for (const entry of entries) {
    const key = createHash('sha256')
      .update(`${seed}\0${fold(entry.address)}`)
      .digest('hex');
    if (picked.length === count && key >= (picked.at(-1)?.key ?? '')) continue;
    const at = picked.findLastIndex((other) => compareUtf8(other.key, key) <= 0) + 1;
    picked.splice(at, 0, { key, entry });
    if (picked.length > count) picked.pop();
  }
  return picked.map(({ entry }) => entry);
}
