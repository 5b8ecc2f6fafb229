/** What the ledger tells of the accounts of today: exposure and trend, read from its receipts, the newest first. */
import { DAY, checkedInstant } from '../../model/time.ts';
import { handOverSeen } from '../../history/hand-over.ts';
import { levelSteps } from '../../history/level-steps.ts';
import type { Ledger } from '../../ledger/read.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import { approverSpans, collectExposure } from '../../history/exposure-sums.ts';
import { type Window, walkExposure } from '../../history/exposure.ts';
import type { ActualLevel, DecisionContext, Instant } from '../../model/account.ts';
import type { Policies } from '../../model/policies.ts';
import type { Population } from '../../snapshot/population.ts';
import type { Sweep } from '../../decide/sweep.ts';
import { walkTrend } from '../../history/trend.ts';
import type { LedgerRun } from '../../generated/ledger.ts';
import type { PastPoint, ReportPast } from '../../report/figures/report-data.ts';

/** How far back exposure and trend go, in milliseconds. */
const EXPOSURE = 90 * DAY;
const TREND = 366 * DAY;

/** More runs than these are told by the last one of each day. */
const POINTS = 1000;

interface Present {
  readonly population: Population;
  readonly swept: Sweep;
  readonly policies: Policies;
  readonly context: DecisionContext;
}

/** Reads the receipts of a ledger in its folder. Throws a LedgerError where one is not what the ledger names. */
export async function readReportPast(
  folder: string,
  { lines, head }: Pick<Ledger, 'lines' | 'head'>,
  present: Present,
  signal: AbortSignal,
): Promise<ReportPast> {
  const { population, swept, policies, context } = present;
  const runs = lines.filter((line) => line.type === 'run');
  const window = exposureWindow(runs, context.now);
  const levelNow = (row: number): ActualLevel | null => {
    const { managed, actual } = swept.at(row);
    return managed ? actual.level : null;
  };
  const exposure = collectExposure(population, approverSpans(population, policies, context, window));
  const walk = walkExposure(population.size, levelNow, window, exposure.add);
  const trend = walkTrend(population.size, levelNow);
  const rowOf = rowFinder(population);
  const points: PastPoint[] = [];
  for (const [index, run] of [...runs.entries()].reverse()) {
    signal.throwIfAborted();
    const at = checkedInstant(run.end);
    if (at < context.now - TREND) break;
    for await (const step of levelSteps(folder, run, rowOf, handOverSeen(runs, index))) {
      walk.back(step);
      trend.back(step);
    }
    points.push({ at, run: run.run, seq: run.seq, ...trend.endRun() });
  }
  walk.end();
  return {
    ledger: head === null ? null : { seq: lines.length, head },
    exposure: runs.length === 0 ? null : { window, sums: exposure.sums() },
    trend: thinned(points.reverse()),
  };
}

/** The 90 days before now, or from the start of the first run where that is later. */
function exposureWindow(runs: readonly LedgerRun[], now: Instant): Window {
  const first = runs[0] === undefined ? now : checkedInstant(runs[0].start);
  return { from: Math.min(now, Math.max(now - EXPOSURE, first)), to: now };
}

function thinned(points: readonly PastPoint[]): ReportPast['trend'] {
  if (points.length <= POINTS) return { every: 'run', points };
  const dayOf = ({ at }: PastPoint): number => Math.floor(at / DAY);
  return {
    every: 'day',
    points: points.filter((point, i) => dayOf(point) !== dayOf(points[i + 1] ?? { ...point, at: Infinity })),
  };
}
