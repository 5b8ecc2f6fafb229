/** How long each file took last, so that the longest begin first and none of them is waited for alone. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CACHE } from './surroundings.ts';
import { ROOT, SLOW } from './kind.ts';

const FILE = join(CACHE, 'durations.json');
/** Seconds that a file is taken to need of which nothing is known: behind the slow ones, before the small ones. */
const UNKNOWN = 2;

type Durations = Readonly<Record<string, number>>;

/** Seconds by path from the root; of the slow files where nothing was measured yet. */
export function knownDurations(): Durations {
  try {
    return { ...SLOW, ...(JSON.parse(readFileSync(FILE, 'utf8')) as Durations) };
  } catch {
    return SLOW;
  }
}

/** The files, longest first. */
export function longestFirst(files: readonly string[], durations: Durations): string[] {
  const of = (file: string): number => durations[relative(ROOT, file)] ?? UNKNOWN;
  return files.toSorted((a, b) => of(b) - of(a) || (a < b ? -1 : 1));
}

/** Keeps what was measured, by whole path in seconds. */
export function keepDurations(measured: ReadonlyMap<string, number>): void {
  const all = [...measured].map(([file, seconds]) => [relative(ROOT, file), seconds] as const);
  const inside = all.filter(([name]) => !name.startsWith('..'));
  if (inside.length === 0) return;
  const kept = { ...knownDurations(), ...Object.fromEntries(inside) };
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(kept, null, 1)}\n`);
}
