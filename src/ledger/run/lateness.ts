/** How late a run made the changes that time itself asked for: GitHub may delay a schedule, and a machine may sleep. */
import { elapsed } from '../../model/time.ts';
import { checkedInstant } from '../../model/checked-instant.ts';

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
  const after = `${elapsed(latest)} after its time`;
  return changes === 1
    ? `1 change had fallen due; it was made ${after}`
    : `${changes} changes had fallen due; the latest was made ${after}`;
}
