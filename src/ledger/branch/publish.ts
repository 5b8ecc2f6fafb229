/** Puts a ledger that is a branch of its own on its remote. */
import { join } from 'node:path';
import type { BranchFolder, LedgerCheckout } from './checkout.ts';
import { bookRun } from '../book-run.ts';
import type { ChanceClock } from '../../machine/clock.ts';
import type { Disk } from '../../machine/durable.ts';
import { completeLedger } from '../append.ts';
import { followBranch, look, nameOf, openCheckout, SHARED_FILES, told } from './branch.ts';
import { LedgerError, readChain } from '../chain.ts';
import { readWhole } from '../run/gzip-parts.ts';
import { isThere, JOURNAL_FILE, PLAN_FILE, RECEIPT_FILE, runFolder } from '../run/folder.ts';

/** What publishing needs. */
export interface Publishing {
  readonly place: BranchFolder;
  readonly disk: Disk;
  readonly clock: Pick<ChanceClock, 'sleep' | 'random'>;
  /** As `Booking.partSize`. */
  readonly partSize: number;
  /** Aborted by a stop: what is refused then is not tried again. */
  readonly stop: AbortSignal;
  /** Aborted some time after a stop: then git is ended, whatever it does. */
  readonly late: AbortSignal;
}

const TRIES = 6;
/** Milliseconds before the second try; doubled before each further one. */
const FIRST_WAIT = 250;

/**
 * Brings the folder and the branch together: what others have added comes here, and runs that were booked here behind
 * a line that is no longer the last are booked again. Only under the lock. Throws a LedgerError.
 */
export async function bringTogether(publishing: Publishing): Promise<void> {
  const checkout = await openCheckout(publishing.place, publishing.late);
  await told(publishing.place, () => meet(checkout, publishing));
}

/**
 * Commits everything below the folder and pushes it. A push that is refused is tried again on what others have added
 * meanwhile, but not after a stop. Returns when the remote has it; throws a LedgerError where it does not take it.
 */
export async function publishLedger(publishing: Publishing): Promise<void> {
  const { place, late } = publishing;
  const checkout = await openCheckout(place, late);
  await told(place, async () => {
    let refusal = '';
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) {
        if (!(await mayTryAgain(tries, publishing))) break;
        await meet(checkout, publishing);
      }
      const pushed = await pushOnce(checkout);
      if (pushed === null) return;
      refusal = pushed;
    }
    throw new LedgerError(`${nameOf(place)} refused the push: ${refusal}`);
  });
}

/** Waits before another try; false after a stop. */
async function mayTryAgain(tries: number, { clock, stop }: Publishing): Promise<boolean> {
  try {
    await clock.sleep(FIRST_WAIT * 2 ** (tries - 1) * (1 + clock.random()), stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return !stop.aborted;
}

/** Null, or why the push was refused. */
async function pushOnce(checkout: LedgerCheckout): Promise<string | null> {
  const { base } = await checkout.standing();
  const tree = await checkout.tree();
  if ((await checkout.changed(base, tree)).length === 0) return null;
  const commit = await checkout.commit(tree, base, 'Ledger\n');
  const refusal = await checkout.push(commit);
  if (refusal === null) await checkout.settle(commit);
  return refusal;
}

async function meet(checkout: LedgerCheckout, publishing: Publishing): Promise<void> {
  const standing = await look(checkout);
  const [path] = standing.both.filter((each) => !SHARED_FILES.includes(each));
  if (path !== undefined) {
    throw new LedgerError(
      `${path} has changed both here and on ${nameOf(publishing.place)}: another machine went on with this run; keep a copy of ${publishing.place.folder}, then remove it`,
    );
  }
  if (standing.both.length === 0 || standing.tip === null) return followBranch(checkout, standing);
  const here = await bookedRuns(publishing.place.folder);
  await checkout.take(standing.tip, SHARED_FILES);
  await followBranch(checkout, standing);
  await bookAgain(here, publishing);
}

async function bookedRuns(ledgerFolder: string): Promise<string[]> {
  return (await readChain(ledgerFolder)).lines.flatMap((line) => (line.type === 'run' ? [line.run] : []));
}

/** Books runs that have lost their line, in their order: number, hash, and the files beside the ledger are made anew. */
async function bookAgain(
  runs: readonly string[],
  { place: { folder: ledgerFolder }, disk, partSize }: Publishing,
): Promise<void> {
  await completeLedger(ledgerFolder, disk);
  const there = new Set(await bookedRuns(ledgerFolder));
  for (const run of runs) {
    if (there.has(run)) continue;
    // Whole files went when the line named their parts.
    for (const name of [PLAN_FILE, JOURNAL_FILE, RECEIPT_FILE]) {
      const path = join(runFolder(ledgerFolder, run), name);
      if (!(await isThere(path))) await disk.replace(path, readWhole(path));
    }
    await bookRun(run, { ledgerFolder, disk, partSize });
  }
}
