import { decide } from '../decide/decide.ts';
import type { Account, Action, DecisionContext, Instant } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { Policies } from '../model/policies.ts';
import { sameAnswer } from '../decide/turning-points.ts';

/** Why a change is asked for now. */
export const CAUSES = ['policy', 'time', 'pending', 'drift'] as const;
export type Cause = (typeof CAUSES)[number];

/** What the ledger's last line was made from, and what earlier runs left over. */
export interface Previous {
  /** Null where they cannot be read (no git, or the commit is gone). */
  readonly policies: Policies | null;
  readonly asOf: Instant;
  /** Whether a change of an account was left over: failed, skipped, withheld or handed over. */
  readonly isPending: (account: Account, action: Action) => boolean;
}

/**
 * The cause of one change, the first that holds: the policies differ from the last applied ones, time has passed a
 * boundary, an earlier run left it over, or else somebody changed the directory. Without a ledger it is the policy.
 */
export function causeOf(
  account: Account,
  action: Action,
  decision: Decision,
  policies: Policies,
  context: DecisionContext,
  previous: Previous | null,
): Cause {
  if (previous === null || previous.policies === null) return 'policy';
  if (!sameAnswer(action, decision, decide(account, previous.policies, context))) return 'policy';
  if (!sameAnswer(action, decision, decide(account, policies, { ...context, now: previous.asOf }))) return 'time';
  return previous.isPending(account, action) ? 'pending' : 'drift';
}
