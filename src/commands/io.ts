import type { Instant } from '../core/model.ts';

/** The outside world of a command: tests pass their own. */
export interface Io {
  /** Results. Waits until the reader takes more; a reader that has gone ends the command quietly. */
  out(text: string): Promise<void>;
  /** Messages for people: errors, notes, progress. */
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working folder. */
  readonly cwd: string;
  now(): Instant;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Whether results, and messages, go to a terminal that shows colours. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** Whether messages go to a terminal at all: only then progress is shown. */
  readonly interactive: boolean;
}

/** Ends a command with a message for people; no stack is shown. */
export class Stop extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'Stop';
    this.exitCode = exitCode;
  }
}

/** Exit codes; 6 goes before 3, and 3 before 2. Warnings alone exit 0. */
export const EXIT = { done: 0, failed: 1, pending: 2, refused: 3, stale: 4, locked: 5, partly: 6 } as const;
