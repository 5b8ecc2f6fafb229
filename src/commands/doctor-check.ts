import { Stop } from './io.ts';

/** What one check of doctor found. */
export interface Check {
  /** What was looked at, in a word. */
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly says: string;
  /** What to do about it; null where nothing is to be done. */
  readonly advice: string | null;
}

export function ok(name: string, says: string): Check {
  return { name, state: 'ok', says, advice: null };
}

export function warning(name: string, says: string, advice: string): Check {
  return { name, state: 'warning', says, advice };
}

export function problem(name: string, says: string, advice: string): Check {
  return { name, state: 'problem', says, advice };
}

/** Elapsed time for people, in its largest sensible unit: `3 minutes`, `5 hours`, `9 days`. */
export function elapsed(milliseconds: number): string {
  const [amount, unit] =
    milliseconds < 2 * 3_600_000
      ? [milliseconds / 60_000, 'minute']
      : milliseconds < 2 * 86_400_000
        ? [milliseconds / 3_600_000, 'hour']
        : [milliseconds / 86_400_000, 'day'];
  const whole = Math.max(0, Math.floor(amount));
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

/** What a Stop says, as a problem. */
export function stopped(name: string, error: unknown, advice: string): Check {
  if (!(error instanceof Stop)) throw error;
  return problem(name, error.message, advice);
}
