/** A clock for commands that run in this process: waiting turns it, and takes no time. */
import { syncBuiltinESMExports } from 'node:module';
import promises from 'node:timers/promises';
import type { Io } from '../../src/session/io.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');

/** The turned clock of a test. */
export interface TurnedWaits {
  /** For `Repository.here`. */
  readonly io: Pick<Io, 'now'>;
  /** Milliseconds that were waited. */
  waited: number;
  /** Called at each wait, with the number of waits before it. */
  onWait: (count: number) => void;
  /** Puts the real clock back. */
  stop(): void;
}

/** From here on, waits of this process turn the clock that is returned. */
export function turnWaits(): TurnedWaits {
  const real = promises.setTimeout;
  let count = 0;
  const turned: TurnedWaits = {
    io: { now: () => NOON + turned.waited },
    waited: 0,
    onWait: () => undefined,
    stop() {
      promises.setTimeout = real;
      syncBuiltinESMExports();
    },
  };
  promises.setTimeout = (async <Value>(milliseconds = 0, value?: Value, options: { signal?: AbortSignal } = {}) => {
    options.signal?.throwIfAborted();
    turned.waited += milliseconds;
    turned.onWait(count++);
    return value;
  }) as typeof real;
  syncBuiltinESMExports();
  return turned;
}
