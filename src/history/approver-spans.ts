import { decide } from '../decide/decide.ts';
import type { Window } from './exposure.ts';
import { entriesFor } from '../decide/facts.ts';
import type { DecisionContext, Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { accountAt, type Population } from '../snapshot/population.ts';
import { namedRows } from '../decide/sweep.ts';

/** A span of time in which an exception was in force for an account, and who approved it. */
export interface ApproverSpan {
  readonly from: Instant;
  readonly to: Instant;
  /** Folded address. */
  readonly approvedBy: string;
}

/**
 * The spans of each row within a window, by the policies and the accounts as they are now: an exception that a role of
 * today refuses was not in force. Rows without any, and exceptions that nobody approved, are left out.
 */
export function approverSpans(
  population: Population,
  policies: Policies,
  context: Omit<DecisionContext, 'now'>,
  window: Window,
): ReadonlyMap<number, readonly ApproverSpan[]> {
  const spans = new Map<number, ApproverSpan[]>();
  for (const row of namedRows(population, policies)) {
    const own = spansOf(population, row, policies, context, window);
    if (own.length > 0) spans.set(row, own);
  }
  return spans;
}

function spansOf(
  population: Population,
  row: number,
  policies: Policies,
  context: Omit<DecisionContext, 'now'>,
  { from, to }: Window,
): ApproverSpan[] {
  const account = accountAt(population, row);
  const bounds = entriesFor(account, policies.exceptions)
    .flatMap(({ startsAt, expiresAt }) => [startsAt, expiresAt])
    .filter((instant) => from < instant && instant < to);
  // Between two bounds it is the same entry that counts.
  const instants = [...new Set([from, ...bounds])].sort((a, b) => a - b);
  return instants.flatMap((now, i) => {
    const { exception } = decide(account, policies, { ...context, now });
    const approvedBy = exception === null || exception.refused !== null ? null : exception.entry.approvedBy;
    return approvedBy === null ? [] : [{ from: now, to: instants[i + 1] ?? to, approvedBy }];
  });
}
