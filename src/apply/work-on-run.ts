import { join } from 'node:path';
import type { PlanChange, PlanHeader } from '../generated/plan.ts';
import { bookRun } from '../ledger/book-run.ts';
import { runChunks } from './chunk-loop.ts';
import { closeRun } from './close.ts';
import type { Applier, ApplyExit, ApplyNeeds, ApplyResult, Bookkeeping } from './needs.ts';
import { describeConfirmation } from './plan-still-holds.ts';
import { isHeldBack } from '../ledger/holds.ts';
import { Journal } from '../ledger/run/journal.ts';
import type { Ledger } from '../ledger/read.ts';
import { EndOfRun, LiveRun, type RunEnd, type RunStop } from './live-run.ts';
import { describeLateness } from '../ledger/run/results.ts';
import type { Lock } from './lock/lock.ts';
import { isOutside } from '../ledger/chain.ts';
import { planChunksOf } from '../ledger/run/files.ts';
import { JOURNAL_FILE, runFolder } from '../ledger/run/folder.ts';
import type { Verdicts } from '../plan/compare/verdicts.ts';
import { inSafePlace } from './under-lock.ts';
import type { RunState } from '../ledger/run/state.ts';

/** An apply that holds the lock. */
export interface Work extends ApplyNeeds {
  readonly lock: Lock;
  readonly signal: AbortSignal;
}

/** A run whose folder is there and whose journal has no end. */
export interface OpenRun {
  readonly run: string;
  readonly plan: PlanHeader;
  readonly ledger: Pick<Ledger, 'reEnrolledAt' | 'holds'>;
  readonly state: RunState;
  /** What the plan that was made anew says of a change. */
  readonly verdictOf: Verdicts;
}

/** Does what is left of a run, ends it, and books it. A run that is interrupted stays open. */
export async function workOn(open: OpenRun, work: Work): Promise<ApplyResult> {
  return withJournal(open, work, (run) => runChunks(run, planChunksOf(work.books.ledgerFolder, open.run)));
}

/** Ends a run that may not go on, and books it. */
export async function giveUp(open: Omit<OpenRun, 'verdictOf'>, work: Work, stop: RunStop): Promise<ApplyResult> {
  return withJournal({ ...open, verdictOf: () => ({ kind: 'gone' }) }, work, async () => ({ kind: 'stopped', stop }));
}

async function withJournal(open: OpenRun, work: Work, use: (run: LiveRun) => Promise<RunEnd>): Promise<ApplyResult> {
  const { ledgerFolder, disk } = work.books;
  const journal = await Journal.open(join(runFolder(ledgerFolder, open.run), JOURNAL_FILE), open.state.end, disk);
  try {
    const run = liveRun(open, work, journal);
    if (open.state.end.chain.seq > 1) await noteResumption(run, work.applier);
    return await conclude(run, await use(run));
  } catch (error) {
    if (!isOutside(error)) throw error;
    return notFinished(open.run, 1, error.message);
  } finally {
    await journal.close();
  }
}

function liveRun({ run, plan, ledger, state, verdictOf }: OpenRun, work: Work, journal: Journal): LiveRun {
  const facts = {
    run,
    plan,
    changes: state.header.changes,
    reEnrolledAt: ledger.reEnrolledAt,
    verdictOf,
    isHeldBack: (change: PlanChange) => plan.undoes === null && isHeldBack(ledger.holds, change, work.clock.now()),
  };
  return new LiveRun(facts, { ...work, progress: state.progress, journal });
}

async function noteResumption(run: LiveRun, { actor, host, pid }: Applier): Promise<void> {
  await run.write({ type: 'resumed', at: run.stamp(), actor, host, pid }, false);
}

async function conclude(run: LiveRun, end: RunEnd): Promise<ApplyResult> {
  if (end.kind === 'left-open') return leaveOpen(run, end);
  const stop = end.kind === 'stopped' ? end.stop : null;
  try {
    await run.checkLock();
    const exit = await closeRun(run, stop);
    await run.checkLock();
    const messages = stop === null ? [] : [`the run ${run.facts.run} was stopped: ${stop.says}`];
    return await bookEnded(run.facts.run, exit, messages, run.books);
  } catch (error) {
    if (error instanceof EndOfRun && error.end.kind === 'left-open') return leaveOpen(run, error.end);
    throw error;
  }
}

/** Books a run whose journal has an end, and puts everything in a safe place. */
export async function bookEnded(
  run: string,
  exit: ApplyExit,
  messages: readonly string[],
  books: Bookkeeping,
): Promise<ApplyResult> {
  const handed = (await books.handOver?.(run)) ?? [];
  const { head, tally, confirmations } = await bookRun(run, books);
  const late = describeLateness(tally.lateness);
  const confirmed = confirmations.flatMap((one) => describeConfirmation(one) ?? []);
  const said = [...messages, ...confirmed, ...handed, ...(late === null ? [] : [late])];
  const result = { exit, run, counts: tally.counts, messages: said, head };
  return inSafePlace(result, `the run ${run} has ended`, books);
}

const EXIT_LEFT_OPEN: Readonly<Record<'signal' | 'lock' | 'journal' | 'publish', ApplyExit>> = {
  signal: 6,
  lock: 5,
  journal: 1,
  publish: 1,
};

/** Whoever has lost the lock, or the journal, writes nothing more. */
async function leaveOpen(run: LiveRun, { why, says }: RunEnd & { readonly kind: 'left-open' }): Promise<ApplyResult> {
  if (why === 'signal' || why === 'publish') await run.write({ type: 'aborted', at: run.stamp(), says }, true);
  if (why === 'signal') await run.publish().catch(() => undefined);
  return notFinished(run.facts.run, EXIT_LEFT_OPEN[why], says);
}

function notFinished(run: string, exit: ApplyExit, says: string): ApplyResult {
  const message = `the run ${run} has not finished: ${says}; go on with it: mfactl apply --resume ${run}`;
  return { exit, run, counts: null, messages: [message], head: null };
}
