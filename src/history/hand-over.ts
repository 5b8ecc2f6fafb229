/** When it was seen what became of changes that a run handed over to people. */
import { isExposed } from './exposure.ts';
import type { Instant } from '../model/account.ts';
import { checkedInstant } from '../model/time.ts';
import type { LedgerConfirmation, LedgerRun } from '../generated/ledger.ts';
import type { ReceiptAccount } from '../generated/receipt.ts';

/** What later runs saw of all that a run handed over. */
export interface HandOverSeen {
  /** When nothing of it was open any more. */
  readonly settledAt: Instant;
  /** Whether not one of the changes was there when a run looked. */
  readonly allMissing: boolean;
}

/**
 * When nothing that the run of an index handed over was open any more, as later runs of the whole tenant saw it in the
 * directory; null where none has. A run that takes another back looks at nothing, and neither does one whose plan was
 * made before the hand-over.
 */
function handOverSettled(runs: readonly LedgerRun[], index: number): Instant | null {
  const of = runs[index];
  if (of === undefined) return null;
  const later = runs.slice(index + 1).find((line) => {
    if (line.partial || line.undoes !== null || checkedInstant(line.asOf) <= checkedInstant(of.end)) return false;
    const told = toldOf(line, of.run);
    return told === undefined || told.waiting + told.superseded === 0;
  });
  return later === undefined ? null : checkedInstant(later.end);
}

/** What later runs saw of the hand-over of the run of an index; null while something of it is open. */
export function handOverSeen(runs: readonly LedgerRun[], index: number): HandOverSeen | null {
  const of = runs[index];
  const settledAt = handOverSettled(runs, index);
  if (of === undefined || settledAt === null) return null;
  const missing = runs.slice(index + 1).reduce((sum, line) => sum + (toldOf(line, of.run)?.missing ?? 0), 0);
  return { settledAt, allMissing: missing === of.counts.handedOver };
}

function toldOf({ confirmations = [] }: LedgerRun, run: string): LedgerConfirmation | undefined {
  return confirmations.find((each) => each.run === run);
}

/** A run that handed changes over. */
export interface HandOver {
  readonly end: Instant;
  /** Null where no later run has seen all of it. */
  readonly seen: HandOverSeen | null;
}

/**
 * When it was seen what became of a change that was handed over: by a later run, or by the directory as it is now.
 * Infinity where nothing has seen it yet. From the end of its run until then nobody knows when it was made.
 */
export function seenAt({ end, seen }: HandOver, observedAt: Instant): Instant {
  const unseen = Number.POSITIVE_INFINITY;
  return Math.min(seen?.settledAt ?? unseen, observedAt > end ? observedAt : unseen);
}

/**
 * Whether the state before a change that was handed over counts until it was seen what became of it. It does where the
 * change gives MFA; one that takes it away counts from the hand-over: time without MFA is never told too short.
 */
export function countsBefore({ outcome, after }: Pick<ReceiptAccount, 'outcome' | 'after'>): boolean {
  return outcome === 'handed-over' && !isExposed(after.level);
}
