import { decide } from './decide.ts';
import type { Account, Action, DecisionContext, Instant } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { Policies } from '../model/policies.ts';
import { policyInstants, sameAnswer } from './turning-points.ts';

/**
 * The instant, later than `after` and not later than now, from which on the decision behind a change has been what it
 * is: when an exception ended or began, a wave started, an `until` passed. Null where it was the same at `after`
 * already, or no instant of the policies explains it.
 */
export function dueSince(
  account: Account,
  action: Action,
  decision: Decision,
  policies: Policies,
  context: DecisionContext,
  after: Instant,
): Instant | null {
  const isSame = (now: Instant): boolean =>
    sameAnswer(action, decision, decide(account, policies, { ...context, now }));
  if (isSame(after)) return null;
  const passed = policyInstants(account, action, policies)
    .filter((instant) => after < instant && instant <= context.now)
    .sort((a, b) => b - a);
  let due: Instant | null = null;
  for (const instant of passed) {
    if (!isSame(instant)) break;
    due = instant;
  }
  return due;
}
