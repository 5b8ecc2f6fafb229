/** An account that an invariant does not hold for, as `decide` sees it: with policies that anybody may have tomorrow. */
import type { Invariant } from '../generated/invariants.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../model/decision.ts';
import { describes, keeps, outcomeOf } from './invariant.ts';
import type { Account, DecisionContext } from '../model/account.ts';
import type { ExceptionEntry, Policies } from '../model/policies.ts';
import { exceptionEntries, namedEntries } from './prove-exceptions.ts';
import type { VisitedClass } from './classes.ts';

export interface Counterexample {
  readonly account: Account;
  /** The policies, with `entries` for the account. */
  readonly policies: Policies;
  /** Entries that somebody may add; none where the account needs no exception. */
  readonly entries: readonly ExceptionEntry[];
  readonly context: DecisionContext;
  readonly decision: Decision;
}

/** The account of a class that breaks an invariant. Throws where `decide` does not confirm it: then the classes are wrong. */
export function counterexample(
  { name, when, then }: Invariant,
  { place, profile }: Pick<VisitedClass, 'place' | 'profile'>,
  given: Policies,
): Counterexample {
  const account = { ...profile.person.facts.account, ...place.place };
  const entries = exceptionEntries(profile.exception, account, given, place.from);
  const own = namedEntries(account, entries).byAddress;
  const { byAddress, byId } = given.exceptions;
  const policies = { ...given, exceptions: { byAddress: new Map([...byAddress, ...own]), byId } };
  const context = { now: place.from, statusEvidence: profile.statusEvidence, reEnrolledAt: new Map() };
  const decision = decide(account, policies, context);
  if (!decision.managed || !describes(when, account, policies, context) || keeps(then, outcomeOf(decision)))
    throw new Error(`The counterexample to "${name}" is none: ${JSON.stringify(account)}`);
  return { account, policies, entries, context, decision };
}
