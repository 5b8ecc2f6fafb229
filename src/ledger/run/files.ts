/** What stands in the folder of a run, read whether its files are whole or in parts. */
import { join } from 'node:path';
import type { JournalLine } from '../../generated/journal.ts';
import type { PlanChunk, PlanHeader } from '../../generated/plan.ts';
import { splitByteLines } from '../../machine/byte-lines.ts';
import { openJournalLines } from './journal.ts';
import { readWhole } from './gzip-parts.ts';
import { JOURNAL_FILE, PLAN_FILE, runFolder } from './folder.ts';
import { type SettledChange, settledChanges } from './results.ts';

/** The lines of a run's journal. Throws a JournalError where it can not be trusted. */
export async function* journalOf(reports: string, run: string): AsyncGenerator<JournalLine> {
  const path = join(runFolder(reports, run), JOURNAL_FILE);
  for await (const { line } of openJournalLines(path, splitByteLines(readWhole(path)))) yield line;
}

/** The header of a run's plan. */
export async function planHeaderOf(reports: string, run: string): Promise<PlanHeader> {
  const path = join(runFolder(reports, run), PLAN_FILE);
  for await (const { bytes } of splitByteLines(readWhole(path)))
    return JSON.parse(bytes.toString('utf8')) as PlanHeader;
  throw new Error(`${path} is empty`);
}

/** The chunks of a run's plan: those whose line of JSON `wanted` takes. */
export async function* planChunksOf(
  reports: string,
  run: string,
  wanted: (line: string) => boolean = () => true,
): AsyncGenerator<PlanChunk> {
  let first = true;
  for await (const { bytes } of splitByteLines(readWhole(join(runFolder(reports, run), PLAN_FILE)))) {
    const text = first ? '' : bytes.toString('utf8');
    if (!first && wanted(text)) yield JSON.parse(text) as PlanChunk;
    first = false;
  }
}

/** Each change of a run with what became of it. */
export function changesOf(reports: string, run: string): AsyncGenerator<SettledChange> {
  return settledChanges(planChunksOf(reports, run), journalOf(reports, run));
}
