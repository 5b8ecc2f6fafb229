/** What an invariant says, for one account: whether `when` describes it, and whether it has what `then` claims. */
import type { Invariant, InvariantClaim, InvariantScope } from '../generated/invariants.ts';
import { type AccountFacts, activeEntries, entriesFor, readFacts } from '../decide/facts.ts';
import { rank } from '../model/level.ts';
import type { Decision } from '../model/decision.ts';
import type { Account, ActualLevel, DecisionContext, ExceptionType, Instant, Origin } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import type { AccountPlace } from '../decide/scope.ts';
import { reportedException } from '../model/status.ts';
import { foldCode, foldName, isWithin, unitSegments } from '../model/text.ts';

/** An invariant with the place of its entry. */
export interface StatedInvariant {
  readonly invariant: Invariant;
  readonly origin: Origin;
}

/** The exception that runs: by an entry, or one that is reported and of which git has no entry of its type. */
export type ExceptionKind = ExceptionType | 'unrecorded' | 'none';

/** What `when` looks at in an account beside its place. */
export interface Person {
  readonly facts: AccountFacts;
  readonly exception: ExceptionKind;
}

/** What `then` looks at in a decision. */
export interface Outcome {
  readonly managed: boolean;
  readonly level: ActualLevel;
  /** An exception is accepted, or one that git does not know is kept. */
  readonly exempt: boolean;
}

/** Whether all conditions of `when` hold for an account at an instant. */
export function describes(
  when: InvariantScope | undefined,
  account: Account,
  policies: Policies,
  context: DecisionContext,
): boolean {
  const facts = readFacts(account, policies, context);
  const person = { facts, exception: exceptionOf(account, policies, context.now, facts.granted) };
  return describesPlace(when, account) && describesPerson(when, person, policies);
}

/** The conditions on organisation, unit and user policy. */
export function describesPlace({ organisation, unit, userPolicy }: InvariantScope = {}, place: AccountPlace): boolean {
  return (
    (organisation === undefined || foldCode(organisation) === place.organisation) &&
    (unit === undefined || isWithin(unitSegments(place.unit), unitSegments(unit))) &&
    (userPolicy === undefined || foldName(userPolicy) === foldName(place.userPolicy))
  );
}

/** All other conditions. */
export function describesPerson(when: InvariantScope = {}, person: Person, policies: Policies): boolean {
  const { role, category, type, compromised, exception } = when;
  const { facts } = person;
  return (
    (role === undefined || facts.roles.some((held) => held === roleNamed(role, policies))) &&
    (category === undefined || facts.roles.some((held) => held.category === category)) &&
    (type === undefined || foldName(type) === foldName(facts.account.type)) &&
    (compromised === undefined || compromised === facts.compromised) &&
    (exception === undefined || exception === person.exception)
  );
}

/** The Role document of a name. */
export function roleNamed(name: string, { roles }: Policies): Policies['roles'][number] | undefined {
  return roles.find((role) => foldName(role.name) === foldName(name));
}

/**
 * The exception that runs for an account, accepted or not: its entry, before what the portal alone knows. One that
 * mfactl granted (`granted`) runs no longer once its entry is gone.
 */
export function exceptionOf(account: Account, policies: Policies, now: Instant, granted: boolean): ExceptionKind {
  const { own, foreign } = activeEntries(account, policies, now);
  if (own[0] !== undefined) return own[0].type;
  if (granted && foreign.length === 0) return 'none';
  const reported = reportedException(account.reported);
  const isRecorded = entriesFor(account, policies.exceptions).some(
    ({ type, organisation }) => type === reported && organisation === account.organisation,
  );
  return reported === null || isRecorded ? 'none' : 'unrecorded';
}

export function outcomeOf({ managed, desired, exception, unrecorded }: Decision): Outcome {
  return { managed, level: desired.level, exempt: exception?.refused === null || unrecorded };
}

/** Whether an account that is decided so has what is claimed. */
export function keeps({ mfa, atLeast }: InvariantClaim, outcome: Outcome): boolean {
  if (mfa !== undefined) return outcome.level === mfa;
  if (atLeast !== undefined) return rank(outcome.level) >= rank(atLeast);
  return !outcome.exempt;
}
