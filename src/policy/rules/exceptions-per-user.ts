import { DAY } from '../../model/time.ts';
import type { ExceptionFacts } from '../resolve/exceptions.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { originOf, placeOf } from '../yaml/source.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';

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
        const message = `With this exception, the user has more than ${count} ${type} exceptions within ${within / DAY} days. Ask for a long-term exception.`;
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

/** An entry that has a period. */
type Period = ExceptionFacts & { readonly expiresAt: number };

/**
 * Entries of one user and type do not overlap within one organisation. Two entries are of one user when their ids are
 * equal or, where not both have one, when their addresses are.
 */
export const noExceptionOverlap: Rule = ({ exceptions }) => {
  const periods = exceptions.filter(
    (facts): facts is Period => facts.expiresAt !== null && facts.expiresAt > facts.startsAt,
  );
  const order = new Map(exceptions.map((facts, i) => [facts, i]));
  /** The later of two in the files, with the first one found that it overlaps. */
  const overlaps = new Map<Period, Period>();
  const note = (a: Period, b: Period): void => {
    const [first, later] = (order.get(a) as number) < (order.get(b) as number) ? [a, b] : [b, a];
    if (!overlaps.has(later)) overlaps.set(later, first);
  };
  const scope = ({ organisation, entry }: Period): string => `${organisation}\n${entry.type}`;
  const withId = periods.filter(({ id }) => id !== null);
  for (const group of Map.groupBy(periods, (period) => `${scope(period)}\n${period.user}`).values())
    sweepAddress(group, note);
  for (const group of Map.groupBy(withId, (period) => `${scope(period)}\n${period.id}`).values()) sweepId(group, note);
  return [...overlaps].map(([later, first]) => overlap(later, first));
};

type Note = (a: Period, b: Period) => void;

/** Two entries with ids are left to the sweep by id. */
function sweepAddress(group: Period[], note: Note): void {
  let anonymous: Period | null = null;
  let identified: Period | null = null;
  for (const period of sorted(group)) {
    if (reaches(anonymous, period)) note(anonymous, period);
    else if (period.id === null && reaches(identified, period)) note(identified, period);
    if (period.id === null) anonymous = longer(anonymous, period);
    else identified = longer(identified, period);
  }
}

function sweepId(group: Period[], note: Note): void {
  let longest: Period | null = null;
  for (const period of sorted(group)) {
    if (reaches(longest, period)) note(longest, period);
    longest = longer(longest, period);
  }
}

function sorted(group: Period[]): Period[] {
  return group.length < 2 ? group : group.toSorted((a, b) => a.startsAt - b.startsAt);
}

function reaches(earlier: Period | null, period: Period): earlier is Period {
  return earlier !== null && earlier.expiresAt > period.startsAt;
}

function longer(a: Period | null, b: Period): Period {
  return a !== null && a.expiresAt >= b.expiresAt ? a : b;
}

function overlap({ document, path, entry }: Period, first: Period): Diagnostic {
  const other = originOf(first.document.source, first.path);
  const message = `This ${entry.type} exception overlaps the one of the same user at ${other}. Join them, or end one before the other starts.`;
  return diagnose('exception-overlap', placeOf(document.source, path), message);
}
