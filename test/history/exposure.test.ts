import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { isExposed, type RowStep, portalLapse, walkExposure, type Window } from '../../src/history/exposure.ts';
import type { ActualLevel, State } from '../../src/model/account.ts';
import { STATUS } from '../../src/model/status.ts';
import { DAY } from '../../src/model/time.ts';

type Stretch = readonly [row: number, from: number, to: number];

/** All stretches of one walk; steps are given the oldest first, as the ledger has them. */
function stretches(levels: readonly (ActualLevel | null)[], window: Window, steps: readonly RowStep[]): Stretch[] {
  const told: Stretch[] = [];
  const walk = walkExposure(
    levels.length,
    (row) => levels[row] ?? null,
    window,
    (row, from, to) => told.push([row, from, to]),
  );
  for (const step of steps.toReversed()) walk.back(step);
  walk.end();
  return told.sort(([a, x], [b, y]) => a - b || x - y);
}

/** A state whose status plays no part. */
const state = (level: ActualLevel): State => ({ level, status: '' });

const WINDOW = { from: 100, to: 200 };

function step(row: number, at: number, before: ActualLevel, after: ActualLevel, lapsesAt = Infinity): RowStep {
  return { row, at, before: state(before), after: state(after), exposedUntil: isExposed(after) ? lapsesAt : at };
}

suite('Time without MFA', () => {
  test('is the whole window for an account that no receipt mentions and that has none now, known or not', () => {
    assert.deepEqual(stretches(['standard', 'disabled', 'unknown', 'named-locations', null], WINDOW, []), [
      [1, 100, 200],
      [2, 100, 200],
    ]);
  });

  test('ends where a change gave MFA, and begins where one took it', () => {
    assert.deepEqual(stretches(['standard'], WINDOW, [step(0, 150, 'disabled', 'standard')]), [[0, 100, 150]]);
    assert.deepEqual(stretches(['disabled'], WINDOW, [step(0, 150, 'standard', 'disabled')]), [[0, 150, 200]]);
    const both = [step(0, 120, 'standard', 'disabled'), step(0, 130, 'disabled', 'named-locations')];
    assert.deepEqual(stretches(['named-locations'], WINDOW, both), [[0, 120, 130]]);
  });

  test('is cut to the window', () => {
    const around = [step(0, 50, 'standard', 'disabled'), step(0, 150, 'disabled', 'standard')];
    assert.deepEqual(stretches(['standard'], WINDOW, around), [[0, 100, 150]]);
    assert.deepEqual(stretches(['standard'], WINDOW, [step(0, 250, 'disabled', 'standard')]), [[0, 100, 200]]);
    assert.deepEqual(stretches(['standard'], WINDOW, [step(0, 60, 'disabled', 'standard')]), []);
  });

  test('counts a stretch of unseen drift whole where it ended without MFA', () => {
    assert.deepEqual(stretches(['disabled'], WINDOW, [step(0, 150, 'disabled', 'standard')]), [
      [0, 100, 150],
      [0, 150, 200],
    ]);
  });

  test('counts a stretch that began without MFA until the portal ended the exception, else to its end', () => {
    assert.deepEqual(stretches(['standard'], WINDOW, [step(0, 150, 'standard', 'disabled', 170)]), [[0, 150, 170]]);
    assert.deepEqual(stretches(['standard'], WINDOW, [step(0, 150, 'standard', 'disabled')]), [[0, 150, 200]]);
    assert.deepEqual(stretches(['standard'], WINDOW, [step(0, 50, 'standard', 'disabled', 80)]), []);
  });

  test('may begin with a change that was handed over, although the account is as before', () => {
    const handedOver = { row: 0, at: 120, before: state('standard'), after: state('standard'), exposedUntil: 150 };
    assert.deepEqual(stretches(['standard'], WINDOW, [handedOver]), [[0, 120, 150]]);
    assert.deepEqual(stretches(['standard'], WINDOW, [handedOver, step(0, 130, 'standard', 'standard')]), [
      [0, 120, 130],
    ]);
  });

  test('of exceptions is at most what the portal grants', () => {
    assert.equal(portalLapse(STATUS.shortTerm, 5), 5 + DAY);
    assert.equal(portalLapse(STATUS.longTerm, 5), 5 + 180 * DAY);
    assert.equal(portalLapse(STATUS.adminDisabled, 5), null);
  });

  test('is what counting second by second gives', () => {
    const level = fc.constantFrom<ActualLevel[]>('standard', 'named-locations', 'disabled', 'unknown');
    const steps = fc.array(
      fc.record({
        row: fc.nat(2),
        at: fc.integer({ min: 0, max: 60 }),
        before: level.map(state),
        after: level.map(state),
        lasts: fc.oneof(fc.nat(30), fc.constant(Infinity)),
      }),
      { maxLength: 12 },
    );
    const now = fc.tuple(level, level, fc.option(level));
    fc.assert(
      fc.property(now, steps, fc.nat(40), fc.nat(25), (levels, given, from, length) => {
        const window = { from, to: from + length };
        const ordered = given
          .map(({ lasts, ...each }) => ({ ...each, exposedUntil: each.at + lasts }))
          .sort((a, b) => a.at - b.at);
        const told = stretches(levels, window, ordered);
        levels.forEach((level, row) => {
          for (let second = 0; second < 90; second++) {
            const times = told.filter((each) => each[0] === row && each[1] <= second && second < each[2]).length;
            const own = ordered.filter((each) => each.row === row);
            const inWindow = window.from <= second && second < window.to;
            const expected = level !== null && inWindow && exposedAt(second, level, own);
            assert.equal(times, expected ? 1 : 0, `row ${row}, second ${second}`);
          }
        });
      }),
      { seed: 20261124, numRuns: 400 },
    );
  });
});

/** The definition, for one second of one account: what is known right after the change before, and right before the next. */
function exposedAt(second: number, now: ActualLevel, steps: readonly RowStep[]): boolean {
  const before = steps.findLast(({ at }) => at <= second);
  const next = steps.find(({ at }) => at > second);
  if (isExposed(next?.before.level ?? now)) return true;
  return before !== undefined && second < before.exposedUntil;
}
