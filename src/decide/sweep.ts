import { decide, decideIn } from './decide.ts';
import type { Account, DecisionContext, Grants } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { Named, Policies } from '../model/policies.ts';
import { NO_PAST } from './context.ts';
import { pairNumbers } from '../snapshot/pair-numbers.ts';
import { groupByPlace, groupByProfile } from './likeness.ts';
import { type Grouping, type Population, accountAt, valueAt } from '../snapshot/population.ts';
import { type Scope, resolveScope } from './scope.ts';
import { fold } from '../model/text.ts';

/**
 * The decisions of a whole population. Rows that look the same share one; its levels, statuses, action and findings are
 * theirs, its trace is that of one of them (`decide` gives each account's own).
 */
export interface Sweep {
  readonly decisions: readonly Decision[];
  /** Index into `decisions`, by row. */
  readonly decisionOf: Uint32Array;
  /** The decision of a row. */
  readonly at: (row: number) => Decision;
  /**
   * A number for each row: rows with the same one have the same decision at every instant, trace included. Null for a
   * row that a policy names, which is like no other.
   */
  readonly likeness: (row: number) => number | null;
}

/**
 * Decides every account. An account's place (organisation, unit, user policy) and its profile (all else but address
 * and id) are decided apart: many places give the same scope, and each pair of scope and profile is decided once.
 * Accounts that a policy or an earlier run names are decided one by one.
 */
export function sweep(population: Population, policies: Policies, context: DecisionContext): Sweep {
  const places = groupByPlace(population, policies);
  const profiles = groupByProfile(population, policies);
  const scopes = distinctScopes(population, places, policies, context);
  const decisions: Decision[] = [];
  const decisionOf = new Uint32Array(population.size);
  const pairs = pairNumbers(scopes.distinct.length, profiles.representatives.length);
  for (let row = 0; row < population.size; row++) {
    const scope = scopes.ofPlace[places.groups[row] as number] as number;
    const pair = pairs.number(scope, profiles.groups[row] as number);
    if (pair === decisions.length)
      decisions.push(decideIn(scopes.distinct[scope] as Scope, anonymous(population, row), policies, context));
    decisionOf[row] = pair;
  }
  const named = namedRows(population, policies, context.granted);
  for (const row of named) decisionOf[row] = decisions.push(decide(accountAt(population, row), policies, context)) - 1;
  const likeness = (row: number): number | null =>
    named.has(row)
      ? null
      : (places.groups[row] as number) * profiles.representatives.length + (profiles.groups[row] as number);
  return sweepOf(decisions, decisionOf, likeness);
}

/** The decisions of a population, by row. */
export function sweepOf(decisions: readonly Decision[], decisionOf: Uint32Array, likeness: Sweep['likeness']): Sweep {
  return { decisions, decisionOf, likeness, at: (row) => decisions[decisionOf[row] as number] as Decision };
}

/** The account of a row without what names it, so that no entry for the representative leaks into the others. */
function anonymous(population: Population, row: number): Account {
  return { ...accountAt(population, row), address: '', id: null };
}

function distinctScopes(
  population: Population,
  places: Grouping,
  policies: Policies,
  context: DecisionContext,
): { distinct: Scope[]; ofPlace: Uint32Array } {
  const byKey = new Map<string, number>();
  const distinct: Scope[] = [];
  const { organisation, unit, userPolicy } = population.columns;
  const ofPlace = Uint32Array.from(places.representatives, (row) => {
    const names = {
      organisation: valueAt(organisation, row),
      unit: valueAt(unit, row),
      userPolicy: valueAt(userPolicy, row),
    };
    const scope = resolveScope(names, policies, context.now);
    const known = byKey.get(scope.key);
    if (known !== undefined) return known;
    byKey.set(scope.key, distinct.length);
    return distinct.push(scope) - 1;
  });
  return { distinct, ofPlace };
}

/** Rows of the accounts that an exception, a re-enrolment, the protected list or a grant of mfactl names. */
export function namedRows(population: Population, policies: Policies, granted: Grants = NO_PAST.granted): Set<number> {
  const rows = new Set<number>();
  const grants = [...granted.values()].map(({ account }) => account);
  for (const address of [...names(policies, 'byAddress'), ...grants.map((account) => account.address)]) {
    const row = population.addresses.find(address);
    if (row >= 0) rows.add(row);
  }
  const ids = names(policies, 'byId');
  for (const { id } of grants) if (id !== null) ids.add(fold(id));
  if (population.ids !== null && ids.size > 0) {
    population.ids.forEach((id, row) => {
      if (ids.has(fold(id))) rows.add(row);
    });
  }
  return rows;
}

/** Every folded address, or id, that the policies name; the protected list may hold either. */
function names(policies: Policies, by: keyof Named<unknown>): Set<string> {
  return new Set([
    ...policies.exceptions[by].keys(),
    ...policies.reEnrolments[by].keys(),
    ...policies.tenant.protected.keys(),
  ]);
}

/**
 * Answers about accounts that depend on nothing but what rows of one likeness have in common: each is found once for
 * all of them. What depends on earlier policies, or on the address, must not be asked for here.
 */
export class Shared<Answer> {
  readonly #sweep: Pick<Sweep, 'likeness'>;
  readonly #known = new Map<number, Answer>();

  constructor(sweep: Pick<Sweep, 'likeness'>) {
    this.#sweep = sweep;
  }

  /** The answer for a row; `find` must give the same one for every row of its likeness. */
  of(row: number, find: () => Answer): Answer {
    const likeness = this.#sweep.likeness(row);
    if (likeness === null) return find();
    const known = this.#known.get(likeness);
    if (known !== undefined) return known;
    const answer = find();
    this.#known.set(likeness, answer);
    return answer;
  }
}
