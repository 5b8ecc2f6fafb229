import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cronSchedule, waitUntil } from '../../../src/commands/apply/watch.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A clock that moves by what is slept, and by what a test makes of each sleep. */
function turnedClock(advance: (milliseconds: number, sleeps: number) => number) {
  const clock = {
    time: NOW,
    sleeps: [] as number[],
    now: () => clock.time,
    sleep: (milliseconds: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      clock.sleeps.push(milliseconds);
      clock.time += advance(milliseconds, clock.sleeps.length);
      return Promise.resolve();
    },
  };
  return clock;
}

const never = new AbortController().signal;

suite('waiting', () => {
  test('ends at the instant, to the millisecond, with no timer over a second', async () => {
    const clock = turnedClock((milliseconds) => milliseconds);
    await waitUntil(NOW + HOUR + 1, clock, never);
    assert.equal(clock.time, NOW + HOUR + 1);
    assert.equal(Math.max(...clock.sleeps), 1000);
  });

  test('ends within a second of waking where the machine slept through the instant', async () => {
    const clock = turnedClock((milliseconds, sleeps) => (sleeps === 3 ? 8 * HOUR : milliseconds));
    await waitUntil(NOW + HOUR, clock, never);
    assert.equal(clock.sleeps.length, 3);
  });

  test('ends at once where the clock is put back: how long it would be is not known', async () => {
    const clock = turnedClock((milliseconds, sleeps) => (sleeps === 2 ? -HOUR : milliseconds));
    await waitUntil(NOW + 10 * MINUTE, clock, never);
    assert.equal(clock.sleeps.length, 2);
  });

  test('goes on where the clock is nudged', async () => {
    const clock = turnedClock((milliseconds, sleeps) => (sleeps === 2 ? -20 : milliseconds));
    await waitUntil(NOW + 10 * MINUTE, clock, never);
    assert.ok(clock.time >= NOW + 10 * MINUTE);
  });

  test('a timer that fires early is followed by another one', async () => {
    const clock = turnedClock((milliseconds) => Math.max(1, milliseconds - 1));
    await waitUntil(NOW + 5000, clock, never);
    assert.ok(clock.time >= NOW + 5000);
  });

  test('is ended by a signal', async () => {
    const controller = new AbortController();
    const clock = turnedClock((milliseconds, sleeps) => {
      if (sleeps === 2) controller.abort(new Error('stop'));
      return milliseconds;
    });
    await assert.rejects(waitUntil(NOW + HOUR, clock, controller.signal), /stop/);
  });
});

suite('the schedule', () => {
  const next = cronSchedule('7,22,37,52 * * * *', 'Europe/London');

  for (const [name, start] of [
    ['autumn', '2026-10-24T23:40:00Z'],
    ['spring', '2027-03-27T23:40:00Z'],
  ] as const) {
    test(`leaves no gap over 15 minutes, and never stands still, when the clocks change in ${name}`, () => {
      let now = Date.parse(start);
      for (let round = 0; round < 24; round++) {
        const then = next(now);
        assert.ok(then > now && then - now <= 15 * MINUTE, new Date(now).toISOString());
        now = then;
      }
    });
  }

  test("means hours of the tenant's zone", () => {
    const daily = cronSchedule('30 6 * * *', 'Europe/London');
    assert.equal(daily(Date.parse('2026-07-01T00:00:00Z')), Date.parse('2026-07-01T05:30:00Z'));
    assert.equal(daily(Date.parse('2026-12-01T00:00:00Z')), Date.parse('2026-12-01T06:30:00Z'));
  });

  test('is refused where it is none, or where it names no instant at all', () => {
    for (const bad of ['every day', '61 * * * *', '0 0 30 2 *']) {
      assert.throws(() => cronSchedule(bad, 'Europe/London'), {
        name: 'EndOfCommand',
        message: /^--cron takes an expression such as/,
      });
    }
  });
});
