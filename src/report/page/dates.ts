/**
 * How instants read. Only numbers are asked of Intl, never words: names of months and zones differ between versions of
 * its data, and a report must be the same bytes on every machine.
 */
const DAY = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The clock on the wall, in milliseconds since 1970 as if it were UTC. */
function wallClock(instant: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const number = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function dayText(clock: number): string {
  const date = new Date(clock);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function timeText(clock: number): string {
  const date = new Date(clock);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** `24 Nov 2026, 09:00 UTC` */
export function utcText(instant: string): string {
  const clock = Date.parse(instant);
  return `${dayText(clock)}, ${timeText(clock)} UTC`;
}

/** `24 Nov 2026, 10:00 +01:00`: in a time zone, with its offset at that instant. */
export function zonedText(instant: string, timezone: string): string {
  const utc = Math.floor(Date.parse(instant) / 1000) * 1000;
  const clock = wallClock(utc, timezone);
  const minutes = Math.round(Math.abs(clock - utc) / 60_000);
  const offset = `${clock < utc ? '−' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${dayText(clock)}, ${timeText(clock)} ${offset}`;
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
