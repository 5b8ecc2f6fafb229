import { likelyTimezone, zoneOf } from '../../model/zone.ts';

const MAX_LENGTH = 60;

/** The candidate that a mistyped word most likely means, or null where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** `; did you mean "X"?`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === null ? '' : `; did you mean "${near}"?`;
}

/** How many letters must be put in, left out, changed or swapped with the next. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let steps = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps = Math.min(steps, (beforeLast[j - 2] as number) + 1);
      row.push(steps);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] as number;
}

/** An abbreviation means other places elsewhere: BST is Bangladesh to a computer. */
export function zoneAdvice(name: string): string {
  const zone = zoneOf(name);
  const meant = likelyTimezone(name) ?? nearest(name, Intl.supportedValuesOf('timeZone'));
  const taken = zone === null || zone === meant || zone === 'UTC' ? '' : `A computer takes it for ${zone}. `;
  return `${taken}Write ${meant ?? 'a name such as Europe/London'}: the zone is UTC or a name of the form Area/City.`;
}
