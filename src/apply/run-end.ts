import type { ClosedLine } from '../generated/journal.ts';

export type Stop = NonNullable<ClosedLine['stopped']>;

/** How the work on a run ends. A run that is left open can be resumed. */
export type RunEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'stopped'; readonly stop: Stop }
  | { readonly kind: 'left-open'; readonly why: 'signal' | 'lock' | 'journal' | 'publish'; readonly says: string };

/** Ends the work on a run from within; caught by the chunk loop alone. */
export class EndOfRun extends Error {
  readonly end: RunEnd;

  constructor(end: RunEnd) {
    super(end.kind);
    this.name = 'EndOfRun';
    this.end = end;
  }
}

export function stop(code: Stop['code'], says: string): EndOfRun {
  return new EndOfRun({ kind: 'stopped', stop: { code, says } });
}
