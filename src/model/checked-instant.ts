import type { Instant } from './account.ts';
import { parseInstant } from './time.ts';

/** The instant in a file that its schema or its checksum has already vouched for. */
export function checkedInstant(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(`a checked file holds the instant ${JSON.stringify(text)}`);
  return instant;
}

/** Clocks of two machines may differ by this much, in milliseconds. */
export const CLOCK_SKEW = 300_000;
