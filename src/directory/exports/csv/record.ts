import type { TextPlace } from './place.ts';
import type { ExportProblem } from './problems.ts';

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
  /** The first record; every other one must have as many cells, but for blank ones beyond its names. */
  header(record: CsvRecord): void;
  row(record: CsvRecord): void;
  problem(problem: ExportProblem): void;
  /** Enough was told: reading stops. */
  readonly full: boolean;
}

/** Whether all cells from one on are blank, or hold white space of ASCII alone. */
export function areBlank({ bytes, starts, ends, count }: CsvRecord, from: number): boolean {
  for (let cell = from; cell < count; cell++) {
    const end = ends[cell] as number;
    for (let at = starts[cell] as number; at < end; at++) if ((bytes[at] as number) > 0x20) return false;
  }
  return true;
}

/** How many cells a header has up to its last name. */
export function namedWidth(header: CsvRecord): number {
  let width = header.count;
  while (width > 1 && areBlank(header, width - 1)) width--;
  return width;
}

/** Copies a quoted cell, its doubled quotes made single, to where it has room; returns where the copy ends. */
export function undouble(bytes: Uint8Array, start: number, end: number, room: number): number {
  let to = room;
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x22) at++;
    bytes[to++] = bytes[at] as number;
  }
  return to;
}

type Places = Int32Array<ArrayBuffer>;

/** The same places of cells, with room for as many again. */
export function withRoom(...places: readonly [Places, Places, Places]): [Places, Places, Places] {
  const [origins, starts, ends] = places;
  return [larger(origins), larger(starts), larger(ends)];
}

function larger(places: Places): Places {
  const roomy = new Int32Array(places.length * 2);
  roomy.set(places);
  return roomy;
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
  halfCharacter: {
    code: 'report-not-utf8',
    message: 'The file ends in the middle of a character: the export was cut off. Export the report again.',
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

/** The fault of a record with another number of cells than the header's `width`; `cut` where the file ends in it. */
export function faultOfWidth(width: number, count: number, cut: boolean): CsvFault {
  if (cut && count < width)
    return {
      code: 'report-cells-missing',
      message: 'The file ends in the middle of this row: the export was cut off. Export the report again.',
    };
  const cells = `The header has ${width} ${width === 1 ? 'cell' : 'cells'}, this row has ${count}.`;
  return count > width
    ? { code: 'report-cells-extra', message: `${cells} Quote a cell that holds a separator.` }
    : { code: 'report-cells-missing', message: `${cells} Add the cells that are missing.` };
}
