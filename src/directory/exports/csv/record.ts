import type { Place } from './place.ts';
import type { Problem } from './problems.ts';

/** The longest record that is read, in bytes: a quote that nobody closes must not fill the memory. */
export const MAX_RECORD = 1024 * 1024;

/** The record at hand; all of it holds only until the callback returns. */
export interface CsvRecord {
  /** Cell `i` is `bytes[starts[i], ends[i])`, without its quotes. */
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** The line on which the record begins, from 1. */
  readonly line: number;
  /** Where a cell begins in the file. */
  placeOfCell(cell: number): Place;
}

/** Who is told of the records of a file, and of what is wrong with them. */
export interface CsvListener {
  /** The first record; every other one must have as many cells. */
  header(record: CsvRecord): void;
  row(record: CsvRecord): void;
  problem(problem: Problem): void;
  /** Enough was told: reading stops. */
  readonly full: boolean;
}

/** The same places of cells, with room for as many again. */
export function withRoom(cells: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(cells.length * 2);
  larger.set(cells);
  return larger;
}
