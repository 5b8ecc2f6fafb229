import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { ActualLevel, State } from '../../src/model/account.ts';
import { type TrendCounts, walkTrend } from '../../src/history/trend.ts';

interface Move {
  readonly row: number;
  readonly before: ActualLevel;
  readonly after: ActualLevel;
}

/** A state whose status plays no part. */
const state = (level: ActualLevel): State => ({ level, status: '' });

/** Counts right after each run, the oldest first; runs are given the oldest first. */
function trendOf(levels: readonly (ActualLevel | null)[], runs: readonly (readonly Move[])[]): TrendCounts[] {
  const walk = walkTrend(levels.length, (row) => levels[row] ?? null);
  return runs
    .toReversed()
    .map((run) => {
      for (const { row, before, after } of run)
        walk.back({ row, before: state(before), after: state(after), at: 0, exposedUntil: 0 });
      return walk.endRun();
    })
    .reverse();
}

suite('The trend', () => {
  test('undoes each run, the newest first, and leaves out accounts that are not counted', () => {
    const runs: Move[][] = [
      [{ row: 0, before: 'unknown', after: 'disabled' }],
      [
        { row: 0, before: 'disabled', after: 'standard' },
        { row: 2, before: 'disabled', after: 'standard' },
      ],
      [],
    ];
    assert.deepEqual(trendOf(['standard', 'unknown', null], runs), [
      { enforced: 0, unknown: 1 },
      { enforced: 1, unknown: 1 },
      { enforced: 1, unknown: 1 },
    ]);
  });

  test('is what a recount of every account after each run gives, whatever drifted in between', () => {
    const level = fc.constantFrom<ActualLevel[]>('standard', 'named-locations', 'disabled', 'unknown');
    const run = fc.uniqueArray(fc.record({ row: fc.nat(3), before: level, after: level }), {
      selector: ({ row }) => row,
      maxLength: 4,
    });
    const now = fc.array(fc.option(level), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(now, fc.array(run, { maxLength: 6 }), (levels, runs) => {
        const recount = runs.map((_, i): TrendCounts => {
          const then = levels.map((level, row) => (level === null ? null : levelAfter(row, level, runs, i)));
          return {
            enforced: then.filter((each) => each === 'standard' || each === 'named-locations').length,
            unknown: then.filter((each) => each === 'unknown').length,
          };
        });
        assert.deepEqual(trendOf(levels, runs), recount);
      }),
      { seed: 20261124, numRuns: 400 },
    );
  });
});

/** What a run left, else what the next one that changes the account found, else its level now. */
function levelAfter(row: number, now: ActualLevel, runs: readonly (readonly Move[])[], i: number): ActualLevel {
  const own = runs[i]?.find((each) => each.row === row);
  if (own !== undefined) return own.after;
  const later = runs.slice(i + 1).flatMap((run) => run.filter((each) => each.row === row));
  return later[0]?.before ?? now;
}
