/** What stands in the folder of a run, read whether its files are whole or in parts. */
import { join } from 'node:path';
import type { JournalLine } from '../../generated/journal.ts';
import type { PlanChunk, PlanHeader } from '../../generated/plan.ts';
import { splitByteLines } from '../../machine/byte-lines.ts';
import { openJournalLines } from './journal.ts';
import { DamagedParts, hashWhole, readWhole } from './gzip-parts.ts';
import { JOURNAL_FILE, PLAN_FILE, RECEIPT_FILE, runFolder } from './folder.ts';
import { type SettledChange, settledChanges } from './results.ts';
import type { LedgerRun } from '../../generated/ledger.ts';
import { LedgerError } from '../chain.ts';

/**
 * The lines of a run's journal; of a run that has its line in the ledger only after `vouchedPath`. Throws a JournalError
 * where it cannot be trusted.
 */
export async function* journalOf(ledgerFolder: string, run: string): AsyncGenerator<JournalLine> {
  const path = join(runFolder(ledgerFolder, run), JOURNAL_FILE);
  for await (const { line } of openJournalLines(path, splitByteLines(readWhole(path)))) yield line;
}

/** The header of a run's plan. */
export async function planHeaderOf(ledgerFolder: string, run: string): Promise<PlanHeader> {
  const path = join(runFolder(ledgerFolder, run), PLAN_FILE);
  for await (const { bytes } of splitByteLines(readWhole(path)))
    return JSON.parse(bytes.toString('utf8')) as PlanHeader;
  throw new Error(`${path} is empty`);
}

/** The chunks of a run's plan: those whose line of JSON `wanted` takes. */
export async function* planChunksOf(
  ledgerFolder: string,
  run: string,
  wanted: (line: string) => boolean = () => true,
): AsyncGenerator<PlanChunk> {
  let first = true;
  for await (const { bytes } of splitByteLines(readWhole(join(runFolder(ledgerFolder, run), PLAN_FILE)))) {
    const text = first ? '' : bytes.toString('utf8');
    if (!first && wanted(text)) yield JSON.parse(text) as PlanChunk;
    first = false;
  }
}

/** Each change of a run with what became of it; of a run that has its line in the ledger: see `vouchedChangesOf`. */
export function changesOf(ledgerFolder: string, run: string): AsyncGenerator<SettledChange> {
  return settledChanges(planChunksOf(ledgerFolder, run), journalOf(ledgerFolder, run));
}

const FILES = {
  plan: { file: PLAN_FILE, hash: ({ planId }: LedgerRun) => planId },
  journal: { file: JOURNAL_FILE, hash: ({ journal }: LedgerRun) => journal },
  receipt: { file: RECEIPT_FILE, hash: ({ receipt }: LedgerRun) => receipt },
} as const;

/**
 * The path of a run's plan, journal or receipt, whole or in parts. Its whole content is hashed before anything of it is read:
 * nothing that the ledger does not vouch for reaches a caller. Throws a LedgerError where it is another one.
 */
export async function vouchedPath(ledgerFolder: string, run: LedgerRun, kind: keyof typeof FILES): Promise<string> {
  const { file, hash } = FILES[kind];
  const path = join(runFolder(ledgerFolder, run.run), file);
  if ((await hashOrNone(path)) !== hash(run))
    throw new LedgerError(
      `${path} is not the ${kind} that the ledger names; fetch the ledger again, and look at its history`,
    );
  return path;
}

/** Each change of a run that the ledger has, with what became of it. Throws a LedgerError as `vouchedPath` does. */
export async function* vouchedChangesOf(ledgerFolder: string, run: LedgerRun): AsyncGenerator<SettledChange> {
  await vouchedPath(ledgerFolder, run, 'plan');
  await vouchedPath(ledgerFolder, run, 'journal');
  yield* changesOf(ledgerFolder, run.run);
}

/** Null for parts that are no gzip any more. */
async function hashOrNone(path: string): Promise<string | null> {
  try {
    return await hashWhole(path);
  } catch (error) {
    if (error instanceof DamagedParts) return null;
    throw error;
  }
}
