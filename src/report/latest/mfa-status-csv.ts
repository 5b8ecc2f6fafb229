import { type Instant } from '../../model/account.ts';
import type { Decision } from '../../model/decision.ts';
import { type Column, type Population, valueAt } from '../../snapshot/population.ts';
import { compareUtf8 } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { DEFAULT_COLUMNS } from '../../directory/exports/columns.ts';
import { registeredOf } from '../figures/three-facts.ts';
import { BOM, csvCell, csvRow, csvText, defuse } from '../markup/csv.ts';
import { type Mask, maskText, showAddresses } from '../markup/mask.ts';
import type { ReportData } from '../figures/report-data.ts';

/** Named as the portal names them where it has them, so that the report reader reads the file back. */
const HEADER = [
  DEFAULT_COLUMNS.address,
  DEFAULT_COLUMNS.organisation,
  DEFAULT_COLUMNS.unit,
  DEFAULT_COLUMNS.reported,
  DEFAULT_COLUMNS.methods,
  'Level',
  'Registered',
  'ExceptionUntil',
] as const;

type StatusData = Pick<ReportData, 'population' | 'swept' | 'mask'>;

/** Rows in one piece of text. */
const BATCH = 2000;

/**
 * The status of every account, one row each, in the order of what stands for their addresses: masks in the order of
 * the addresses would give them away to whoever has a list of them. Made in pieces, since millions of rows are no
 * text that one string should hold.
 */
export function* mfaStatusCsv(data: StatusData): Generator<string> {
  const writeRow = rowWriter(data);
  let piece = BOM + csvRow(HEADER);
  let rows = 0;
  for (const [row, address] of inOrder(data.population, data.mask)) {
    piece += writeRow(row, address);
    if (++rows % BATCH !== 0) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Writes rows from cells that are made once for each value, not once for each account. */
function rowWriter({ population, swept, mask }: StatusData): (row: number, address: string) => string {
  const { organisation, unit, reported, methods } = population.columns;
  const cell = (text: string): string => csvText(maskText(text, mask));
  const list = (names: readonly string[] | null): string =>
    csvCell((names ?? []).map((name) => defuse(maskText(name, mask))).join(';'));
  const before = [texts(organisation, cell), texts(unit, cell), texts(reported, cell), texts(methods, list)];
  const registered = texts(methods, registeredOf);
  const level = swept.decisions.map(({ actual }) => actual.level);
  const until = swept.decisions.map(exceptionUntil);
  return (row, address) => {
    const decision = swept.decisionOf[row] as number;
    const cells = before.map((column) => valueAt(column, row));
    return csvRow([
      csvText(address),
      ...cells,
      level[decision] as string,
      valueAt(registered, row),
      until[decision] as string,
    ]);
  };
}

/** The column with each of its values written once. */
function texts<Value>({ codes, values }: Column<Value>, write: (value: Value) => string): Column<string> {
  return { codes, values: values.map(write) };
}

/** When the accepted exception ends; blank without one. */
function exceptionUntil({ exception }: Decision): string {
  const expiresAt: Instant | null = exception === null || exception.refused !== null ? null : exception.entry.expiresAt;
  return expiresAt === null ? '' : formatInstant(expiresAt);
}

function* inOrder({ size, addresses }: Population, mask: Mask): Generator<readonly [row: number, shown: string]> {
  const rows = Uint32Array.from({ length: size }, (_, row) => row);
  if (mask === showAddresses) {
    for (const row of rows.sort((a, b) => addresses.compare(a, b))) yield [row, addresses.at(row)];
    return;
  }
  const masked = Array.from(rows, (row) => mask(addresses.at(row)));
  for (const row of rows.sort((a, b) => compareUtf8(masked[a] as string, masked[b] as string)))
    yield [row, masked[row] as string];
}
