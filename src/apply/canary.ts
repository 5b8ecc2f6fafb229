/** The first changes of each action are read back before more follow. */
import { type Account, accountKey } from '../model/account.ts';
import { actualLevel } from '../model/status.ts';
import type { PlanChange, PlanChunk } from '../generated/plan.ts';
import { type LiveRun, handsOver } from './live-run.ts';

const FIRST_LOOK = 500;
const LONGEST_LOOK = 30_000;

/** A change that was sent, and the methods that the account had before; null where they are not known. */
export interface SentChange {
  readonly change: PlanChange;
  readonly methods: readonly string[] | null;
}

/** How many changes of an action may be sent now: a few until those were seen, then any number. */
export function canarySize(run: LiveRun, { action }: PlanChunk): number {
  const { canary } = run.limits;
  // What a person does cannot be seen until the next report.
  const pointless = canary === 0 || handsOver(run);
  return pointless || run.progress.seen.has(action) ? Number.POSITIVE_INFINITY : canary;
}

/**
 * Looks until the changes that were just sent can be read, or `settle` is over, and writes the result to the journal.
 * `failures` is how many of them failed: any is a failure of the canary.
 */
export async function lookBack(
  run: LiveRun,
  chunk: PlanChunk,
  sent: readonly SentChange[],
  failures: number,
): Promise<void> {
  const written = sent.filter(({ change }) => run.progress.applied.has(accountKey(change.account)));
  if (failures === 0 && written.length === 0) return;
  const missing = failures > 0 ? 0 : await notSeen(run, chunk, written);
  const ok = failures === 0 && missing === 0;
  const says = ok
    ? `the directory shows the first changes of ${chunk.action}`
    : failures > 0
      ? `${failures} of the first ${sent.length} changes of ${chunk.action} failed`
      : `the directory does not show ${missing} of the first ${sent.length} changes of ${chunk.action}`;
  await run.write({ type: 'canary', at: run.stamp(), action: chunk.action, ok, says }, true);
  run.checkLimits();
}

async function notSeen(run: LiveRun, chunk: PlanChunk, sent: readonly SentChange[]): Promise<number> {
  // What was slept is counted: a clock that is put back, or stands still, would make this endless.
  let left = run.limits.settle;
  for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LONGEST_LOOK)) {
    const missing = await lookOnce(run, chunk, sent);
    if (missing === 0 || left <= 0) return missing;
    const nap = Math.min(wait, left);
    await run.pause(nap, `the directory does not show the first changes of ${chunk.action} yet`);
    left -= nap;
  }
}

async function lookOnce(run: LiveRun, chunk: PlanChunk, sent: readonly SentChange[]): Promise<number> {
  try {
    const accounts = await run.outside.reader.readAccounts(
      sent.map(({ change }) => change.account),
      run.signal,
    );
    return sent.filter((item, i) => !isSeen(chunk, item, accounts[i] ?? null)).length;
  } catch {
    run.checkSignal();
    return sent.length;
  }
}

function isSeen({ action }: PlanChunk, { change, methods }: SentChange, account: Account | null): boolean {
  if (account === null) return false;
  if (action !== 're-enrol') return actualLevel(account) === change.after.level;
  // Where the directory does not tell methods there is nothing to see.
  return account.methods === null || account.methods.length === 0 || account.methods.join() !== methods?.join();
}

/**
 * In a run that goes on: the first changes of an action that were sent, and not read back before it was interrupted, are
 * looked at before anything else.
 */
export async function lookBackAtEarlier(run: LiveRun, chunk: PlanChunk): Promise<void> {
  const { progress } = run;
  if (chunk.id !== progress.chunk || !Number.isFinite(canarySize(run, chunk))) return;
  const { applied, failedSent, methods } = progress;
  const earlier = chunk.changes.filter(({ account }) =>
    [applied, failedSent].some((set) => set.has(accountKey(account))),
  );
  if (earlier.length === 0) return;
  await run.guard();
  await lookBack(
    run,
    chunk,
    earlier.map((change) => ({ change, methods })),
    failedSent.size,
  );
}
