/**
 * The places and times that policies tell apart. Of a place, a level depends on no more than its base level and
 * whether a rollout holds it; and only where an organisation has a document can somebody add an exception.
 */
import type { InvariantScope } from '../generated/invariants.ts';
import { describesPlace } from './invariant.ts';
import type { Instant } from '../model/account.ts';
import { namedUnits, namedUserPolicies } from '../decide/likeness.ts';
import type { OrganisationPolicy, Policies } from '../model/policies.ts';
import { type AccountPlace, resolveScope, type Scope, scopeChanges } from '../decide/scope.ts';
import { foldCode, foldName, unitKey, unitSegments } from '../model/text.ts';

/** Places and times that give every account the same level, by one of them. */
export interface PlaceClass {
  readonly key: string;
  readonly place: AccountPlace;
  /** The first instant of the interval. */
  readonly from: Instant;
  readonly scope: Scope;
}

export interface PlaceClasses {
  readonly classes: readonly PlaceClass[];
  /** How many places were looked at, each in each of its intervals. */
  readonly visited: number;
}

/** The classes of all places that `when` describes, from an instant on. */
export function placeClasses(when: InvariantScope, policies: Policies, now: Instant): PlaceClasses {
  const classes = new Map<string, PlaceClass>();
  let visited = 0;
  for (const place of places(when, policies)) {
    for (const from of intervals(place, policies, now)) {
      visited++;
      const scope = resolveScope(place, policies, from);
      const key = placeKey(scope);
      if (!classes.has(key)) classes.set(key, { key, place, from, scope });
    }
  }
  return { classes: [...classes.values()], visited };
}

/** What of a scope matters for levels and exceptions. */
export function placeKey({ base, hold, organisation }: Scope): string {
  return `${base}, ${hold === null ? 'not held' : 'held'}${organisation === null ? ', no document' : ''}`;
}

/** One place for each that policies or `when` tell apart: the named ones, and any other. */
export function* places(when: InvariantScope, policies: Policies): Generator<AccountPlace> {
  const documents = when.organisation === undefined ? policies.organisations.values() : [];
  for (const document of documents) yield* placesOf(document.code, document, when);
  const code = when.organisation === undefined ? codeWithoutDocument(policies) : foldCode(when.organisation);
  yield* placesOf(code, policies.organisations.get(code), when);
}

function* placesOf(
  organisation: string,
  document: OrganisationPolicy | undefined,
  when: InvariantScope,
): Generator<AccountPlace> {
  const units = [...namedUnits(document), ...(when.unit === undefined ? [] : [unitKey(unitSegments(when.unit))])];
  const userPolicies = [
    ...namedUserPolicies(document),
    ...(when.userPolicy === undefined ? [] : [foldName(when.userPolicy)]),
  ];
  for (const unit of new Set(['', ...units])) {
    for (const userPolicy of new Set(['', ...userPolicies])) {
      const place = {
        organisation,
        unit: document?.units.get(unit)?.name ?? unit,
        userPolicy: document?.userPolicies.get(userPolicy)?.name ?? userPolicy,
      };
      if (describesPlace(when, place)) yield place;
    }
  }
}

/** The first instant of each interval in which a place stays as it is. */
function intervals(place: AccountPlace, policies: Policies, now: Instant): Instant[] {
  const changes = scopeChanges(place, policies).filter((instant) => instant > now);
  return [now, ...[...new Set(changes)].sort((a, b) => a - b)];
}

/** A code that stands for every organisation without a document. */
function codeWithoutDocument({ organisations }: Policies): string {
  for (let number = 0; ; number++) if (!organisations.has(`ZZ${number}`)) return `ZZ${number}`;
}
