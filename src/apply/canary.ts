/** The first changes of each action are read back before more follow. */
import type { Account } from '../core/model.ts';
import { actualLevel } from '../core/status.ts';
import type { PlanChunk } from '../generated/plan.ts';
import type { ReadyChange } from './assess.ts';
import type { LiveRun } from './live-run.ts';
import { accountKey } from './outcome.ts';

const FIRST_LOOK = 500;
const LONGEST_LOOK = 30_000;

/** How many changes of an action may be sent now: a few until those were seen, then any number. */
export function canarySize(run: LiveRun, { action }: PlanChunk): number {
  const { canary } = run.options;
  // What a person does can not be seen until the next report.
  const pointless = canary === 0 || run.deps.writer.kind === 'portal';
  return pointless || run.progress.seen.has(action) ? Number.POSITIVE_INFINITY : canary;
}

/**
 * Looks until the changes that were just sent can be read, or `settle` is over, and writes the result to the journal.
 * `failedBefore` is the number of failures before they were sent: any new one is a failure of the canary.
 */
export async function lookBack(
  run: LiveRun,
  chunk: PlanChunk,
  sent: readonly ReadyChange[],
  failedBefore: number,
): Promise<void> {
  const failures = run.progress.failed - failedBefore;
  const written = sent.filter(({ change }) => run.progress.applied.has(accountKey(change.account)));
  if (failures === 0 && written.length === 0) return;
  const missing = failures > 0 ? 0 : await notSeen(run, chunk, written);
  const ok = failures === 0 && missing === 0;
  const says = ok
    ? `the first changes of ${chunk.action} were seen`
    : failures > 0
      ? `${failures} of the first ${sent.length} changes of ${chunk.action} failed`
      : `${missing} of the first ${sent.length} changes of ${chunk.action} can not be seen`;
  await run.write({ type: 'canary', at: run.stamp(), action: chunk.action, ok, says }, true);
  run.checkLimits();
}

async function notSeen(run: LiveRun, chunk: PlanChunk, sent: readonly ReadyChange[]): Promise<number> {
  const until = run.now() + run.options.settle;
  for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LONGEST_LOOK)) {
    const missing = await lookOnce(run, chunk, sent);
    const left = until - run.now();
    if (missing === 0 || left <= 0) return missing;
    await run.pause(Math.min(wait, left), `the first changes of ${chunk.action} are not seen yet`);
  }
}

async function lookOnce(run: LiveRun, chunk: PlanChunk, sent: readonly ReadyChange[]): Promise<number> {
  try {
    const accounts = await run.deps.reader.readAccounts(
      sent.map(({ change }) => change.account),
      run.signal,
    );
    return sent.filter((item, i) => !isSeen(chunk, item, accounts[i] ?? null)).length;
  } catch {
    run.checkSignal();
    return sent.length;
  }
}

function isSeen({ action }: PlanChunk, { change, account: before }: ReadyChange, account: Account | null): boolean {
  if (account === null) return false;
  if (action !== 're-enrol') return actualLevel(account) === change.after.level;
  // Where the directory does not tell methods there is nothing to see.
  return account.methods === null || account.methods.length === 0 || account.methods.join() !== before.methods?.join();
}
