/**
 * Shows that invariants hold for every possible managed account at every instant from now on. A decision is the same
 * for all accounts of one class, and the classes are finitely many: places and times (prove-places.ts) with people
 * (prove-profiles.ts). One account of each class is decided, by the same code that decides real ones.
 */
import { type Counterexample, counterexample } from './counterexample.ts';
import { keeps, type StatedInvariant } from './invariant.ts';
import type { Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { Classes } from './classes.ts';

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
export function prove(stated: readonly StatedInvariant[], policies: Policies, now: Instant): Proof[] {
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
