import { EndOfCommand } from '../../session/io.ts';

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

/** What an EndOfCommand says, as a problem. */
export function stopped(name: string, error: unknown, advice: string): Check {
  if (!(error instanceof EndOfCommand)) throw error;
  return problem(name, error.message, advice);
}
