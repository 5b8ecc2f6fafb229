import type { Instant } from '../../src/model/account.ts';
import type { ChanceClock } from '../../src/machine/clock.ts';

/** A clock that is turned by sleeping; `slept` are the milliseconds of each sleep. */
export class TurnedClock implements ChanceClock {
  time: Instant;
  readonly slept: number[] = [];

  constructor(time: Instant) {
    this.time = time;
  }

  now = (): Instant => this.time;
  random = (): number => 0.5;
  sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    // The wait for an answer after a stop must not turn the clock of a test that never stops.
    this.slept.push(milliseconds);
    this.time += milliseconds;
  };
}
