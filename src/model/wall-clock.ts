/**
 * How instants read in a time zone. Only numbers are asked of Intl, never words: names of months and zones differ
 * between versions of its data, and a text must be the same bytes on every machine. The report page's script holds this
 * module as well, so it imports nothing.
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What offsets from UTC, in minutes, are called in a zone; all others are told as numbers. */
const ZONE_NAMES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'Europe/London': { 0: 'GMT', 60: 'BST' },
};

/** The clock on the wall, in milliseconds since 1970 as if it were UTC; whole seconds. */
export function wallClock(instant: number, timezone: string): number {
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

/** `24 Nov 2026` */
export function dayText(clock: number): string {
  const date = new Date(clock);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `24 Nov 2026, 09:00` */
export function clockText(clock: number): string {
  const date = new Date(clock);
  return `${dayText(clock)}, ${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;
}

/** An instant in a time zone for people to read: `24 Nov 2026, 09:00 GMT`, elsewhere `24 Nov 2026, 10:00 +01:00`. */
export function formatLocal(instant: number, timezone: string): string {
  const utc = Math.floor(instant / 1000) * 1000;
  const clock = wallClock(utc, timezone);
  const offset = Math.round((clock - utc) / 60_000);
  return `${clockText(clock)} ${ZONE_NAMES[timezone]?.[offset] ?? offsetText(offset)}`;
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
