import type { Instant } from '../model/account.ts';
import { formatInstant } from '../model/time.ts';
import type { AccountOutcome, ClosedLine } from '../generated/journal.ts';
import type { PlanChange, PlanHeader } from '../generated/plan.ts';
import type { ApplyNeeds, Outside, RunLimits, Bookkeeping } from './needs.ts';
import type { ChanceClock } from '../machine/clock.ts';
import type { Journal, JournalEntry } from '../ledger/run/journal.ts';
import type { Lock } from './lock/lock.ts';
import { countOutcome, noCounts } from '../ledger/run/outcome.ts';
import { RetryBudget } from '../machine/retry-budget.ts';
import { type Progress, follow } from '../ledger/run/state.ts';
import type { Verdicts } from '../plan/compare/verdicts.ts';
import type { ReEnrolledAt } from '../ledger/read.ts';

/** The journal must not be away from a safe place for longer than 30 seconds; some of that is needed to bring it there. */
const PUBLISH_EVERY = 20_000;

/** What a run is about; all of it is fixed while it runs. */
export interface RunFacts {
  readonly run: string;
  readonly plan: PlanHeader;
  /** Changes that no guardrail withholds: what limits over the run are shares of. */
  readonly changes: number;
  readonly reEnrolledAt: ReEnrolledAt;
  /** What the plan that was made anew says of a change. */
  readonly verdictOf: Verdicts;
  /** Whether a change is held back after an undo. */
  readonly isHeldBack: (change: PlanChange) => boolean;
}

/** A run that is being worked on: its journal, its progress, its limits and its waits. */
export class LiveRun {
  readonly facts: RunFacts;
  readonly outside: Outside;
  readonly books: Bookkeeping;
  readonly limits: RunLimits;
  readonly clock: ChanceClock;
  readonly progress: Progress;
  readonly budget: RetryBudget;
  /** Aborted when nothing new may be sent. */
  readonly signal: AbortSignal;
  readonly #journal: Journal;
  readonly #lock: Lock;
  readonly #onEvent: ApplyNeeds['onEvent'];
  #published: Instant = Number.NEGATIVE_INFINITY;
  #waits = 0;

  constructor(
    facts: RunFacts,
    parts: Pick<ApplyNeeds, 'outside' | 'books' | 'limits' | 'clock' | 'onEvent'> & {
      progress: Progress;
      journal: Journal;
      lock: Lock;
      signal: AbortSignal;
    },
  ) {
    this.facts = facts;
    this.outside = parts.outside;
    this.books = parts.books;
    this.limits = parts.limits;
    this.clock = parts.clock;
    this.progress = parts.progress;
    this.signal = parts.signal;
    this.budget = new RetryBudget(parts.limits.retries, () => parts.clock.random());
    this.#journal = parts.journal;
    this.#lock = parts.lock;
    this.#onEvent = parts.onEvent;
  }

  /** How often the run has waited: what was known before a wait may no longer be so after it. */
  get waits(): number {
    return this.#waits;
  }

  now(): Instant {
    return this.clock.now();
  }

  /** Before anything is sent: not told to stop, the lock still ours, the journal in a safe place. Ends the run otherwise. */
  async guard(): Promise<void> {
    this.checkSignal();
    await this.checkLock();
    const age = this.now() - this.#published;
    // A clock that was put back tells nothing of the age.
    if (age >= PUBLISH_EVERY || age < 0) await this.publish();
  }

  /** Whoever has lost the lock writes nothing more. */
  async checkLock(): Promise<void> {
    if (!(await this.#lock.isHeld())) {
      throw new EndOfRun({
        kind: 'left-open',
        why: 'lock',
        says: 'another process took over the lock, so this one writes nothing more',
      });
    }
  }

  checkSignal(): void {
    if (this.signal.aborted)
      throw new EndOfRun({
        kind: 'left-open',
        why: 'signal',
        says: 'mfactl was told to stop, so it sent nothing more',
      });
  }

  /** Puts the journal in a safe place, where one is needed. */
  async publish(): Promise<void> {
    if (this.books.publish === null) return;
    try {
      await this.#journal.flush();
      await this.books.publish();
      this.#published = this.now();
    } catch (error) {
      const says = `mfactl cannot save the journal: ${(error as Error).message}`;
      throw new EndOfRun({ kind: 'left-open', why: 'publish', says });
    }
  }

  /** Waits; ends the run when it is told to stop, or loses the lock, meanwhile. */
  async pause(milliseconds: number, says: string): Promise<void> {
    this.#waits++;
    this.#onEvent({ type: 'waiting', run: this.facts.run, milliseconds, says });
    for (let left = milliseconds; left > 0; left -= PUBLISH_EVERY) {
      try {
        await this.clock.sleep(Math.min(left, PUBLISH_EVERY), this.signal);
      } catch (error) {
        this.checkSignal();
        throw error;
      }
      if (left > PUBLISH_EVERY) await this.publish();
    }
    await this.guard();
  }

  /** Adds a line to the journal; on return of a durable one it is on the disk. */
  async write(entry: JournalEntry, durable: boolean): Promise<void> {
    await this.#journal.append(entry, durable);
    follow(this.progress, entry);
  }

  /** The instant of a line that is about to be written. */
  stamp(): string {
    return formatInstant(this.now());
  }

  /** Writes what became of accounts. Where none was sent, losing the line in a crash loses nothing. */
  async record(chunk: number, outcomes: AccountOutcome[], durable: boolean): Promise<void> {
    if (outcomes.length === 0) return;
    await this.write({ type: 'outcomes', at: this.stamp(), chunk, outcomes }, durable);
    const counts = noCounts();
    for (const outcome of outcomes) countOutcome(counts, outcome);
    this.#onEvent({ type: 'chunk', run: this.facts.run, chunk, counts });
  }

  /** Stops the run where more accounts have moved, or more have failed, than the limits over the run allow. */
  checkLimits(): void {
    const { moved, failed, failedCanary } = this.progress;
    const most = (percent: number): number => Math.max(5, Math.floor((this.facts.changes * percent) / 100));
    if (failedCanary !== null) throw stop('canary', failedCanary);
    if (moved > most(10))
      throw stop(
        'moved',
        `${moved} accounts have changed since the plan was made, and the limit is ${most(10)}; make a new plan`,
      );
    const limit = most(this.limits.maxFailures);
    if (failed > limit)
      throw stop(
        'failures',
        `${failed} accounts failed, and the limit is ${limit}; look at their errors before you plan again`,
      );
  }
}

/** Whether people do the work: nothing is written by the run itself, and nothing can be read back. */
export function handsOver({ outside: { writer } }: Pick<LiveRun, 'outside'>): boolean {
  return writer.kind === 'portal';
}

export type RunStop = NonNullable<ClosedLine['stopped']>;

/** How the work on a run ends. A run that is left open can be resumed. */
export type RunEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'stopped'; readonly stop: RunStop }
  | { readonly kind: 'left-open'; readonly why: 'signal' | 'lock' | 'journal' | 'publish'; readonly says: string };

/** Ends the work on a run from within; caught by the chunk loop alone. */
export class EndOfRun extends Error {
  readonly end: RunEnd;

  constructor(end: RunEnd) {
    super(end.kind);
    this.name = 'EndOfRun';
    this.end = end;
  }
}

export function stop(code: RunStop['code'], says: string): EndOfRun {
  return new EndOfRun({ kind: 'stopped', stop: { code, says } });
}
