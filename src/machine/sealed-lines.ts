/**
 * Lines of JSON that tell whether they are whole: each ends with a checksum over the checksum of the line before and
 * its own text, so a line that was cut, changed, left out or moved is seen.
 */
import { createHash } from 'node:crypto';

const START = '0'.repeat(32);
const TAIL = /,"sum":"([0-9a-f]{32})"\}$/;

/** The place in a chain of lines at which the next one goes. */
export interface ChainEnd {
  /** Number of the last line; 0 where there is none. */
  readonly seq: number;
  readonly sum: string;
}

export const CHAIN_START: ChainEnd = { seq: 0, sum: START };

/** The text of a line, its line feed left out, and where the chain then ends. `seq` goes first, `sum` last. */
export function sealLine(end: ChainEnd, content: object): { readonly text: string; readonly end: ChainEnd } {
  const seq = end.seq + 1;
  const body = JSON.stringify({ seq, ...content });
  const sum = checksum(end.sum, body);
  return { text: `${body.slice(0, -1)},"sum":"${sum}"}`, end: { seq, sum } };
}

/** The content of a line and where the chain then ends; null where the line is not the one that was written there. */
export function openLine(end: ChainEnd, text: string): { readonly content: unknown; readonly end: ChainEnd } | null {
  const sum = TAIL.exec(text)?.[1];
  if (sum === undefined || checksum(end.sum, text.replace(TAIL, '}')) !== sum) return null;
  const content = parsed(text);
  return content === undefined ? null : { content, end: { seq: end.seq + 1, sum } };
}

/** Undefined for what is no JSON: whoever can write the file can make the checksums fit. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checksum(before: string, body: string): string {
  return createHash('sha256').update(before).update(body).digest('hex').slice(0, 32);
}
