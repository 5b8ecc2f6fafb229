/**
 * The journal of a run: what is certain about it after a crash. It is only ever appended to. A last line that was cut
 * was never relied on, so it is dropped; anything else that does not hold is an error.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { JournalLine, RunLine } from '../../generated/journal.ts';
import { type ByteLine, readByteLines } from '../../machine/byte-lines.ts';
import type { Disk } from '../../machine/durable.ts';
import { isJournalLine } from '../line-schemas.ts';
import { CHAIN_START, type ChainEnd, openLine, sealLine } from '../../machine/sealed-lines.ts';

type Unsealed<Line> = Line extends JournalLine ? Omit<Line, 'seq' | 'sum'> : never;
/** A line before it has its number and checksum. */
export type JournalEntry = Unsealed<JournalLine>;

/** A journal that cannot be trusted, or not be written. The run is left as it is. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** The whole text of a journal that holds its first line alone. */
export function beginJournal(header: Omit<RunLine, 'seq' | 'sum'>): string {
  return `${sealLine(CHAIN_START, header).text}\n`;
}

/** Where a journal ends: what `Journal.open` continues from. */
export interface JournalEnd {
  readonly chain: ChainEnd;
  /** Bytes of the lines that hold. */
  readonly length: number;
}

/**
 * The lines of a journal that hold, with the place at which each ends.
 * Throws a JournalError that names the first line that does not hold, unless that is a last line which was cut.
 */
export async function* readJournal(path: string): AsyncGenerator<{ line: JournalLine; end: JournalEnd }> {
  yield* openJournalLines(path, readByteLines(path));
}

/** The same for a journal whose lines come from elsewhere; `name` is used in messages. */
export async function* openJournalLines(
  name: string,
  lines: AsyncIterable<ByteLine>,
): AsyncGenerator<{ line: JournalLine; end: JournalEnd }> {
  let chain = CHAIN_START;
  let length = 0;
  for await (const { bytes, ended } of lines) {
    if (!ended) break;
    const opened = openLine(chain, bytes.toString('utf8'));
    if (opened === null)
      throw new JournalError(
        `${name}:${chain.seq + 1}: this line has changed since it was written, so mfactl cannot trust the run; fetch the ledger again, and look at its history`,
      );
    if (!isJournalLine(opened.content))
      throw new JournalError(
        `${name}:${chain.seq + 1}: this line does not follow schemas/journal.schema.json, so mfactl cannot trust the run; fetch the ledger again, and look at its history`,
      );
    chain = opened.end;
    length += bytes.length + 1;
    yield { line: opened.content, end: { chain, length } };
  }
  if (chain.seq === 0)
    throw new JournalError(
      `${name}: the first line is missing, so mfactl cannot trust the run; fetch the ledger again, and look at its history`,
    );
}

/** A journal that is being written. After a failed write nothing more is written to it. */
export class Journal {
  readonly #file: FileHandle;
  readonly #disk: Disk;
  #chain: ChainEnd;
  #failed = false;

  private constructor(file: FileHandle, disk: Disk, chain: ChainEnd) {
    this.#file = file;
    this.#disk = disk;
    this.#chain = chain;
  }

  /** Opens a journal behind the last line that holds; a cut line behind it goes. */
  static async open(path: string, end: JournalEnd, disk: Disk): Promise<Journal> {
    const file = await open(path, 'a');
    const { size } = await file.stat();
    if (size > end.length) {
      await file.truncate(end.length);
      await disk.sync(file);
    }
    return new Journal(file, disk, end.chain);
  }

  /** Adds a line. `durable`: it is on the disk on return. Throws a JournalError where that fails. */
  async append(entry: JournalEntry, durable: boolean): Promise<void> {
    if (this.#failed)
      throw new JournalError('an earlier line of the journal could not be written, so mfactl writes no more to it');
    const { text, end } = sealLine(this.#chain, entry);
    try {
      await this.#disk.append(this.#file, `${text}\n`);
      if (durable) await this.#disk.sync(this.#file);
    } catch (error) {
      this.#failed = true;
      throw new JournalError(`mfactl cannot write the journal: ${(error as Error).message}`, { cause: error });
    }
    this.#chain = end;
  }

  /** Returns once all lines are on the disk. */
  async flush(): Promise<void> {
    if (!this.#failed) await this.#disk.sync(this.#file);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
