/** The classes that an invariant is about, and what is decided for each. */
import type { Invariant } from '../generated/invariants.ts';
import { decideIn } from './decide.ts';
import { describesPerson, type Outcome, outcomeOf, roleNamed } from './invariant.ts';
import type { Instant } from './model.ts';
import type { Policies } from './policies.ts';
import { exceptionEntries, namedEntries } from './prove-exceptions.ts';
import { type PlaceClass, type PlaceClasses, placeClasses } from './prove-places.ts';
import { type Profile, profiles } from './prove-profiles.ts';

/** One class with what is decided for all its accounts. */
export interface VisitedClass {
  readonly place: PlaceClass;
  readonly profile: Profile;
  readonly outcome: Outcome;
}

/** The classes of policies from an instant on. What several invariants need is made once. */
export class Classes {
  readonly #policies: Policies;
  readonly #now: Instant;
  readonly #places = new Map<string, PlaceClasses>();
  readonly #profiles = new Map<string, readonly Profile[]>();
  /** By class of place, then by profile. */
  readonly #outcomes = new Map<string, Map<string, Outcome>>();
  readonly #withEntries = new Map<string, Policies>();

  constructor(policies: Policies, now: Instant) {
    this.#policies = policies;
    this.#now = now;
  }

  /** Each class of managed accounts that an invariant is about, once, the plainest first. */
  *of({ when = {} }: Invariant): Generator<VisitedClass> {
    const { classes } = this.places({ when });
    for (const profile of this.#profilesWith(when.role)) {
      if (!describesPerson(when, profile.person, this.#policies)) continue;
      const entries = profile.exception.active !== null || profile.exception.over !== null;
      for (const place of classes) {
        if (entries && place.scope.organisation === null) continue;
        const outcome = this.#outcome(place, profile);
        if (outcome.managed) yield { place, profile, outcome };
      }
    }
  }

  places({ when = {} }: Pick<Invariant, 'when'>): PlaceClasses {
    const { organisation, unit, userPolicy } = when;
    return remembered(this.#places, JSON.stringify([organisation, unit, userPolicy]), () =>
      placeClasses(when, this.#policies, this.#now),
    );
  }

  #profilesWith(name: string | undefined): readonly Profile[] {
    return remembered(this.#profiles, name ?? '', () => {
      if (name === undefined) return profiles(this.#policies, null);
      const role = roleNamed(name, this.#policies);
      return role === undefined ? [] : profiles(this.#policies, role);
    });
  }

  #outcome(place: PlaceClass, profile: Profile): Outcome {
    const ofPlace = remembered(this.#outcomes, place.key, () => new Map<string, Outcome>());
    return remembered(ofPlace, profile.key, () => {
      const { statusEvidence, person } = profile;
      const account = { ...person.facts.account, ...place.place };
      const context = { now: place.from, statusEvidence, reEnrolledAt: new Map() };
      const policies = remembered(
        this.#withEntries,
        `${account.organisation}, ${place.from}, ${profile.exception.key}`,
        () => {
          const entries = exceptionEntries(profile.exception, account, this.#policies, place.from);
          return { ...this.#policies, exceptions: namedEntries(account, entries) };
        },
      );
      return outcomeOf(decideIn(place.scope, account, policies, context));
    });
  }
}

/** What a map holds under a key; made where it is missing. */
function remembered<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
