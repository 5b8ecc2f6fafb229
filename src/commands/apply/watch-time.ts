/** When watch works next, and how it waits until then. */
import { CronTime } from 'cron';
import type { Instant } from '../../model/account.ts';
import type { Clock } from '../../machine/clock.ts';
import { EndOfCommand } from '../../session/io.ts';

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

/** Tells the first instant after another one that a cron expression names in a time zone. Stops where the expression names none. */
export function cronSchedule(expression: string, timezone: string): (after: Instant) => Instant {
  try {
    const time = new CronTime(expression, timezone);
    const next = (after: Instant): Instant => time.getNextDateFrom(new Date(after), timezone).toMillis();
    next(Date.UTC(2026, 0, 1));
    return next;
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    throw new EndOfCommand(`--cron takes an expression such as "7,22,37,52 * * * *", not "${expression}": ${why}`);
  }
}
