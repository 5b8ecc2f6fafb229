/** What of the tests is run, and how thoroughly. */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import slow from './slow.json' with { type: 'json' };

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** Seconds of the files that take long, by their path from the root: for the order where nothing was measured yet. */
export const SLOW: Readonly<Record<string, number>> = slow;

export interface Kind {
  readonly patterns: readonly string[];
  readonly quick: boolean;
  /** Full counts of the long proofs. */
  readonly thorough: boolean;
}

/** Reads `[--quick | --thorough] [pattern…]`. */
export function kindOf(args: readonly string[]): Kind {
  const patterns = args.filter((arg) => !arg.startsWith('--'));
  return {
    patterns: patterns.length > 0 ? patterns : ['test/**/*.test.ts'],
    quick: args.includes('--quick'),
    thorough: args.includes('--thorough'),
  };
}

/** Whole paths of the files of a kind. */
export function filesOf({ patterns, quick }: Kind): string[] {
  const names = globSync([...patterns], { cwd: ROOT, exclude: ['**/node_modules/**', 'test/fixtures/**'] });
  return names.filter((name) => !quick || !isLong(name)).map((name) => resolve(ROOT, name));
}

/** Whether a quick run leaves a file out. */
function isLong(name: string): boolean {
  return /^test\/(proof|browser)\//.test(name) || name in SLOW;
}
