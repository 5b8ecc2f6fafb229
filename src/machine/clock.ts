import type { Instant } from '../model/account.ts';

/** Time and chance as an apply sees them; tests turn the clock and fix the chance. */
export interface Clock {
  now(): Instant;
  /** Resolves after so many milliseconds; rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}
