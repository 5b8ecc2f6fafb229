import type { Instant } from '../model/account.ts';

/** The time, as whatever waits sees it; tests turn it. */
export interface Clock {
  now(): Instant;
  /** Resolves after so many milliseconds; rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Time and chance as an apply sees them; tests turn the clock and fix the chance. */
export interface ChanceClock extends Clock {
  /** At least 0, below 1. */
  random(): number;
}

/**
 * A signal that is aborted some milliseconds after another: what is still done after a stop, such as putting the journal
 * in a safe place, ends then, whatever a remote does.
 */
export function afterStop(stop: AbortSignal, milliseconds: number): AbortSignal {
  const late = new AbortController();
  // The process need not stay for this alone.
  const begin = (): void => void setTimeout(() => late.abort(stop.reason), milliseconds).unref();
  if (stop.aborted) begin();
  else stop.addEventListener('abort', begin, { once: true });
  return late.signal;
}
