/** When a round takes place: waiting for an instant, and the instants that a cron expression names, whatever clocks do. */
import { CronTime } from 'cron';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../machine/clock.ts';
import type { Instant } from '../../model/account.ts';
import { EndOfCommand } from '../../session/io.ts';

/**
 * Tells the first instant after another one that a cron expression names in a time zone. What the clock shows twice is
 * named twice; what it skips is named once, at the instant of the change. Stops where the expression names none.
 */
export function cronSchedule(expression: string, timezone: string): (after: Instant) => Instant {
  try {
    // Days and hours are looked up on a clock that never changes; what a zone does to its clock is not the library's concern.
    const time = new CronTime(expression, 'UTC');
    const next = (after: number): number => time.getNextDateFrom(new Date(after), 'UTC').toMillis();
    next(Date.UTC(2026, 0, 1));
    return (after) => nextInZone(next, timezone, after);
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    throw new EndOfCommand(`--cron takes an expression such as "7,22,37,52 * * * *", not "${expression}": ${why}`);
  }
}

/** Goes from one change of the clock to the next; between two of them the clock is as far from UTC all the time. */
function nextInZone(nextOnClock: (after: number) => number, timezone: string, after: Instant): Instant {
  let from = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timezone);
  let shown = clockOf(from);
  for (;;) {
    const offset = offsetOf(from);
    const named = nextOnClock(shown);
    const change = from.getTimeZoneTransition('next');
    if (change === null || named - offset < change.epochMilliseconds) return named - offset;
    // The clock jumps here. What stands before the time that it shows then was skipped, unless it was shown already.
    if (named < clockOf(change)) return change.epochMilliseconds;
    from = change;
    shown = clockOf(change) - 1;
  }
}

function offsetOf(time: Temporal.ZonedDateTime): number {
  return time.offsetNanoseconds / 1_000_000;
}

/** What the clock of the zone shows, in milliseconds as if it were UTC. */
function clockOf(time: Temporal.ZonedDateTime): number {
  return time.epochMilliseconds + offsetOf(time);
}

/**
 * Timers run on a clock of their own: it stands still while the machine sleeps, and knows nothing of a clock that is
 * put right. So no timer is longer than this many milliseconds, and the real time is looked at again after each.
 */
const LOOK_EVERY = 1000;

/**
 * Waits until an instant, by the real clock; shorter where that is put back, since nobody knows then how long it would
 * be. Rejects as soon as the signal is aborted.
 */
export async function waitUntil(instant: Instant, clock: Clock, signal: AbortSignal): Promise<void> {
  let seen = clock.now();
  for (;;) {
    signal.throwIfAborted();
    const now = clock.now();
    if (now >= instant || now < seen - LOOK_EVERY) return;
    seen = now;
    await clock.sleep(Math.min(instant - now, LOOK_EVERY), signal);
  }
}
