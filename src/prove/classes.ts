/** The classes that an invariant is about, and what is decided for each. */
import type { Invariant } from '../generated/invariants.ts';
import { decideIn } from '../decide/decide.ts';
import { type Outcome, describesPerson, outcomeOf, roleNamed } from './invariant.ts';
import type { Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { exceptionEntries, namedEntries, pastOfClass } from './roles-and-exceptions.ts';
import { type PlaceClass, type PlaceClasses, placeClasses } from './places.ts';
import { type Profile, profiles } from './profiles.ts';

/** One class with what is decided for all its accounts. */
export interface VisitedClass {
  readonly place: PlaceClass;
  readonly profile: Profile;
  readonly outcome: Outcome;
}

interface NumberedProfile {
  readonly profile: Profile;
  readonly number: number;
}

/** The classes of policies from an instant on. What several invariants need is made once. */
export class Classes {
  readonly #policies: Policies;
  readonly #now: Instant;
  readonly #places = new Map<string, PlaceClasses>();
  readonly #profiles = new Map<string, readonly NumberedProfile[]>();
  /** A number for the key of each profile: keys are long. */
  readonly #numbers = new Map<string, number>();
  /** By class of place, then by the number of the profile. */
  readonly #outcomes = new Map<string, Outcome[]>();
  readonly #withEntries = new Map<string, Policies>();

  constructor(policies: Policies, now: Instant) {
    this.#policies = policies;
    this.#now = now;
  }

  /** Each class of managed accounts that an invariant is about, once, the plainest first. */
  *of({ when = {} }: Invariant): Generator<VisitedClass> {
    const { classes } = this.places({ when });
    for (const { profile, number } of this.#profilesWith(when.role)) {
      if (!describesPerson(when, profile.person, this.#policies)) continue;
      const entries = profile.exception.active !== null || profile.exception.over !== null;
      for (const place of classes) {
        if (entries && place.scope.organisation === null) continue;
        const outcome = this.#outcome(place, profile, number);
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

  #profilesWith(name: string | undefined): readonly NumberedProfile[] {
    return remembered(this.#profiles, name ?? '', () => {
      const role = name === undefined ? null : roleNamed(name, this.#policies);
      if (role === undefined) return [];
      return profiles(this.#policies, role).map((profile) => {
        return { profile, number: remembered(this.#numbers, profile.key, () => this.#numbers.size) };
      });
    });
  }

  #outcome(place: PlaceClass, profile: Profile, number: number): Outcome {
    const ofPlace = remembered(this.#outcomes, place.key, (): Outcome[] => []);
    const known = ofPlace[number];
    if (known !== undefined) return known;
    const outcome = this.#decide(place, profile);
    ofPlace[number] = outcome;
    return outcome;
  }

  #decide(place: PlaceClass, { statusEvidence, person, exception }: Profile): Outcome {
    const account = { ...person.facts.account, ...place.place };
    const context = { now: place.from, statusEvidence, ...pastOfClass(exception, account) };
    const policies = remembered(this.#withEntries, `${account.organisation}, ${place.from}, ${exception.key}`, () => {
      const entries = exceptionEntries(exception, account, this.#policies, place.from);
      return { ...this.#policies, exceptions: namedEntries(account, entries) };
    });
    return outcomeOf(decideIn(place.scope, account, policies, context));
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
