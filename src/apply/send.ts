/**
 * Sends changes of one chunk and writes what became of each. Every account that is sent has its intent in the journal;
 * when this returns, each has an outcome, or the run has ended and the intent alone tells of it.
 */
import { type WriteRequest, type WriteResult, asRequestError } from '../directory/port.ts';
import type { RequestError } from '../directory/port.ts';
import type { AccountOutcome } from '../generated/journal.ts';
import type { PlanChunk } from '../generated/plan.ts';
import type { Instant } from '../model/account.ts';
import { assess, hasLapsed, type ReadyChange } from './assess.ts';
import type { LiveRun } from './live-run.ts';
import { already, applied, failed, handedOver, skipped } from '../ledger/run/outcome.ts';

/** An assessment that is older than this is made again before anything is sent on it, in milliseconds. */
const FRESH_FOR = 5_000;

/** When an assessment was made: by the clock, which may be turned, and by the waits of the run until then. */
interface Moment {
  readonly at: Instant;
  readonly waits: number;
}

/** Changes that go in one request. */
interface Batch {
  readonly items: readonly ReadyChange[];
  readonly tries: number;
  readonly assessed: Moment;
  /** An earlier request with them may have taken effect. */
  readonly uncertain: boolean;
}

/** Sends; `hardStop` is aborted when not even an answer is waited for. */
export async function send(
  run: LiveRun,
  chunk: PlanChunk,
  ready: readonly ReadyChange[],
  hardStop: AbortSignal,
): Promise<void> {
  const queue = inBatches(ready, run.outside.writer.limit(chunk.action), momentOf(run));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    await run.guard();
    const batch = await judgedAnew(run, chunk, next);
    if (batch.items.length === 0) continue;
    const results = await request(run, chunk, batch, hardStop);
    const again = Array.isArray(results)
      ? await afterResults(run, chunk, batch, results)
      : await afterError(run, chunk, batch, results);
    queue.unshift(...again);
  }
}

function momentOf(run: LiveRun): Moment {
  return { at: run.now(), waits: run.waits };
}

function inBatches(items: readonly ReadyChange[], size: number, assessed: Moment): Batch[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => ({
    items: items.slice(i * size, (i + 1) * size),
    tries: 0,
    assessed,
    uncertain: false,
  }));
}

async function request(
  run: LiveRun,
  chunk: PlanChunk,
  batch: Batch,
  hardStop: AbortSignal,
): Promise<WriteResult[] | RequestError> {
  const { organisation, action, to } = chunk;
  const items = batch.items.map(({ change: { account, after } }) => ({ account, after }));
  const asked: WriteRequest = { organisation, action, to, items };
  try {
    const results = await run.outside.writer.write(asked, hardStop);
    if (results.length === items.length) return results;
    return asRequestError(new Error(`the directory answered for only ${results.length} of ${items.length} accounts`));
  } catch (error) {
    if (hardStop.aborted) run.checkSignal();
    return asRequestError(error);
  }
}

/** Writes the outcomes that are final; returns what is to be sent again. */
async function afterResults(
  run: LiveRun,
  chunk: PlanChunk,
  batch: Batch,
  results: readonly WriteResult[],
): Promise<Batch[]> {
  const again: ReadyChange[] = [];
  const outcomes: AccountOutcome[] = [];
  batch.items.forEach((item, i) => {
    const result = results[i] as WriteResult;
    const retry = result.outcome === 'failed' && result.retryable && chunk.action !== 're-enrol';
    if (retry) again.push(item);
    else outcomes.push(outcomeOf(item, result, batch.uncertain || item.sent));
  });
  await run.record(chunk.id, outcomes, true);
  if (again.length === 0) return [];
  const reasons = new Map(batch.items.map((item, i) => [item, results[i] as WriteResult]));
  const wait = run.budget.next(batch.tries, null);
  if (wait === null) {
    await run.record(
      chunk.id,
      again.map((item) => outcomeOf(item, reasons.get(item) as WriteResult, batch.uncertain || item.sent)),
      true,
    );
    return [];
  }
  await run.pause(wait, `mfactl tries ${again.length} accounts again`);
  return [{ ...batch, items: again, tries: batch.tries + 1 }];
}

function outcomeOf({ change: { account } }: ReadyChange, result: WriteResult, uncertain: boolean): AccountOutcome {
  if (result.outcome === 'failed') {
    const { code, retryable, says } = result;
    return failed(account, { code, retryable, uncertain, says }, 'answer');
  }
  if (result.outcome === 'handed-over') return handedOver(account);
  // What is there already, after a request whose answer was lost, was written by that request.
  return result.outcome === 'already' && !uncertain ? already(account, 'answer') : applied(account, 'answer');
}

/** A request failed as a whole: what is to be sent again. */
async function afterError(run: LiveRun, chunk: PlanChunk, batch: Batch, error: RequestError): Promise<Batch[]> {
  run.checkSignal();
  const uncertain = batch.uncertain || error.uncertain;
  const wait = error.retryable ? run.budget.next(batch.tries, error.retryAfter) : null;
  if (wait !== null) {
    await run.pause(wait, error.message);
    return [{ ...batch, tries: batch.tries + 1, uncertain }];
  }
  const { items: left, assessed } = uncertain ? await assessedAnew(run, chunk, { ...batch, uncertain }) : batch;
  // Of what is refused, the half without the bad account goes through.
  if (!error.retryable && left.length > 1 && chunk.action !== 're-enrol') {
    const half = Math.ceil(left.length / 2);
    return [left.slice(0, half), left.slice(half)].map((items) => ({ items, tries: batch.tries, assessed, uncertain }));
  }
  const { code, retryable, message: says } = error;
  const evidence = uncertain ? 're-read' : 'answer';
  await run.record(
    chunk.id,
    left.map(({ change }) => failed(change.account, { code, retryable, uncertain, says }, evidence)),
    true,
  );
  return [];
}

/**
 * Right before a batch is sent: what has lapsed goes; after any wait, or where the assessment is no longer fresh, the
 * accounts are read, and what loosens is decided, once more. A re-enrolment whose intent is written is read again only
 * where it may have been done: any intent counts as done.
 */
async function judgedAnew(run: LiveRun, chunk: PlanChunk, batch: Batch): Promise<Batch> {
  const age = run.now() - batch.assessed.at;
  const isFresh = run.waits === batch.assessed.waits && age >= 0 && age < FRESH_FOR;
  if (!isFresh && (batch.uncertain || chunk.action !== 're-enrol')) return assessedAnew(run, chunk, batch);
  const lapsed = batch.items.filter(({ change }) => hasLapsed(run, change));
  await run.record(
    chunk.id,
    lapsed.map(({ change }) => skipped(change.account, 'lapsed')),
    true,
  );
  return lapsed.length === 0 ? batch : { ...batch, items: batch.items.filter((item) => !lapsed.includes(item)) };
}

/** Reads the accounts again and writes what is certain now; returns those that are still as before. */
async function assessedAnew(run: LiveRun, chunk: PlanChunk, batch: Batch): Promise<Batch> {
  const assessed = momentOf(run);
  const before = new Set(batch.items.filter((item) => batch.uncertain || item.sent).map(({ change }) => change));
  const changes = batch.items.map(({ change }) => change);
  const { outcomes, ready } = await assess(run, chunk, changes, (change) => before.has(change));
  await run.record(chunk.id, outcomes, true);
  return { ...batch, items: ready, assessed };
}
