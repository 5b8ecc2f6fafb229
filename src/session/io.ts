import type { Instant } from '../model/account.ts';

/** The outside world of a command: tests pass their own. */
export interface Io {
  /** Results. Waits until the reader takes more; rejects with an OutputLost once nobody takes it. */
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
export class EndOfCommand extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'EndOfCommand';
    this.exitCode = exitCode;
  }
}

/**
 * Results cannot be written any more: the reader has gone, as head does when it has enough, or the disk is full. Where
 * nothing stops it on its way, it ends the command.
 */
export class OutputLost extends EndOfCommand {
  constructor({ code, message }: NodeJS.ErrnoException) {
    const gone = code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
    super(gone ? '' : `the output cannot be written: ${message}`, gone ? 0 : 1);
    this.name = 'OutputLost';
  }
}

/** The same world for a command that must not end in the middle of its work because nobody listens. */
export function outlivingReader(io: Io): Io {
  const out = (text: string): Promise<void> =>
    io.out(text).catch((error: unknown) => {
      if (!(error instanceof OutputLost)) throw error;
    });
  return { ...io, out };
}

/** Exit codes; 6 goes before 3, and 3 before 2. Warnings alone exit 0. */
export const EXIT = { done: 0, failed: 1, pending: 2, refused: 3, stale: 4, locked: 5, partly: 6 } as const;
