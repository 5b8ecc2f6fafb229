import { type ByteForm, type Encoding, decoderOf, encodingOf, isCarriageReturned } from './encoding.ts';

/** How the cells and lines of one file are written. */
export interface Dialect extends ByteForm {
  /** The byte between two cells. */
  readonly separator: number;
  /** The line of the header, from 1. What stands above it (a title, `sep=;`, `#TYPE …`) is passed over. */
  readonly headerLine: number;
}

/** What RFC 4180 has: UTF-8 and commas, the header first. */
export const PLAIN: Dialect = { encoding: 'utf-8', carriageReturns: false, separator: 0x2c, headerLine: 1 };

/** How many columns of a record are known; 0 where it is not the header. */
export type HeaderFit = (names: readonly string[]) => number;

/** What the start of a file tells: its dialect, or a separator that mfactl does not read. */
export type Found = { readonly dialect: Dialect } | { readonly foreign: { separator: string; line: number } };

const SEPARATORS = [',', ';', '\t'] as const;

/** Separators that other programs write. Named in a message, not read. */
const FOREIGN_SEPARATORS = ['|', '^', '~', ':'] as const;

/** A header further down than this is not looked for. */
const RECORDS_ABOVE = 10;

/** `#TYPE …` is what PowerShell writes above a header, `sep=…` what spreadsheets read there. */
const PREAMBLE = /^["']?(#TYPE\b|sep=)/i;

/**
 * Finds how a file is written from its first bytes: the encoding by its byte order mark, and the separator by which
 * the header is found. `encoding` is given where it is known already.
 */
export function findDialect(start: Uint8Array, encoding: Encoding | null, fit: HeaderFit): Found {
  const known = encoding ?? encodingOf(start);
  const decoded = decoderOf({ encoding: known, carriageReturns: false })?.(start) ?? start;
  const text = Buffer.from(decoded)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const carriageReturns = isCarriageReturned(text);
  const best = bestHeader(text, SEPARATORS, fit);
  const foreign = best === null ? bestHeader(text, FOREIGN_SEPARATORS, fit) : null;
  if (foreign !== null) return { foreign };
  const { separator, line } = best ?? { separator: ',', line: firstLine(text) };
  return { dialect: { encoding: known, carriageReturns, separator: separator.charCodeAt(0), headerLine: line } };
}

interface Header {
  readonly separator: string;
  readonly line: number;
}

/** The record that shows the most known columns; of equal ones the first. */
function bestHeader(text: string, separators: readonly string[], fit: HeaderFit): Header | null {
  let best: (Header & { readonly fit: number }) | null = null;
  for (const separator of separators) {
    for (const { line, cells } of firstRecords(text, separator)) {
      const known = fit(cells);
      if (known > (best?.fit ?? 0)) best = { separator, line, fit: known };
    }
  }
  return best;
}

/** Where a header would stand that nobody knows: behind blank lines and what programs write above it. */
function firstLine(text: string): number {
  const first = firstRecords(text, ',').find(
    ({ cells }) => cells.join('').trim() !== '' && !PREAMBLE.test(cells[0] ?? ''),
  );
  return first?.line ?? 1;
}

interface FirstRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const LINE_END = /\r\n|\r|\n/g;

/** The first records of a text, faults and all: only their names are looked at. Blank lines are records too. */
function firstRecords(text: string, separator: string): FirstRecord[] {
  const records: FirstRecord[] = [];
  let line = 1;
  let cells: string[] = [];
  let above = 0;
  const token = tokenOf(separator);
  for (let match = token.exec(text); match !== null && above < RECORDS_ABOVE; match = token.exec(text)) {
    const [whole, quoted, plain = '', end = ''] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + plain);
    if (end === separator) continue;
    records.push({ line, cells });
    if (cells.join('').trim() !== '') above++;
    line += [...(quoted ?? '').matchAll(LINE_END)].length + 1;
    cells = [];
    if (whole === '' || token.lastIndex >= text.length) break;
  }
  return records;
}

/** One cell with what ends it: quoted, else plain. */
function tokenOf(separator: string): RegExp {
  const mark = separator === '^' ? '\\^' : separator;
  return new RegExp(`(?:"([^"]*(?:""[^"]*)*)"?)?([^${mark}\\r\\n]*)([${mark}]|\\r\\n|\\r|\\n|$)`, 'y');
}
