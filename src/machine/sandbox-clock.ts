import type { Instant } from '../model/account.ts';

/** The time as a sandbox's writer sees it; tests turn it. */
export interface Clock {
  now(): Instant;
  /** Resolves after so many milliseconds; rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}
