import type { TextPlace, ExportProblem } from './place.ts';

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
  placeOfCell(cell: number): TextPlace;
}

/** Who is told of the records of a file, and of what is wrong with them. */
export interface CsvListener {
  /** The first record; every other one must have as many cells. */
  header(record: CsvRecord): void;
  row(record: CsvRecord): void;
  problem(problem: ExportProblem): void;
  /** Enough was told: reading stops. */
  readonly full: boolean;
}

/** The same places of cells, with room for as many again. */
export function withRoom(cells: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(cells.length * 2);
  larger.set(cells);
  return larger;
}

/** What can be wrong with the form of a CSV file: the code that names it, and what to say. */
export interface CsvFault {
  readonly code: string;
  readonly message: string;
}

/** The faults that are always told alike. */
export const FAULTS = {
  empty: {
    code: 'report-empty',
    message: 'The file is empty: it has no header line. Export the report again.',
  },
  lineEnding: {
    code: 'report-line-ending',
    message: 'There is a carriage return without a line feed. End lines with CRLF or LF.',
  },
  quoteMisplaced: {
    code: 'report-quote-misplaced',
    message: 'There is a quote inside a cell that is not quoted. Put the whole cell in quotes and double this quote.',
  },
  quoteUnclosed: {
    code: 'report-quote-unclosed',
    message: 'The quote that begins here is never closed. Close it.',
  },
  quoteTrailing: {
    code: 'report-quote-trailing',
    message: 'There is text after a closing quote. Double every quote inside a quoted cell.',
  },
  recordTooLong: {
    code: 'report-record-too-long',
    message: 'The row that begins here is longer than 1 MiB. Look for a quote that is not closed.',
  },
  nul: {
    code: 'report-nul',
    message: 'There is a NUL byte here, so this is not a text file. Save it as CSV UTF-8.',
  },
  notUtf8: {
    code: 'report-not-utf8',
    message: 'This byte is not UTF-8. Save the file as CSV UTF-8.',
  },
} as const satisfies Record<string, CsvFault>;

/** The fault of a byte that cannot stand in a text. */
export function faultOfByte(byte: number | undefined): CsvFault {
  return byte === 0 ? FAULTS.nul : FAULTS.notUtf8;
}

/** The fault of a record with another number of cells than the header's `width`. */
export function faultOfWidth(width: number, count: number): CsvFault {
  const cells = `The header has ${width} ${width === 1 ? 'cell' : 'cells'}, this row has ${count}.`;
  return count > width
    ? { code: 'report-cells-extra', message: `${cells} Quote a cell that holds a comma.` }
    : { code: 'report-cells-missing', message: `${cells} Add the cells that are missing.` };
}
