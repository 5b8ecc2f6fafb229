import type { ApplyEvent } from '../../apply/needs.ts';
import type { OnProgress } from '../../directory/port.ts';
import { type Mask, maskedJson, maskText } from '../../report/markup/mask.ts';
import type { Io } from '../io.ts';

/** How the events of an apply are told. */
export interface Telling {
  readonly io: Io;
  readonly mask: Mask;
  /** One line of JSON each. */
  readonly json: boolean;
  readonly onProgress: OnProgress;
  /** The changes of the plan, for the progress; 0: not known. */
  readonly changes: number;
}

/** Tells the events of an apply as they come. */
export function eventTeller({ io, mask, json, onProgress, changes }: Telling): (event: ApplyEvent) => void {
  let done = 0;
  return (event) => {
    if (json) void io.out(`${maskedJson(event, mask)}\n`);
    else tellEvent(io, event, mask);
    // Runs that were left open are finished first.
    if (event.type === 'run') done = 0;
    if (event.type !== 'chunk' || changes === 0) return;
    done += Object.values(event.counts).reduce((sum, count) => sum + count, 0);
    onProgress(Math.min(1, done / changes));
  };
}

function tellEvent(io: Io, event: ApplyEvent, mask: Mask): void {
  if (event.type === 'run') io.err(`${event.resumed ? 'Resuming' : 'Starting'} run ${event.run}\n`);
  else if (event.type === 'waiting')
    io.err(`Waiting ${Math.ceil(event.milliseconds / 1000)} s: ${maskText(event.says, mask)}\n`);
}
