/** The folder of a run: reports/runs/<run>/ with its plan, its journal and, in the end, its receipt. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import { type Disk, createFolder, removeUnborn } from '../../machine/durable.ts';

export const PLAN_FILE = 'plan.ndjson';
export const JOURNAL_FILE = 'journal.ndjson';
export const RECEIPT_FILE = 'receipt.json';

/** Whether a text can be the id of a run: a plain folder name on every system. */
export function isRunId(text: string): boolean {
  const plain = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/.test(text) && !text.includes('..');
  return plain && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(text);
}

/** An id that sorts by time: `20261124T090000Z-` and the first eight letters or digits of a random text. */
export function newRunId(now: Instant, chance: string): string {
  const time = formatInstant(now).replace(/\.\d+/, '').replace(/[-:]/g, '');
  return `${time}-${chance.replace(/[^a-z0-9]/g, '').slice(0, 8)}`;
}

export function runFolder(ledgerFolder: string, run: string): string {
  return join(ledgerFolder, 'runs', run);
}

/** Ids of all runs, sorted. A file is no run; `verify` names it. */
export async function listRuns(ledgerFolder: string): Promise<string[]> {
  const names = await readdir(join(ledgerFolder, 'runs'), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return names.flatMap((entry) => (entry.isDirectory() && isRunId(entry.name) ? [entry.name] : [])).sort();
}

export async function runExists(ledgerFolder: string, run: string): Promise<boolean> {
  return isThere(runFolder(ledgerFolder, run));
}

/** A run that is about to begin. */
export interface NewRun {
  readonly run: string;
  readonly planFile: string;
  /** SHA-256 of the plan file, `sha256:…`, as it was checked. */
  readonly planId: string;
  /** The journal with its first line. */
  readonly journal: string;
}

/**
 * Makes the folder of a run. It appears by one rename, with plan and journal in it: before that no run exists.
 * Returns false, and makes nothing, where the plan file is no longer the one that was checked.
 */
export async function createRunFolder(
  ledgerFolder: string,
  { run, planFile, planId, journal }: NewRun,
  disk: Disk,
): Promise<boolean> {
  const fill = async (unborn: string): Promise<boolean> => {
    const hash = createHash('sha256');
    await disk.replace(join(unborn, PLAN_FILE), hashing(createReadStream(planFile), hash));
    if (`sha256:${hash.digest('hex')}` !== planId) return false;
    await disk.replace(join(unborn, JOURNAL_FILE), journal);
    return true;
  };
  return createFolder(runFolder(ledgerFolder, run), fill, disk);
}

async function* hashing(stream: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const block of stream) {
    hash.update(block);
    yield block;
  }
}

/** Removes what a killed process left of folders that never became runs. Called under the lock. */
export async function removeUnbornRuns(ledgerFolder: string): Promise<void> {
  const runs = join(ledgerFolder, 'runs');
  if (await isThere(runs)) await removeUnborn(runs);
}

/** Whether a file or folder is there. Throws where that cannot be told. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
