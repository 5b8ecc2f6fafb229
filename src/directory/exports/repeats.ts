import { hash } from 'node:crypto';
import { fold } from '../../model/text.ts';
import { findColumns, headerFit } from './columns.ts';
import type { CsvRecord } from './csv/record.ts';
import { type FileListener, readCsvFile } from './csv/file.ts';
import { type Join, SIDES, type Side } from './join.ts';
import { textBetween } from './csv/place.ts';
import { type ExportProblem, MANY_PROBLEMS } from './csv/problems.ts';
import { type ExportFile, headerNames } from './scan/scan.ts';
import { undefused } from './scan/texts.ts';

/** Where the address of an account stands, and a digest of all cells of its row. */
interface Sighting {
  readonly line: number;
  readonly column: number;
  readonly cells: string;
}

/** Addresses that are looked up in one pass over a file. */
const ADDRESSES_A_PASS = 50_000;

type Problems = Record<Side, ExportProblem[]>;

/**
 * Addresses that stand twice in one file with different cells, and ids that two addresses have. Lines are not kept
 * while a file is read, since hardly any is asked for: where one is, the file is read once more.
 */
export async function findRepeats(
  join: Join,
  files: Readonly<Record<Side, ExportFile>>,
  signal: AbortSignal,
): Promise<Problems> {
  const problems: Problems = { mfaStatusReport: [], mailboxReport: [] };
  for (const side of SIDES) {
    const rows = [...new Set(join.repeated[side])];
    for (let at = 0; at < rows.length && problems[side].length < MANY_PROBLEMS; at += ADDRESSES_A_PASS) {
      const addresses = rows.slice(at, at + ADDRESSES_A_PASS).map((row) => join.addresses.at(row));
      const seen = await findSightings(files[side], addresses, signal);
      for (const sightings of seen.values()) problems[side].push(...differingRows(sightings));
    }
  }
  for (const { side, problem } of await sharedIds(join, files, signal)) problems[side].push(problem);
  return problems;
}

function differingRows([first, ...others]: readonly Sighting[]): ExportProblem[] {
  return others
    .filter((other) => other.cells !== first?.cells)
    .map(({ line, column }) => ({
      line,
      column,
      code: 'report-address-twice',
      message: `The address of this row is also in line ${first?.line}, with other values. Keep the row that is right.`,
    }));
}

async function sharedIds(
  join: Join,
  files: Readonly<Record<Side, ExportFile>>,
  signal: AbortSignal,
): Promise<{ side: Side; problem: ExportProblem }[]> {
  const shown = join.sharedIds.slice(0, MANY_PROBLEMS);
  const places = await Promise.all(
    SIDES.map(async (side) => {
      const rows = shown.flatMap((shared) => [shared, shared.other]).filter((told) => told.side === side);
      const addresses = [...new Set(rows.map(({ row }) => join.addresses.at(row)))];
      return [
        side,
        addresses.length === 0 ? new Map<string, Sighting[]>() : await findSightings(files[side], addresses, signal),
      ] as const;
    }),
  );
  const seen = new Map(places);
  const lineOf = ({ side, row }: { side: Side; row: number }) =>
    seen.get(side)?.get(join.addresses.at(row))?.[0]?.line ?? null;
  return shown.map(({ side, row, other }) => {
    const where = side === other.side ? `line ${lineOf(other)}` : `line ${lineOf(other)} of the MFA Status report`;
    const message = `The id of this row also belongs to another address: ${where}. Correct one of the two.`;
    return { side, problem: { line: lineOf({ side, row }), column: null, code: 'report-id-twice', message } };
  });
}

/** All rows of some addresses (folded), by address. */
async function findSightings(
  file: ExportFile,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Sighting[]>> {
  const seen = new Map<string, Sighting[]>(addresses.map((address) => [address, []]));
  let addressCell = -1;
  const listener: FileListener = {
    full: false,
    fit: (names) => headerFit(names, file.columns),
    header(record) {
      addressCell = findColumns(headerNames(record), file.columns).found.address ?? -1;
    },
    row(record) {
      const [start, end] = [record.starts[addressCell] as number, record.ends[addressCell] as number];
      const address = fold(undefused(textBetween(record.bytes, start, end).trim()));
      seen.get(address)?.push({ ...record.placeOfCell(addressCell), cells: digestOf(record, addressCell, address) });
    },
    // The first pass told them already.
    problem() {},
  };
  await readCsvFile(file, listener, signal);
  return seen;
}

/** Rows with the same digest have the same cells; the address counts in its folded form. */
function digestOf(record: CsvRecord, addressCell: number, address: string): string {
  const cells = headerNames(record);
  cells[addressCell] = address;
  while (cells.at(-1)?.trim() === '') cells.pop();
  return hash('sha256', JSON.stringify(cells), 'base64');
}
