/** Each change of a plan with what became of it: plan and journal read side by side, as streams. */
import { accountKey } from '../../model/account.ts';
import type { AccountOutcome, ClosedLine, JournalLine, OutcomesLine } from '../../generated/journal.ts';
import type { PlanChange, PlanChunk } from '../../generated/plan.ts';
import type { OutcomeCounts } from '../../generated/receipt.ts';
import { countOutcome, noCounts, skipped, withheld as withheldBy } from './outcome.ts';
import { checkedInstant, elapsed } from '../../model/time.ts';

export interface SettledChange {
  readonly chunk: PlanChunk;
  readonly change: PlanChange;
  readonly outcome: AccountOutcome;
  /** When the journal noted the outcome; null where it does not name the change. */
  readonly at: string | null;
}

/**
 * In the order of the plan. A change that the journal does not name was withheld with its chunk, or was never sent
 * because the run had ended.
 */
export async function* settledChanges(
  chunks: AsyncIterable<PlanChunk>,
  journal: AsyncIterable<JournalLine>,
): AsyncGenerator<SettledChange> {
  const lines = outcomeLines(journal);
  let line = await lines.next();
  for await (const chunk of chunks) {
    const known = new Map<string, Pick<SettledChange, 'outcome' | 'at'>>();
    while (line.done !== true && line.value.chunk <= chunk.id) {
      const { at, outcomes } = line.value;
      for (const outcome of outcomes) known.set(accountKey(outcome.account), { outcome, at });
      line = await lines.next();
    }
    for (const change of chunk.changes) {
      yield { chunk, change, ...(known.get(accountKey(change.account)) ?? unspoken(chunk, change)) };
    }
  }
}

async function* outcomeLines(journal: AsyncIterable<JournalLine>): AsyncGenerator<OutcomesLine, undefined> {
  for await (const line of journal) if (line.type === 'outcomes') yield line;
  return undefined;
}

function unspoken({ withheld: guardrail }: PlanChunk, { account }: PlanChange): Pick<SettledChange, 'outcome' | 'at'> {
  return { outcome: guardrail === null ? skipped(account, 'stopped') : withheldBy(account, guardrail), at: null };
}

/** What the receipt and the ledger say of a run in numbers. */
export interface RunTally {
  readonly counts: OutcomeCounts;
  uncertain: number;
  reEnrolled: number;
  /** By organisation. */
  readonly loosened: Map<string, number>;
  readonly lateness: Lateness;
}

/** Counts the outcomes of a run. */
export async function tallyRun(changes: AsyncIterable<SettledChange>): Promise<RunTally> {
  const tally: RunTally = {
    counts: noCounts(),
    uncertain: 0,
    reEnrolled: 0,
    loosened: new Map(),
    lateness: { changes: 0, latest: 0 },
  };
  for await (const { chunk, change, outcome, at } of changes) {
    countOutcome(tally.counts, outcome);
    if (outcome.outcome === 'applied' && change.dueAt !== undefined && at !== null)
      countLate(tally.lateness, change.dueAt, at);
    if (outcome.problem?.uncertain === true) tally.uncertain++;
    if (chunk.action === 're-enrol' && mayBeWritten(outcome, true)) tally.reEnrolled++;
    if (change.direction === 'loosen' && mayBeWritten(outcome, false)) {
      tally.loosened.set(chunk.organisation, (tally.loosened.get(chunk.organisation) ?? 0) + 1);
    }
  }
  return tally;
}

/** Whether a change was made, is being made by a person, or may have been made. Of a re-enrolment any try counts. */
function mayBeWritten({ outcome, problem }: AccountOutcome, anyTry: boolean): boolean {
  if (outcome === 'failed') return anyTry || problem?.uncertain === true;
  return outcome === 'applied' || outcome === 'handed-over';
}

/** Changes that had fallen due by time alone and were made. */
export interface Lateness {
  changes: number;
  /** The most milliseconds between the instant at which one fell due and the one at which it was made. */
  latest: number;
}

/** Counts a change that fell due at one instant and was made at another. */
export function countLate(lateness: Lateness, dueAt: string, madeAt: string): void {
  lateness.changes++;
  // A clock that was put back tells nothing of the delay.
  lateness.latest = Math.max(lateness.latest, checkedInstant(madeAt) - checkedInstant(dueAt));
}

/** One sentence for people; null where nothing had fallen due. */
export function describeLateness({ changes, latest }: Lateness): string | null {
  if (changes === 0) return null;
  const after = `${elapsed(latest)} late`;
  return changes === 1
    ? `1 change was due; it was made ${after}`
    : `${changes} changes were due; the last of them was made ${after}`;
}

/** The exit code of a run that has ended: it follows from why it stopped and what became of its changes. */
export function exitOfRun(
  stopped: ClosedLine['stopped'],
  { failed, withheld }: Pick<OutcomeCounts, 'failed' | 'withheld'>,
): ClosedLine['exit'] {
  if (stopped?.code === 'moved' || stopped?.code === 'not-resumed') return 4;
  if (stopped !== null || failed > 0) return 6;
  return withheld > 0 ? 3 : 0;
}
