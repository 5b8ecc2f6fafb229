import { decide } from './decide.ts';
import { entriesFor } from './facts.ts';
import type { Account, Action, DecisionContext, Instant } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { Policies } from '../model/policies.ts';
import { reEnrolmentChanges } from './re-enrolment.ts';
import { scopeChanges } from './scope.ts';

/**
 * The next instant at which the decision behind a change would be another one, or null where it never will. Only the
 * instants at which a policy begins or ends for this account are looked at: between them nothing changes.
 */
export function validUntil(
  account: Account,
  action: Action,
  decision: Decision,
  policies: Policies,
  context: DecisionContext,
): Instant | null {
  const coming = policyInstants(account, action, policies)
    .filter((instant) => instant > context.now)
    .sort((a, b) => a - b);
  const changed = coming.find((now) => !sameAnswer(action, decision, decide(account, policies, { ...context, now })));
  return changed ?? null;
}

/** Instants at which the decision behind an action may change, in no order, each once. */
export function policyInstants(account: Account, action: Action, policies: Policies): Instant[] {
  const levels = levelChanges(account, policies);
  // A level counts for re-enrolment too: held at an unknown level once an exception is over, the account is unmanaged.
  return [...new Set(action === 're-enrol' ? [...levels, ...reEnrolmentChanges(account, policies)] : levels)];
}

/** Instants at which an account's level or status may change. */
export function levelChanges(account: Account, policies: Policies): Instant[] {
  const own = entriesFor(account, policies.exceptions).filter((entry) => entry.organisation === account.organisation);
  return [...scopeChanges(account, policies), ...own.flatMap((entry) => [entry.startsAt, entry.expiresAt])];
}

/** Whether two decisions of one account ask for the same thing, as far as one action is concerned. */
export function sameAnswer(action: Action, a: Decision, b: Decision): boolean {
  if (action === 're-enrol') return (a.reEnrol === null) === (b.reEnrol === null);
  return a.desired.level === b.desired.level && a.desired.status === b.desired.status && a.action === b.action;
}
