/** Invariants and policy tests: what nobody checks any more. */
import type { LoadedTest } from '../load.ts';
import { type FindWeakenings, type Weakening, canonicalText } from './weakening.ts';

/** One with another name and the same content is still there. */
export const invariantsRemoved: FindWeakenings = (before, after) => {
  const content = ({ invariant: { when, then } }: (typeof before.invariants)[number]): string =>
    canonicalText([when ?? {}, then]);
  const kept = new Set(after.invariants.map(content));
  return before.invariants
    .filter((one) => !kept.has(content(one)))
    .map(({ invariant, origin }): Weakening => {
      const changed = after.invariants.find((one) => one.invariant.name === invariant.name);
      const says =
        changed === undefined
          ? `The invariant "${invariant.name}" is removed: nothing proves it any more.`
          : `The invariant "${invariant.name}" says something else than before.`;
      return { kind: 'invariant-removed', organisation: null, says, place: changed?.origin ?? origin };
    });
};

/** Cases count, not documents: a case that stands in another test is still there. */
export const testsRemoved: FindWeakenings = (before, after) => {
  const kept = new Set(after.tests.flatMap(casesOf));
  return before.tests.flatMap((loaded): Weakening[] => {
    const gone = casesOf(loaded).flatMap((content, i) => (kept.has(content) ? [] : [i]));
    const [first] = gone;
    if (first === undefined) return [];
    const { test, origin, caseOrigins } = loaded;
    const still = after.tests.some((other) => other.test.name === test.name);
    const cases = gone.length === 1 ? 'one of its cases' : `${gone.length} of its cases`;
    const says = still
      ? `The test "${test.name}" no longer checks ${cases} as before.`
      : `The test "${test.name}" is removed.`;
    return [{ kind: 'test-removed', organisation: null, says, place: still ? (caseOrigins[first] ?? origin) : origin }];
  });
};

function casesOf({ test: { at, accounts } }: LoadedTest): string[] {
  return accounts.map((one) => canonicalText({ at, ...one }));
}
