import { DAY } from '../../model/time.ts';
import type { ExceptionFacts } from '../resolve/exceptions.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

/**
 * A user has no more entries of one type, over the whole tenant, than `maxPerUser` allows in any window of its length.
 * The entry that is one too many is the one that starts last.
 */
export const exceptionsPerUser: Rule = ({ exceptions, exceptionRules }) => {
  if (exceptionRules === null) return [];
  const order = new Map(exceptions.map((facts, i) => [facts, i]));
  const earlier = (a: ExceptionFacts, b: ExceptionFacts): number =>
    a.startsAt - b.startsAt || (order.get(a) as number) - (order.get(b) as number);
  return (['short-term', 'long-term'] as const).flatMap((type) => {
    const { maxPerUser } = exceptionRules[type];
    if (maxPerUser === null) return [];
    const { count, within } = maxPerUser;
    const windows = new Windows(exceptions.filter(({ entry }) => entry.type === type).sort(earlier), within);
    return windows.entries
      .filter((facts) => windows.countUntil(facts) > count)
      .map(({ document, path }) => {
        const message = `With this one, the user has more than ${count} ${type} exceptions within ${within / DAY} days. Ask for a long-term exception.`;
        return diagnose('too-many-exceptions', placeOf(document.source, path), message);
      });
  });
};

/** Entries by start; those of one user are found by id or, where not both have one, by address. */
class Windows {
  readonly entries: readonly ExceptionFacts[];
  readonly #within: number;
  readonly #byAddress: ReadonlyMap<string, readonly ExceptionFacts[]>;
  readonly #anonymous: ReadonlyMap<string, readonly ExceptionFacts[]>;
  readonly #byId: ReadonlyMap<string | null, readonly ExceptionFacts[]>;
  readonly #rank: ReadonlyMap<ExceptionFacts, number>;

  constructor(sorted: readonly ExceptionFacts[], within: number) {
    this.entries = sorted;
    this.#within = within;
    this.#byAddress = Map.groupBy(sorted, ({ user }) => user);
    this.#anonymous = Map.groupBy(
      sorted.filter(({ id }) => id === null),
      ({ user }) => user,
    );
    this.#byId = Map.groupBy(sorted, ({ id }) => id);
    this.#rank = new Map(sorted.map((facts, i) => [facts, i]));
  }

  /** Entries of the same user in the window that ends with the start of this one, itself among them. */
  countUntil(facts: ExceptionFacts): number {
    if (facts.id === null) return this.#count(this.#byAddress.get(facts.user), facts);
    return this.#count(this.#byId.get(facts.id), facts) + this.#count(this.#anonymous.get(facts.user), facts);
  }

  #count(sorted: readonly ExceptionFacts[] = [], facts: ExceptionFacts): number {
    const rank = this.#rank.get(facts) as number;
    const upTo = firstWhere(sorted, (other) => (this.#rank.get(other) as number) > rank);
    return upTo - firstWhere(sorted, (other) => other.startsAt > facts.startsAt - this.#within);
  }
}

/** The index of the first entry for which the condition holds, in a list where it then holds to the end. */
function firstWhere(sorted: readonly ExceptionFacts[], holds: (facts: ExceptionFacts) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as ExceptionFacts)) high = middle;
    else low = middle + 1;
  }
  return low;
}
