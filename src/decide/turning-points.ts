import { decide } from './decide.ts';
import { entriesFor } from './facts.ts';
import type { Account, Action, DecisionContext, Instant } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { Named, Policies } from '../model/policies.ts';
import { reEnrolmentChanges, reEnrolmentEnd } from './re-enrolment.ts';
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
  // An entry of another organisation counts too: while it runs, an exception that mfactl granted is not over.
  const entries = entriesFor(account, policies.exceptions);
  return [...scopeChanges(account, policies), ...entries.flatMap((entry) => [entry.startsAt, entry.expiresAt])];
}

/** Whether two decisions of one account ask for the same thing, as far as one action is concerned. */
export function sameAnswer(action: Action, a: Decision, b: Decision): boolean {
  if (action === 're-enrol') return (a.reEnrol === null) === (b.reEnrol === null);
  return a.desired.level === b.desired.level && a.desired.status === b.desired.status && a.action === b.action;
}

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

/**
 * The next instant after `now` at which anything that the policies say changes by itself, over the whole tenant: an
 * exception or a re-enrolment begins or ends, a wave starts, an `until` passes, an organisation closes, an override
 * begins or expires. Null where nothing ever will. Between two such instants every decision stays as it is.
 */
export function nextInstant(policies: Policies, now: Instant): Instant | null {
  let next: Instant | null = null;
  for (const instant of instants(policies)) if (instant > now && (next === null || instant < next)) next = instant;
  return next;
}

function* instants({ organisations, exceptions, reEnrolments, overrides }: Policies): Generator<Instant> {
  for (const { closedFrom, units, userPolicies, rollout } of organisations.values()) {
    if (closedFrom !== null) yield closedFrom;
    for (const scopes of [units, userPolicies])
      for (const { until } of scopes.values()) if (until !== null) yield until;
    for (const { starts } of rollout ?? []) yield starts;
  }
  for (const { startsAt, expiresAt } of entries(exceptions)) yield* [startsAt, expiresAt];
  for (const entry of entries(reEnrolments)) yield* [entry.requestedAt, reEnrolmentEnd(entry)];
  for (const { startsAt, expiresAt } of overrides) yield* [startsAt, expiresAt];
}

/** An entry with an id stands in both lists; seeing it twice changes nothing. */
function* entries<Entry>({ byAddress, byId }: Named<Entry>): Generator<Entry> {
  for (const named of [byAddress, byId]) for (const list of named.values()) yield* list;
}
