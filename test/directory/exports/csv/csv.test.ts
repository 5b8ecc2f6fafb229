import { deepEqual, equal } from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { counted } from '../../../worlds/thorough.ts';
import { CsvReader } from '../../../../src/directory/exports/csv/csv.ts';
import { PLAIN } from '../../../../src/directory/exports/csv/dialect.ts';
import type { CsvRecord } from '../../../../src/directory/exports/csv/record.ts';
import { textBetween } from '../../../../src/directory/exports/csv/place.ts';

const CHUNK = 4096;

/** All records with their lines, or the codes of what is wrong. */
function readOurs(
  bytes: Uint8Array,
  pieces: readonly number[],
  separator = ',',
): { records: string[][]; lines: number[]; codes: string[] } {
  const read = { records: [] as string[][], lines: [] as number[], codes: [] as string[] };
  const keep = (record: CsvRecord): void => {
    const { bytes: from, starts, ends, count, line } = record;
    read.records.push(
      Array.from({ length: count }, (_, i) => textBetween(from, starts[i] as number, ends[i] as number)),
    );
    read.lines.push(line);
  };
  const csv = new CsvReader(
    { full: false, header: keep, row: keep, problem: ({ code }) => read.codes.push(code) },
    CHUNK,
    { ...PLAIN, separator: separator.charCodeAt(0) },
  );
  let at = 0;
  for (let piece = 0; at < bytes.length && !csv.stopped; piece++) {
    const part = bytes.subarray(at, at + Math.max(1, pieces[piece % pieces.length] ?? CHUNK));
    csv.room().set(part);
    csv.take(part.length);
    at += part.length;
  }
  csv.finish();
  return read;
}

/** What csv-parse makes of the same bytes, with the rules that it has no option for; null where it refuses them. */
function readTheirs(bytes: Uint8Array, separator: string): string[][] | null {
  if (!isUtf8(bytes) || bytes.includes(0)) return null;
  try {
    const records: string[][] = parse(Buffer.from(bytes), {
      bom: true,
      delimiter: separator,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n'],
      cast: (cell, { quoting }) => {
        if (!quoting && cell.includes('\r')) throw new Error('There is a carriage return without a line feed.');
        return cell;
      },
    });
    return asTable(records);
  } catch {
    return null;
  }
}

/** Without blank records; null where one has not as many cells as the header, but for blank ones beyond its names. */
function asTable(records: readonly string[][]): string[][] | null {
  const isBlank = (text: string): boolean => /^[\0-\x20]*$/.test(text);
  const filled = records.filter((cells) => !cells.every(isBlank));
  const [header] = filled;
  if (header === undefined) return null;
  const named = Math.max(1, header.findLastIndex((name) => !isBlank(name)) + 1);
  const fits = (cells: readonly string[]): boolean =>
    cells.length >= Math.min(named, header.length) && cells.slice(header.length).every(isBlank);
  return filled.every(fits) ? filled : null;
}

const separators = fc.constantFrom(',', ';', '\t');
const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
/** Bytes near the edges of the grammar: mostly delimiters, quotes and newlines. */
const soup = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      ',',
      ',',
      ';',
      ';',
      '\t',
      '\t',
      '"',
      '"',
      '""',
      '\n',
      '\r\n',
      '\r',
      ' ',
      'é',
      '\uFEFF',
      '👩',
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => Buffer.from(parts.join('')));
const cell = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r\n', ' ', 'é', '👩', '\t'), maxLength: 6 });
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
const RUNS = { seed: 20261124, numRuns: counted(400, 3000) };
/** Inputs near the edges of the grammar, of which a fifth is accepted. */
const EDGES = { ...RUNS, numRuns: counted(1500, 20_000) };

describe('the CSV reader', () => {
  it('accepts and refuses the same bytes as csv-parse, and reads the same cells', () => {
    let accepted = 0;
    fc.assert(
      fc.property(soup, pieces, separators, (bytes, sizes, separator) => {
        const ours = readOurs(bytes, sizes, separator);
        const theirs = readTheirs(bytes, separator);
        deepEqual(ours.codes.length === 0 ? ours.records : null, theirs);
        if (theirs !== null) accepted++;
      }),
      EDGES,
    );
    equal(accepted > EDGES.numRuns / 10, true, `both sides of the rule are tried: ${accepted} were accepted`);
  });

  it('refuses bytes that are not UTF-8 as the standard decoder does', () => {
    const bytes = fc.array(
      fc.constantFrom(0x61, 0x2c, 0x0a, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0x80, 0x00),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(bytes, pieces, (given, sizes) => {
        const told = readOurs(Uint8Array.from([0x61, 0x2c, ...given]), sizes).codes;
        const refused = told.includes('report-not-utf8') || told.includes('report-nul');
        equal(refused, !isUtf8(Uint8Array.from(given)) || given.includes(0));
      }),
      EDGES,
    );
  });

  it('reads back what was written, whichever cells are quoted and wherever the pieces end', () => {
    fc.assert(
      fc.property(
        table,
        fc.boolean(),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        pieces,
        separators,
        (drawn, all, newline, last, sizes, separator) => {
          // The first cell is filled: blank records are passed over, which the soup tries.
          const rows = drawn.map(([first = '', ...rest]) => [`x${first}`, ...rest]);
          const quoted = (text: string): string =>
            all || /["\r\n]/.test(text) || text.includes(separator) || text === ''
              ? `"${text.replaceAll('"', '""')}"`
              : text;
          const text = rows.map((row) => row.map(quoted).join(separator)).join(newline) + (last ? newline : '');
          const read = readOurs(Buffer.from(text), sizes, separator);
          deepEqual(read.records, rows);
          const line = (row: number) =>
            1 + rows.slice(0, row).reduce((sum, cells) => sum + 1 + cells.join().split('\n').length - 1, 0);
          deepEqual(
            read.lines,
            rows.map((_, row) => line(row)),
          );
        },
      ),
      RUNS,
    );
  });

  it('says the same whatever pieces the bytes come in', () => {
    fc.assert(
      fc.property(soup, pieces, (bytes, sizes) => deepEqual(readOurs(bytes, sizes), readOurs(bytes, [CHUNK]))),
      RUNS,
    );
  });
});
