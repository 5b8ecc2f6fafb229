import { type ColumnKey, type FoundColumns, columnName, findColumns, headerFit } from '../columns.ts';
import type { CsvRecord } from '../csv/record.ts';
import type { Encoding } from '../csv/encoding.ts';
import { type FileListener, readCsvFile } from '../csv/file.ts';
import { textBetween } from '../csv/place.ts';
import { type ExportProblem, MANY_PROBLEMS } from '../csv/problems.ts';
import { type RowBatch, type CodedKey, type CodedTexts, RowBatcher } from './rows.ts';

/** One export to read. Plain data, so that it can be handed to another thread. */
export interface ExportFile {
  readonly path: string;
  /** The setting that names it. */
  readonly setting: 'mailboxReport' | 'mfaStatusReport';
  /** Names of columns that differ from the default ones. */
  readonly columns: Partial<Record<ColumnKey, string>>;
  /** Null where the file's first bytes tell it. */
  readonly encoding: Encoding | null;
}

/** What an export holds beside the batches that were handed on. */
export interface ScannedExport {
  /** Rows that have an address. */
  readonly rows: number;
  readonly found: FoundColumns;
  readonly texts: Partial<Record<CodedKey, CodedTexts>>;
  readonly sha256: string;
  readonly encoding: Encoding;
  readonly problems: readonly ExportProblem[];
}

export type OnBatch = (batch: RowBatch, bytesDone: number, bytes: number) => void;

/** Reads one export, and hands on its rows in batches. */
export async function scanExport(file: ExportFile, signal: AbortSignal, onBatch: OnBatch): Promise<ScannedExport> {
  const scan = new Scan(file, (batch) => onBatch(batch, scan.done, scan.bytes));
  const { sha256, encoding } = await readCsvFile(file, scan, signal, (done, bytes) => {
    scan.done = done;
    scan.bytes = bytes;
  });
  scan.rows?.flush();
  const { found, rows, problems } = scan;
  return { rows: rows?.rows ?? 0, found, texts: rows?.texts() ?? {}, sha256, encoding, problems };
}

class Scan implements FileListener {
  found: FoundColumns = {};
  rows: RowBatcher | null = null;
  done = 0;
  bytes = 0;
  readonly problems: ExportProblem[] = [];
  readonly #file: ExportFile;
  /** Without a header rows tell nothing, not even what is wrong with them. */
  #headless = false;
  readonly #onBatch: (batch: RowBatch) => void;

  constructor(file: ExportFile, onBatch: (batch: RowBatch) => void) {
    this.#file = file;
    this.#onBatch = onBatch;
  }

  fit(names: readonly string[]): number {
    return headerFit(names, this.#file.columns);
  }

  header(record: CsvRecord): void {
    const { found, repeated } = findColumns(headerNames(record), this.#file.columns);
    this.found = found;
    for (const { cell, name } of repeated) {
      const message = `The column "${name}" is here for the second time. Remove one of the two.`;
      this.problem({ ...record.placeOfCell(cell), code: 'report-column-twice', message });
    }
    const { address } = found;
    if (address !== undefined) {
      this.rows = new RowBatcher({ ...found, address }, this.#onBatch, (problem) => this.problem(problem));
      return;
    }
    const name = columnName('address', this.#file.columns);
    const message = `There is no column "${name}". Export the report with it, or name the column in directory.columns.address.`;
    this.problem({ line: record.line, column: null, code: 'report-column-missing', message });
    this.#headless = true;
  }

  row(record: CsvRecord): void {
    this.rows?.add(record);
  }

  problem(problem: ExportProblem): void {
    this.problems.push(problem);
  }

  get full(): boolean {
    return this.#headless || this.problems.length >= MANY_PROBLEMS;
  }
}

/** The names of the columns, as the file writes them. */
export function headerNames(record: CsvRecord): string[] {
  return Array.from({ length: record.count }, (_, cell) =>
    textBetween(record.bytes, record.starts[cell] as number, record.ends[cell] as number),
  );
}
