/** Adds an ended run to the ledger. Every step can be done again after a crash. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, checkedInstant, formatInstant } from '../model/time.ts';
import type { ClosedLine, RunLine } from '../generated/journal.ts';
import type { LedgerHold, LedgerLine, LedgerPart, LedgerRun } from '../generated/ledger.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { Disk } from '../machine/durable.ts';
import { HEAD_FILE, LEDGER_FILE, headOf, lastRun, lineHash, readChain } from './chain.ts';
import { hashWhole, removeWholeFiles } from './run/gzip-parts.ts';
import { JOURNAL_FILE, RECEIPT_FILE, runFolder } from './run/folder.ts';
import type { RunTally } from './run/results.ts';
import { isBeforeGrants } from './grants.ts';
import { type SideTexts, hashOf, vouchedSideTexts, writeSideFiles } from './side-files.ts';

/** How long later runs leave alone what was taken back. */
const HOLD = DAY;

type Unchained<Line> = Line extends LedgerLine ? Omit<Line, 'seq' | 'previous'> : never;

/** An ended run whose receipt is written. */
export interface EndedRun {
  readonly plan: PlanHeader;
  readonly run: RunLine;
  readonly closed: ClosedLine;
  readonly resumed: number;
  readonly tally: RunTally;
}

/** The line of a run, over files that are as they will stay, and the texts that the side files will have. */
export async function ledgerLineOf(
  ledgerFolder: string,
  ended: EndedRun,
  { parts, ...side }: Record<keyof SideTexts, string> & { readonly parts: LedgerPart[] },
): Promise<Unchained<LedgerRun>> {
  const { run, planId, ...content } = lineContentOf(ended);
  const folder = runFolder(ledgerFolder, run);
  return {
    type: 'run',
    run,
    planId,
    receipt: await hashWhole(join(folder, RECEIPT_FILE)),
    journal: await hashWhole(join(folder, JOURNAL_FILE)),
    parts,
    population: hashOf(side.population),
    pending: hashOf(side.pending),
    grants: hashOf(side.grants),
    ...content,
  };
}

/** What a line says of a run beside hashes: it follows from plan and journal alone. */
export function lineContentOf({
  plan,
  run,
  closed,
  tally,
}: EndedRun): Omit<Unchained<LedgerRun>, 'type' | 'receipt' | 'journal' | 'parts' | keyof SideTexts> {
  return {
    run: run.run,
    planId: run.planId,
    fingerprint: plan.fingerprint,
    policy: { digest: plan.policy.digest, commit: plan.policy.commit },
    asOf: plan.asOf,
    undoes: plan.undoes,
    partial: plan.scope !== null,
    actor: run.actor,
    approvers: run.approvers,
    start: run.at,
    end: closed.at,
    exit: closed.exit,
    changes: plan.counts.changes,
    counts: tally.counts,
    uncertain: tally.uncertain,
    reEnrolled: tally.reEnrolled,
    loosened: Object.fromEntries(tally.loosened),
    ...(plan.confirmations === undefined ? {} : { confirmations: plan.confirmations }),
  };
}

/** Adds a line behind the last one that holds, then names it in the head. */
export async function appendLine(ledgerFolder: string, line: Unchained<LedgerLine>, disk: Disk): Promise<void> {
  const chain = await readChain(ledgerFolder);
  const { type, ...rest } = line;
  const text = JSON.stringify({ seq: chain.lines.length + 1, type, previous: chain.hash, ...rest });
  const file = await open(join(ledgerFolder, LEDGER_FILE), 'a');
  try {
    if (chain.cut) await file.truncate(chain.length);
    await disk.append(file, `${text}\n`);
    await disk.sync(file);
  } finally {
    await file.close();
  }
  await disk.replace(join(ledgerFolder, HEAD_FILE), `${chain.lines.length + 1}:${lineHash(text)}\n`);
}

/**
 * Does what a crash left undone behind the last line: the head, side files, the hold after an undo, whole files that are kept in
 * parts. Returns the head. Called under the lock.
 */
export async function completeLedger(ledgerFolder: string, disk: Disk): Promise<string | null> {
  const chain = await readChain(ledgerFolder);
  const head = headOf(chain);
  const last = lastRun(chain.lines);
  if (last === null || head === null) return null;
  if (!chain.headIsLast) await disk.replace(join(ledgerFolder, HEAD_FILE), `${head}\n`);
  const texts = await vouchedSideTexts(ledgerFolder, chain.lines);
  // No line vouches for grants that an older version did not write.
  await writeSideFiles(ledgerFolder, isBeforeGrants(last) ? { ...texts, grants: null } : texts, disk);
  await removeWholeFiles(runFolder(ledgerFolder, last.run), last.parts);
  const hold = holdAfter(last);
  if (hold === null || chain.lines.at(-1) !== last) return head;
  await appendLine(ledgerFolder, hold, disk);
  return headOf(await readChain(ledgerFolder));
}

/** The hold that an undo puts on what it has taken back; null where the run was none, or can have taken nothing back. */
export function holdAfter({ run, undoes, end, counts, uncertain }: LedgerRun): Unchained<LedgerHold> | null {
  if (undoes === null || counts.applied + counts.handedOver + uncertain === 0) return null;
  return { type: 'hold', run, undoes, at: end, until: formatInstant(checkedInstant(end) + HOLD) };
}
