/**
 * reports/ledger.ndjson: a chain of lines in which each holds the hash of the line before, and reports/ledger.head,
 * which holds number and hash of the last. A ledger that cannot be read is an error, never "none".
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerLine, LedgerRun } from '../generated/ledger.ts';
import { readByteLines } from '../machine/byte-lines.ts';
import { isLedgerLine } from './line-schemas.ts';
import { isThere } from './run/folder.ts';
import { JournalError } from './run/journal.ts';

export const LEDGER_FILE = 'ledger.ndjson';
export const HEAD_FILE = 'ledger.head';

/** A ledger that cannot be trusted; the message names the first line or file that does not hold. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** The chain as it stands in the file. */
export interface LedgerChain {
  readonly lines: readonly LedgerLine[];
  /** Bytes of the lines that hold; a cut line may stand behind them. */
  readonly length: number;
  /** SHA-256 of the last line, its line feed left out; null where there is none. */
  readonly hash: string | null;
  /** Whether a line that was cut while it was written stands behind the last one that holds. */
  readonly cut: boolean;
  /** Whether the head names the last line. After a crash it may name the one before. */
  readonly headIsLast: boolean;
}

/** The head of a chain as one text, `SEQ:sha256:…`; null for an empty one. */
export function headOf({ lines, hash }: Pick<LedgerChain, 'lines' | 'hash'>): string | null {
  return hash === null ? null : `${lines.length}:${hash}`;
}

/** SHA-256 of a line as `sha256:…`. */
export function lineHash(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Reads the whole chain. Throws a LedgerError where a line, the chain or the head does not hold. Two things are left
 * by a crash and are no error: a cut last line that no head names, and a head that names the line before the last.
 */
export async function readChain(ledgerFolder: string): Promise<LedgerChain> {
  const path = join(ledgerFolder, LEDGER_FILE);
  const head = await readHead(ledgerFolder);
  const lines: LedgerLine[] = [];
  let before: string | null = null;
  let hash: string | null = null;
  let length = 0;
  let cut = false;
  if (await isThere(path)) {
    for await (const { bytes, ended } of readByteLines(path)) {
      cut = !ended;
      if (cut) break;
      lines.push(parseLine(path, lines.length + 1, bytes, hash));
      before = hash;
      hash = lineHash(bytes);
      length += bytes.length + 1;
    }
  }
  const last = headOf({ lines, hash });
  const previous = before === null ? null : `${lines.length - 1}:${before}`;
  if (head !== last && (head !== previous || last === null)) throw headMismatch(ledgerFolder, head, last);
  return { lines, length, hash, cut, headIsLast: head === last };
}

async function readHead(ledgerFolder: string): Promise<string | null> {
  const path = join(ledgerFolder, HEAD_FILE);
  if (!(await isThere(path))) return null;
  const text = await readFile(path, 'utf8');
  const head = /^([1-9]\d*:sha256:[0-9a-f]{64})\n$/.exec(text)?.[1];
  if (head === undefined)
    throw new LedgerError(
      `${path} does not hold the number and hash of a line; fetch the ledger again, and look at its history`,
    );
  return head;
}

function headMismatch(ledgerFolder: string, head: string | null, last: string | null): LedgerError {
  return new LedgerError(
    `${join(ledgerFolder, HEAD_FILE)} names ${head ?? 'no line'}, but the ledger ends with ${last ?? 'none'}: ` +
      'lines are missing or were changed; fetch the ledger again, and look at its history',
  );
}

function parseLine(path: string, seq: number, bytes: Buffer, previous: string | null): LedgerLine {
  const where = `${path}:${seq}`;
  let line: unknown;
  try {
    line = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new LedgerError(`${where}: this line is not JSON; fetch the ledger again, and look at its history`);
  }
  if (!isLedgerLine(line))
    throw new LedgerError(
      `${where}: this line does not follow schemas/ledger.schema.json; fetch the ledger again, and look at its history`,
    );
  if (line.seq !== seq)
    throw new LedgerError(
      `${where}: this should be line ${seq}, but it is line ${line.seq}; fetch the ledger again, and look at its history`,
    );
  if (line.previous !== previous)
    throw new LedgerError(
      `${where}: this line does not hold the hash of the line before it, so one of the two was changed; fetch the ledger again, and look at its history`,
    );
  return line;
}

/** The last run that the chain holds, or null. */
export function lastRun(lines: readonly LedgerLine[]): LedgerRun | null {
  return lines.findLast((line) => line.type === 'run') ?? null;
}

/** When what a line tells of ended. Times count on from here. */
export function instantOfLine(line: LedgerLine): string {
  return line.type === 'run' ? line.end : line.at;
}

/** Whether a line tells of a run of this id, or of its undo. */
export function isOfRun(line: LedgerLine, run: string): boolean {
  return line.type !== 'accept' && line.run === run;
}

/** Whether an error tells of the world (a disk that fails, a file that cannot be trusted) rather than of a bug. */
export function isOutside(error: unknown): error is Error {
  if (error instanceof JournalError || error instanceof LedgerError) return true;
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || (error.cause !== undefined && isOutside(error.cause));
}
