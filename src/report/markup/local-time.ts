import type { Instant } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';

/** `2026-11-24T09:00:00Z (24 Nov 2026, 09:00 GMT)`: as programs write it, and as a clock in a time zone shows it. */
export function withLocalTime(instant: Instant, timezone: string): string {
  return `${formatInstant(instant)} (${formatLocal(instant, timezone)})`;
}
