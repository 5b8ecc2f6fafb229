/** Works through the chunks of a plan. Failures of the outside become outcomes or an end of the run; they never throw. */
import { accountKey } from '../model/account.ts';
import type { PlanChange, PlanChunk } from '../generated/plan.ts';
import { type ReadyChange, assess } from './assess.ts';
import { canarySize, lookBack, lookBackAtEarlier } from './canary.ts';
import { JournalError } from '../ledger/run/journal.ts';
import { EndOfRun, type LiveRun, type RunEnd } from './live-run.ts';
import { send } from './send.ts';

/** After a stop, an answer that is on its way is waited for this long. */
const GRACE = 3_000;

/** Does what is left of a plan: everything in a new run, what the journal does not know in one that goes on. */
export async function runChunks(run: LiveRun, chunks: AsyncIterable<PlanChunk>): Promise<RunEnd> {
  const hardStop = hardStopAfter(run);
  try {
    run.checkLimits();
    await run.publish();
    for await (const chunk of chunks) if (chunk.withheld === null) await runChunk(run, chunk, hardStop.signal);
    return { kind: 'complete' };
  } catch (error) {
    if (error instanceof EndOfRun) return error.end;
    if (error instanceof JournalError) return { kind: 'left-open', why: 'journal', says: error.message };
    throw error;
  } finally {
    hardStop.cancel();
  }
}

async function runChunk(run: LiveRun, chunk: PlanChunk, hardStop: AbortSignal): Promise<void> {
  if (chunk.id < run.progress.chunk) return;
  await lookBackAtEarlier(run, chunk);
  for (let left = unsettled(run, chunk); left.length > 0; left = unsettled(run, chunk)) {
    await run.guard();
    // One at a time: an intent counts as done, so it must not name accounts that were never reached.
    await runPart(run, chunk, chunk.action === 're-enrol' ? left.slice(0, 1) : left, hardStop);
  }
}

function unsettled(run: LiveRun, chunk: PlanChunk): PlanChange[] {
  if (chunk.id !== run.progress.chunk) return chunk.changes;
  return chunk.changes.filter(({ account }) => !run.progress.settled.has(accountKey(account)));
}

/** Settles some changes: those that need no request, and as many others as may go now. */
async function runPart(
  run: LiveRun,
  chunk: PlanChunk,
  changes: readonly PlanChange[],
  hardStop: AbortSignal,
): Promise<void> {
  const { outcomes, ready } = await assess(run, chunk, changes);
  await run.record(chunk.id, outcomes, false);
  run.checkLimits();
  if (ready.length === 0) return;
  const size = canarySize(run, chunk);
  const now = ready.slice(0, size);
  const failedBefore = run.progress.failed;
  await run.guard();
  await intend(run, chunk, now);
  await send(run, chunk, now, hardStop);
  if (Number.isFinite(size)) {
    const sent = now.map(({ change, account: { methods } }) => ({ change, methods }));
    await lookBack(run, chunk, sent, run.progress.failed - failedBefore);
  }
  run.checkLimits();
}

/** On return it is on the disk that these accounts are about to be sent. */
async function intend(run: LiveRun, chunk: PlanChunk, ready: readonly ReadyChange[]): Promise<void> {
  const first = ready[0] as ReadyChange;
  await run.write(
    {
      type: 'intent',
      at: run.stamp(),
      chunk: chunk.id,
      organisation: chunk.organisation,
      action: chunk.action,
      direction: first.change.direction,
      accounts: ready.map(({ change: { account } }) => ({ id: account.id, address: account.address })),
      methods: chunk.action === 're-enrol' && first.account.methods !== null ? [...first.account.methods] : null,
    },
    true,
  );
  if (chunk.action === 're-enrol') await run.publish();
}

interface HardStop {
  readonly signal: AbortSignal;
  readonly cancel: () => void;
}

/** Aborts a short while after the run is told to stop, so that a request on its way may still be answered. */
function hardStopAfter(run: LiveRun): HardStop {
  const controller = new AbortController();
  const timer = new AbortController();
  const begin = (): void => {
    run.clock.sleep(GRACE, timer.signal).then(
      () => controller.abort(),
      () => undefined,
    );
  };
  if (run.signal.aborted) begin();
  else run.signal.addEventListener('abort', begin, { once: true });
  return {
    signal: controller.signal,
    cancel() {
      run.signal.removeEventListener('abort', begin);
      timer.abort();
    },
  };
}
