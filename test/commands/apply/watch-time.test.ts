import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cronSchedule, waitUntil } from '../../../src/commands/apply/schedule.ts';
import { wallClock } from '../../../src/model/wall-clock.ts';

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

/** Zones whose clocks change by half an hour, by two hours, at midnight, by a whole day, and on both sides of the equator. */
const CHANGES = [
  ['Europe/London', '2026-10-25T01:00:00Z'],
  ['Europe/London', '2027-03-28T01:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00:00Z'],
  ['America/Santiago', '2026-09-06T04:00:00Z'],
  ['America/Santiago', '2027-04-04T03:00:00Z'],
  ['Asia/Beirut', '2027-03-27T22:00:00Z'],
  ['Antarctica/Troll', '2027-03-28T01:00:00Z'],
  ['Antarctica/Troll', '2026-10-25T01:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
] as const;

/** The minutes between two instants whose clock shows what a plain list names, or before which the clock skipped it. */
function namedByHand(clocks: ReadonlyMap<number, number>, isNamed: (clock: Date) => boolean): number[] {
  return [...clocks].flatMap(([at, shown]) => {
    const first = Math.min((clocks.get(at - MINUTE) ?? shown) + MINUTE, shown);
    for (let clock = first; clock <= shown; clock += MINUTE) if (isNamed(new Date(clock))) return [at];
    return [];
  });
}

const EXPRESSIONS: readonly [string, (clock: Date) => boolean][] = [
  ['7,22,37,52 * * * *', (clock) => [7, 22, 37, 52].includes(clock.getUTCMinutes())],
  ['0 0 * * *', (clock) => clock.getUTCHours() + clock.getUTCMinutes() === 0],
  ['10 2 * * *', (clock) => clock.getUTCHours() === 2 && clock.getUTCMinutes() === 10],
  ['45 1 * * *', (clock) => clock.getUTCHours() === 1 && clock.getUTCMinutes() === 45],
];

suite('the schedule', () => {
  for (const [zone, change] of CHANGES) {
    test(`names each minute that the clock of ${zone} shows or skips around ${change}, and none in the past`, () => {
      const start = Date.parse(change) - 3 * HOUR;
      const minutes = Array.from({ length: 29 * 60 }, (_, i) => start + i * MINUTE);
      const clocks = new Map(minutes.map((at) => [at, wallClock(at, zone)]));
      for (const [expression, isNamed] of EXPRESSIONS) {
        const next = cronSchedule(expression, zone);
        const named = [];
        for (let now = next(start); now < start + 29 * HOUR; ) {
          named.push(now);
          const then = next(now + 250);
          assert.ok(then > now, `${expression} at ${new Date(now).toISOString()}`);
          now = then;
        }
        assert.deepEqual(
          named,
          namedByHand(clocks, isNamed).filter((at) => at > start),
        );
      }
    });
  }

  test('leaves no gap over 15 minutes when it is asked at any minute around a change of half an hour', () => {
    const next = cronSchedule('7,22,37,52 * * * *', 'Australia/Lord_Howe');
    const change = Date.parse('2027-04-03T15:00:00Z');
    for (let now = change - 2 * HOUR; now < change + 2 * HOUR; now += MINUTE) {
      const then = next(now);
      assert.ok(then > now && then - now <= 15 * MINUTE, new Date(now).toISOString());
    }
  });

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
