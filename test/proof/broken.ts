/** Breaks the real apply of the mixed plan at a boundary. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { breakAt, type Moment } from './boundaries.ts';
import { RUN } from './mixed.ts';
import type { Ran, Repository } from '../worlds/repository.ts';
import { type StoredAccount, storedAccounts } from './traces.ts';

export const APPLY = ['apply', 'plan.ndjson', '--run', RUN, '--json'];

/** What an apply does that nothing disturbs. */
export interface Undisturbed {
  readonly goal: ReadonlyMap<string, StoredAccount>;
  /** Names of the boundaries that it passes, in order. */
  readonly points: readonly string[];
  /** The kind of each boundary: its name and its file, whatever the random part of the name of the file is. */
  readonly kinds: readonly string[];
  /** Milliseconds from the first event to the end. */
  readonly lasts: number;
}

export async function undisturbed(base: Repository): Promise<Undisturbed> {
  const copy = await base.copy();
  try {
    const told = join(copy.path, 'points');
    const child = copy.start(APPLY, { MFACTL_PROOF_POINTS: told });
    let began = 0;
    child.stdout?.once('data', () => {
      began = Date.now();
    });
    child.stderr?.resume();
    await new Promise((resolve) => child.once('close', resolve));
    const lasts = Date.now() - began;
    if (child.exitCode !== 3) throw new Error(`the undisturbed run ended with ${child.exitCode}`);
    const lines = (await readFile(told, 'utf8')).trimEnd().split('\n');
    const points = lines.map((line) => line.split(' ')[0] as string);
    const kinds = lines.map((line) => line.replace(copy.path, '').replaceAll(/[0-9a-f-]{16,}/g, '*'));
    return { goal: storedAccounts(copy), points, kinds, lasts };
  } finally {
    await copy.remove();
  }
}

/** A copy of the repository in which the apply was broken, and what the apply said. */
export async function brokenCopy(
  base: Repository,
  boundary: number,
  moment: Moment,
): Promise<{ copy: Repository; ran: Ran }> {
  const copy = await base.copy();
  return { copy, ran: await copy.mfactl(APPLY, breakAt(boundary, moment)) };
}

/** Does some work for each item, two at a time: a test waits mostly for processes to start. */
export async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}
