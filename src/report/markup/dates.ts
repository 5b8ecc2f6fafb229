/** How instants read. The page has them as RFC 3339 texts in its data. */
import { clockText, dayText, formatLocal, wallClock } from '../../model/wall-clock.ts';

const DAY = 86_400_000;

/** `24 Nov 2026, 09:00 UTC` */
export function utcText(instant: string): string {
  return `${clockText(Date.parse(instant))} UTC`;
}

/** `24 Nov 2026, 09:00 GMT`: in a time zone. */
export function zonedText(instant: string, timezone: string): string {
  return formatLocal(Date.parse(instant), timezone);
}

/** `24 Nov 2026`: the day on the calendar of a time zone. */
export function zonedDay(instant: string, timezone: string): string {
  return dayText(wallClock(Date.parse(instant), timezone));
}

/** `24 Nov`: for an axis. */
export function shortDay(instant: string, timezone: string): string {
  return shortDayText(wallClock(Date.parse(instant), timezone));
}

/** Each day of the calendar from one instant to another, as `24 Nov`; days of 23 and 25 hours are days as well. */
export function shortDays(from: string, to: string, timezone: string): string[] {
  const start = Math.floor(wallClock(Date.parse(from), timezone) / DAY);
  const end = Math.floor(wallClock(Date.parse(to), timezone) / DAY);
  return Array.from({ length: end - start + 1 }, (_, i) => shortDayText((start + i) * DAY));
}

function shortDayText(clock: number): string {
  return dayText(clock).replace(/ \d+$/, '');
}
