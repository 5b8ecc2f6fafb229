import { join } from 'node:path';
import { checkedInstant } from '../model/time.ts';
import type { Disk } from '../machine/durable.ts';
import type { LedgerPart } from '../generated/ledger.ts';
import type { PlanConfirmation } from '../generated/plan.ts';
import { type EndedRun, appendLine, completeLedger, ledgerLineOf } from './append.ts';
import { lastRun, readChain } from './chain.ts';
import { makeParts } from './run/gzip-parts.ts';
import { receiptText } from './run/receipt.ts';
import { JOURNAL_FILE, PLAN_FILE, RECEIPT_FILE, runFolder } from './run/folder.ts';
import { changesOf, planHeaderOf } from './run/files.ts';
import { readRunState } from './run/state.ts';
import { type RunTally, tallyRun } from './run/results.ts';
import { isBeforeGrants } from './grants.ts';
import { sideTextsAfter, vouchedSideTexts, writeSideFiles } from './side-files.ts';

/** What booking a run needs. */
export interface Booking {
  readonly disk: Disk;
  /** The folder of the ledger. */
  readonly ledgerFolder: string;
  /** Bytes from which a file of a finished run is kept as gzip parts, and the most that a part holds. */
  readonly partSize: number;
}

/** What is told of a run once it has its line. */
export interface BookedRun {
  /** `SEQ:sha256:…` of the last line. */
  readonly head: string | null;
  readonly tally: RunTally;
  /** What became of changes that earlier runs handed over. */
  readonly confirmations: readonly PlanConfirmation[];
}

/**
 * From a closed journal to the ledger's line: receipt, parts, line, head, side files. All of it is made from what lies
 * in the folder, so after a crash it is simply done again.
 */
export async function bookRun(run: string, booking: Booking): Promise<BookedRun> {
  const { ledgerFolder, disk } = booking;
  const folder = runFolder(ledgerFolder, run);
  const { header, closed, resumed } = await readRunState(join(folder, JOURNAL_FILE));
  if (closed === null) throw new Error(`the run ${run} has not ended`);
  const plan = await planHeaderOf(ledgerFolder, run);
  const tally = await tallyRun(changesOf(ledgerFolder, run));
  const facts = { plan, run: header, closed, resumed, tally };
  await disk.replace(join(folder, RECEIPT_FILE), receiptText(facts, changesOf(ledgerFolder, run)));
  const { lines } = await readChain(ledgerFolder);
  const isBooked = lines.some((line) => line.type === 'run' && line.run === run && line.planId === header.planId);
  if (!isBooked)
    await addLine(
      facts,
      await makeParts(folder, [PLAN_FILE, JOURNAL_FILE, RECEIPT_FILE], booking.partSize, disk),
      booking,
    );
  return { head: await completeLedger(ledgerFolder, disk), tally, confirmations: plan.confirmations ?? [] };
}

/**
 * The line names the side files as they are after the run, and goes first: where a crash keeps them from being written,
 * they are made again from what the run before left, and the hash in the line tells that they are right.
 */
async function addLine(ended: EndedRun, parts: LedgerPart[], { ledgerFolder, disk }: Booking): Promise<void> {
  const { lines } = await readChain(ledgerFolder);
  const before = await vouchedSideTexts(ledgerFolder, lines);
  const { run } = ended.run;
  const texts = await sideTextsAfter(ledgerFolder, before, {
    plan: ended.plan,
    run,
    end: checkedInstant(ended.closed.at),
    isOld: false,
    changes: () => changesOf(ledgerFolder, run),
  });
  // From the first line on, a file that is missing was removed.
  const grants = isBeforeGrants(lastRun(lines)) ? '' : (before.grants ?? '');
  await writeSideFiles(
    ledgerFolder,
    { population: before.population ?? '', pending: before.pending ?? '', grants },
    disk,
  );
  await appendLine(ledgerFolder, await ledgerLineOf(ledgerFolder, ended, { ...texts, parts }), disk);
  await writeSideFiles(ledgerFolder, texts, disk);
}
