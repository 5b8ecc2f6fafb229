/**
 * Could an apply of this plan have written this journal? Chunks are worked on one after the other; an account is sent
 * only after its intent, has one outcome, and a run that was not stopped leaves none out. Whoever writes outcomes by
 * hand must get all of that right, and then has written another run.
 */
import type { AccountOutcome, AccountRef, ClosedLine, JournalLine } from '../../generated/journal.ts';
import type { PlanChunk } from '../../generated/plan.ts';
import type { OutcomeCounts } from '../../generated/receipt.ts';
import { countOutcome, noCounts } from '../run/outcome.ts';
import { exitOfRun } from '../run/results.ts';

/** `:LINE: what is wrong` of the first line that is; null where there is none. */
export async function journalProblem(
  chunks: AsyncIterable<PlanChunk>,
  journal: AsyncIterable<JournalLine>,
): Promise<string | null> {
  const replay = new Replay(chunks);
  let line = 0;
  try {
    for await (const entry of journal) {
      line++;
      await replay.follow(entry, line);
    }
    return null;
  } catch (error) {
    if (error instanceof Unlikely) return `:${line}: ${error.message}`;
    throw error;
  }
}

/** Raised inside of the replay and returned by it. */
class Unlikely extends Error {}

/** A chunk of the plan, and what the journal has told of it so far. */
interface Work {
  readonly chunk: PlanChunk;
  readonly accounts: ReadonlySet<string>;
  readonly intended: Set<string>;
  readonly settled: Set<string>;
}

class Replay {
  readonly #chunks: AsyncIterator<PlanChunk>;
  readonly #counts: OutcomeCounts = noCounts();
  #work: Work | null = null;
  #changes = 0;
  /** Changes of the plan that no guardrail withholds, as the first line has them. */
  #claimed = 0;
  #moved = 0;
  #failedCanary = false;
  #closed = false;

  constructor(chunks: AsyncIterable<PlanChunk>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async follow(line: JournalLine, number: number): Promise<void> {
    must(!this.#closed, 'a line stands behind the end of the run');
    must((line.type === 'run') === (number === 1), 'the line of the run is the first, and no other');
    if (line.type === 'run') this.#claimed = line.changes;
    else if (line.type === 'intent') await this.#intent(line);
    else if (line.type === 'outcomes') await this.#outcomes(line);
    else if (line.type === 'canary') this.#failedCanary ||= !line.ok;
    else if (line.type === 'closed') await this.#end(line);
  }

  async #intent(line: JournalLine & { readonly type: 'intent' }): Promise<void> {
    const { chunk, accounts, intended, settled } = await this.#enter(line.chunk);
    const same = line.action === chunk.action && line.organisation === chunk.organisation;
    const directed = chunk.changes.some(({ direction }) => direction === line.direction);
    must(same && directed, `the intent is not to do what chunk ${chunk.id} of the plan says`);
    for (const account of line.accounts) {
      const key = keyOf(account);
      must(accounts.has(key), `an intent for an account that chunk ${chunk.id} of the plan does not hold`);
      must(!settled.has(key), 'an intent for an account whose outcome was known');
      intended.add(key);
    }
  }

  async #outcomes(line: JournalLine & { readonly type: 'outcomes' }): Promise<void> {
    const { chunk, accounts, intended, settled } = await this.#enter(line.chunk);
    for (const outcome of line.outcomes) {
      const key = keyOf(outcome.account);
      must(accounts.has(key), `an outcome for an account that chunk ${chunk.id} of the plan does not hold`);
      must(!settled.has(key), 'a second outcome for one account');
      must(intended.has(key) || !isOfRequest(outcome), 'an account was sent, but no intent stands before');
      must(isWhole(outcome), 'an outcome does not have the reason that it must have');
      settled.add(key);
      if (outcome.reason === 'moved') this.#moved++;
      countOutcome(this.#counts, outcome);
    }
  }

  /** Goes on to a chunk; all before it must be done. */
  async #enter(id: number): Promise<Work> {
    while (this.#work === null || this.#work.chunk.id < id) must(await this.#next(), `chunk ${id} is not in the plan`);
    const work = this.#work;
    must(work.chunk.id === id, `the line goes back to chunk ${id}`);
    must(work.chunk.withheld === null, `chunk ${id} was withheld by a guardrail, so nothing of it can be done`);
    return work;
  }

  /** False behind the last chunk. */
  async #next(): Promise<boolean> {
    const left = this.#work;
    const whole = left === null || left.chunk.withheld !== null || left.settled.size === left.accounts.size;
    must(whole, `accounts of chunk ${left?.chunk.id} have no outcome`);
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#take(next.value);
    return true;
  }

  #take(chunk: PlanChunk): void {
    const accounts = new Set(chunk.changes.map(({ account }) => keyOf(account)));
    this.#work = { chunk, accounts, intended: new Set(), settled: new Set() };
    if (chunk.withheld === null) this.#changes += chunk.changes.length;
    else this.#counts.withheld += chunk.changes.length;
  }

  async #end({ stopped, exit }: ClosedLine): Promise<void> {
    this.#closed = true;
    const { intended = new Set<string>(), settled = new Set<string>() } = this.#work ?? {};
    must(intended.isSubsetOf(settled), 'the run has ended, but accounts that were about to be sent have no outcome');
    if (stopped === null) while (await this.#next());
    else await this.#countRest();
    must(
      this.#changes === this.#claimed,
      'the first line does not count the changes of the plan that are not withheld',
    );
    must(this.#hasCause(stopped), 'the lines before do not say why the run was stopped');
    must(exit === exitOfRun(stopped, this.#counts), `the exit code is not the one that the outcomes come to`);
  }

  /** What a run that was stopped never reached. */
  async #countRest(): Promise<void> {
    for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next())
      this.#take(next.value);
  }

  /** A run stops for more than 5 accounts, never for fewer. */
  #hasCause(stopped: ClosedLine['stopped']): boolean {
    if (stopped === null) return !this.#failedCanary;
    if (stopped.code === 'moved') return this.#moved > 5;
    if (stopped.code === 'failures') return this.#counts.failed > 5;
    return stopped.code !== 'canary' || this.#failedCanary;
  }
}

function must(holds: boolean, says: string): asserts holds {
  if (!holds) throw new Unlikely(says);
}

function keyOf({ id, address }: AccountRef): string {
  return `${id ?? ''}\n${address}`;
}

/** Whether an outcome is that of a request: then the account was about to be sent. */
function isOfRequest({ outcome, evidence }: AccountOutcome): boolean {
  return outcome === 'applied' || outcome === 'handed-over' || evidence === 'answer';
}

function isWhole({ outcome, reason, problem }: AccountOutcome): boolean {
  if ((outcome === 'failed') !== (problem !== null)) return false;
  if (outcome === 'skipped') return reason === 'moved' || reason === 'lapsed' || reason === 'stopped';
  return (outcome === 'withheld') === (reason !== null);
}
