/** What can be wrong with the form of a CSV file: the code that names it, and what to say. */
export interface CsvFault {
  readonly code: string;
  readonly message: string;
}

/** The faults that are always told alike. */
export const FAULTS = {
  empty: {
    code: 'report-empty',
    message: 'The file is empty: not even a header line is there. Export the report again.',
  },
  lineEnding: {
    code: 'report-line-ending',
    message: 'A carriage return stands without a line feed. End lines with CRLF or LF.',
  },
  quoteMisplaced: {
    code: 'report-quote-misplaced',
    message: 'A quote stands inside a cell that is not quoted. Quote the whole cell and double the quote.',
  },
  quoteUnclosed: {
    code: 'report-quote-unclosed',
    message: 'The quote that begins here is never closed. Close it.',
  },
  quoteTrailing: {
    code: 'report-quote-trailing',
    message: 'Text stands behind a closing quote. Double quotes inside a quoted cell.',
  },
  recordTooLong: {
    code: 'report-record-too-long',
    message: 'The record that begins here is longer than 1 MiB. Look for a quote that is not closed.',
  },
  nul: {
    code: 'report-nul',
    message: 'A NUL byte stands here: this is not a text file. Save it as CSV UTF-8.',
  },
  notUtf8: {
    code: 'report-not-utf8',
    message: 'This byte is not UTF-8. Save the file as CSV UTF-8.',
  },
} as const satisfies Record<string, CsvFault>;

/** The fault of a byte that can not stand in a text. */
export function faultOfByte(byte: number | undefined): CsvFault {
  return byte === 0 ? FAULTS.nul : FAULTS.notUtf8;
}

/** The fault of a record with another number of cells than the header's `width`. */
export function faultOfWidth(width: number, count: number): CsvFault {
  const cells = `The header has ${width} ${width === 1 ? 'cell' : 'cells'}, this record has ${count}.`;
  return count > width
    ? { code: 'report-cells-extra', message: `${cells} Quote a cell that holds a comma.` }
    : { code: 'report-cells-missing', message: `${cells} Add the cells that are missing.` };
}
