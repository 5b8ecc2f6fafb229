import { Temporal } from 'temporal-polyfill';
import type { Instant } from './account.ts';

/**
 * Instants are milliseconds since 1970 in UTC. A text with finer fractions is rounded up, which keeps every
 * half-open interval exact for a clock that ticks in milliseconds. Durations are elapsed milliseconds.
 */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** 100 years: what policies may ask for at most, so that an instant plus a duration can still be reckoned with. */
export const LONGEST_DURATION = 36_525 * DAY;

/** The last instant that RFC 3339 can write in UTC: its years have four digits. */
export const LATEST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');
const EARLIEST_INSTANT = Date.parse('0000-01-01T00:00:00Z');

const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:[0-5]\d(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const FRACTION = /\.(\d+)/;

/** Milliseconds of an RFC 3339 instant with `Z` or an offset, or null for any other text, and for one that UTC puts into another year than 0000 to 9999. */
export function parseInstant(text: string): number | null {
  if (!RFC3339.test(text) || /[Tt]24/.test(text)) return null;
  const fraction = FRACTION.exec(text)?.[1] ?? '';
  try {
    // Temporal takes at most nine digits; what stands behind the third only decides whether to round up.
    const whole = text.replace(FRACTION, fraction === '' ? '' : `.${fraction.slice(0, 3)}`).toUpperCase();
    const instant = Temporal.Instant.from(whole).epochMilliseconds + (/[1-9]/.test(fraction.slice(3)) ? 1 : 0);
    return instant < EARLIEST_INSTANT || instant > LATEST_INSTANT ? null : instant;
  } catch {
    return null;
  }
}

/** An instant as RFC 3339 in UTC, without a fraction where there is none. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** Milliseconds of an ISO 8601 duration of elapsed time; null for years, months, signs and anything else. */
export function parseDuration(text: string): number | null {
  if (!/^P/.test(text)) return null;
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.years !== 0 || duration.months !== 0 || duration.sign < 0) return null;
    const weeks = duration.weeks * 7 * DAY;
    return weeks + Math.round(duration.with({ weeks: 0 }).total('milliseconds'));
  } catch {
    return null;
  }
}

/** The instant at which a day (`2027-04-01`) begins in a time zone; null where the text is not a day. */
export function startOfDay(day: string, timezone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  try {
    return Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** The instant at which a clock on the wall of a time zone shows `2027-04-01T06:00:00`, the first where it does so twice; null where the text is none. */
export function localInstant(local: string, timezone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone, { disambiguation: 'earlier' })
      .epochMilliseconds;
  } catch {
    return null;
  }
}

/** Elapsed time for people, in its largest sensible unit: `3 minutes`, `5 hours`, `9 days`. */
export function elapsed(milliseconds: number): string {
  const [amount, unit] =
    milliseconds < 2 * HOUR
      ? [milliseconds / 60_000, 'minute']
      : milliseconds < 2 * DAY
        ? [milliseconds / HOUR, 'hour']
        : [milliseconds / DAY, 'day'];
  const whole = Math.max(0, Math.floor(amount));
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

/** The instant in a file that its schema or its checksum has already vouched for. */
export function checkedInstant(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(`a checked file holds the instant ${JSON.stringify(text)}`);
  return instant;
}

/** Clocks of two machines may differ by this much, in milliseconds. */
export const CLOCK_SKEW = 300_000;

/** Values that the schema has accepted. A text that does not parse here is a bug, not bad input. */
export function instantOf(text: string): number {
  return parsed(parseInstant(text), text);
}

/** Milliseconds. */
export function durationOf(text: string): number {
  return parsed(parseDuration(text), text);
}

/** `5%` as 5. */
export function parsePercent(text: string): number {
  return Number(text.slice(0, -1));
}

function parsed(value: number | null, text: string): number {
  if (value === null) throw new Error(`The schema let "${text}" through.`);
  return value;
}
