/**
 * Shows that invariants hold for every possible managed account at every instant from now on. A decision is the same
 * for all accounts of one class, and the classes are finitely many: places and times (places.ts) with people
 * (profiles.ts). One account of each class is decided, by the same code that decides real ones.
 */
import { contextAt } from '../decide/context.ts';
import { type StatedInvariant, describes, keeps, outcomeOf } from './invariant.ts';
import type { Account, DecisionContext, Instant } from '../model/account.ts';
import type { UserException, Policies } from '../model/policies.ts';
import { Classes, type VisitedClass } from './classes.ts';
import type { Invariant } from '../generated/invariants.ts';
import { decide } from '../decide/decide.ts';
import type { Decision } from '../model/decision.ts';
import { exceptionEntries, namedEntries, pastOfClass } from './roles-and-exceptions.ts';

/** What came of one invariant. */
export interface Proof extends StatedInvariant {
  /** `never applies`: no managed account can be what `when` says, so nothing is claimed. */
  readonly verdict: 'holds' | 'does not hold' | 'never applies';
  /** Classes that were visited: all that `when` describes, or those up to the counterexample. */
  readonly classes: number;
  /** Places that were told apart (organisation, unit, user policy), each in each interval between changes. */
  readonly places: number;
  readonly counterexample: Counterexample | null;
}

/** Proves or refutes each invariant; their places and roles must be known ones. */
export function proveInvariants(stated: readonly StatedInvariant[], policies: Policies, now: Instant): Proof[] {
  const world = new Classes(policies, now);
  return stated.map((each) => proveOne(each, world, policies));
}

function proveOne(stated: StatedInvariant, world: Classes, policies: Policies): Proof {
  const places = world.places(stated.invariant).visited;
  let classes = 0;
  for (const visited of world.of(stated.invariant)) {
    classes++;
    if (keeps(stated.invariant.then, visited.outcome)) continue;
    return {
      ...stated,
      verdict: 'does not hold',
      classes,
      places,
      counterexample: counterexample(stated.invariant, visited, policies),
    };
  }
  return { ...stated, verdict: classes === 0 ? 'never applies' : 'holds', classes, places, counterexample: null };
}

export interface Counterexample {
  readonly account: Account;
  /** The policies, with `entries` for the account. */
  readonly policies: Policies;
  /** Entries that somebody may add; none where the account needs no exception. */
  readonly entries: readonly UserException[];
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
  const context = contextAt(place.from, profile, pastOfClass(profile.exception, account));
  const decision = decide(account, policies, context);
  if (!decision.managed || !describes(when, account, policies, context) || keeps(then, outcomeOf(decision)))
    throw new Error(`The counterexample to "${name}" does not break it: ${JSON.stringify(account)}`);
  return { account, policies, entries, context, decision };
}
