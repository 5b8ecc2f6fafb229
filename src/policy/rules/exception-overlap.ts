import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ExceptionFacts } from '../resolve/exceptions.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { originOf, placeOf } from '../yaml/source.ts';

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
