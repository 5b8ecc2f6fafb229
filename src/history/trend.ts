import type { RowStep } from './exposure.ts';
import type { ActualLevel } from '../model/account.ts';

/** Levels of the counted accounts at one instant. */
export interface TrendCounts {
  /** MFA is known to be enforced. */
  readonly enforced: number;
  /** The level is not known; never counted as enforced. */
  readonly unknown: number;
}

/** Goes back in time over the runs of a ledger, the newest first. */
export interface TrendWalk {
  readonly now: TrendCounts;
  /** One change that the run applied; a run changes the level of an account once. */
  readonly back: (step: RowStep) => void;
  /** All changes of the run are told: the counts right after it. The next changes are those of the run before. */
  readonly endRun: () => TrendCounts;
}

/** `levelNow` tells the level of each row, null for an account that is not counted. */
export function walkTrend(size: number, levelNow: (row: number) => ActualLevel | null): TrendWalk {
  const counts = { enforced: 0, unknown: 0 };
  const count = (into: typeof counts, level: ActualLevel, by: 1 | -1): void => {
    if (level === 'unknown') into.unknown += by;
    else if (level !== 'disabled') into.enforced += by;
  };
  const levels: (ActualLevel | null)[] = Array.from({ length: size }, (_, row) => levelNow(row));
  for (const level of levels) if (level !== null) count(counts, level, 1);
  let after = { ...counts };
  return {
    now: { ...counts },
    back: ({ row, before, after: then }) => {
      const known = levels[row];
      if (known == null) return;
      count(after, known, -1);
      count(after, then.level, 1);
      count(counts, known, -1);
      count(counts, before.level, 1);
      levels[row] = before.level;
    },
    endRun: () => {
      const told = after;
      after = { ...counts };
      return told;
    },
  };
}
