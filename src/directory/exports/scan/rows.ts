import { fold } from '../../../model/text.ts';
import { COLUMN_KEYS, type ColumnKey, type FoundColumns } from '../columns.ts';
import type { CsvRecord } from '../csv/record.ts';
import { CellDictionary, hasControl } from './dictionary.ts';
import { textBetween } from '../csv/place.ts';
import type { ExportProblem } from '../csv/problems.ts';
import { AS_WRITTEN, FOLDED, type PackedTexts, TextPacker, isPlainStart, undefused } from './texts.ts';

/** Rows that are handed on together. */
const BATCH_ROWS = 16_384;

/** A key whose values have codes: they repeat over the rows. */
export type CodedKey = Exclude<ColumnKey, 'address' | 'id'>;
export const CODED_KEYS = COLUMN_KEYS.filter((key) => key !== 'address' && key !== 'id') as readonly CodedKey[];

/** Some rows of one export, in the order of the file. Made of plain buffers, so that it can be handed to another thread. */
export interface RowBatch {
  /** Folded. */
  readonly addresses: PackedTexts;
  /** As written; null where the file has no such column. */
  readonly ids: PackedTexts | null;
  /** A code for each row, of each coded key that the file has. */
  readonly codes: Partial<Record<CodedKey, Uint32Array<ArrayBuffer>>>;
}

/** The texts behind the codes of a column. */
export interface CodedTexts {
  /** By code; code 0 is blank. */
  readonly texts: readonly string[];
  /** The line on which each text was first seen. */
  readonly lines: readonly number[];
}

interface CodedColumn {
  readonly key: CodedKey;
  readonly cell: number;
  readonly dictionary: CellDictionary;
  readonly codes: Uint32Array<ArrayBuffer>;
}

/** Turns the records of one export into batches. */
export class RowBatcher {
  rows = 0;
  readonly #address: number;
  readonly #id: number | undefined;
  readonly #columns: readonly CodedColumn[];
  readonly #addresses = new TextPacker(BATCH_ROWS);
  readonly #ids = new TextPacker(BATCH_ROWS);
  readonly #onBatch: (batch: RowBatch) => void;
  readonly #onProblem: (problem: ExportProblem) => void;
  #filled = 0;

  constructor(
    found: FoundColumns & { address: number },
    onBatch: (batch: RowBatch) => void,
    onProblem: (problem: ExportProblem) => void,
  ) {
    this.#address = found.address;
    this.#id = found.id;
    this.#columns = CODED_KEYS.flatMap((key) => {
      const cell = found[key];
      return cell === undefined
        ? []
        : [{ key, cell, dictionary: new CellDictionary(), codes: new Uint32Array(BATCH_ROWS) }];
    });
    this.#onBatch = onBatch;
    this.#onProblem = onProblem;
  }

  add(record: CsvRecord): void {
    // The address goes last: a row that has it is complete.
    if (!this.#addCodes(record) || !this.#addAddress(record)) return;
    if (this.#id !== undefined) this.#addId(record, this.#id);
    this.rows++;
    if (++this.#filled === BATCH_ROWS) this.flush();
  }

  /** Hands on what is there. */
  flush(): void {
    if (this.#filled === 0) return;
    const codes: RowBatch['codes'] = {};
    for (const column of this.#columns) codes[column.key] = column.codes.slice(0, this.#filled);
    const ids = this.#id === undefined ? null : this.#ids.take();
    this.#onBatch({ addresses: this.#addresses.take(), ids, codes });
    this.#filled = 0;
  }

  texts(): Partial<Record<CodedKey, CodedTexts>> {
    return Object.fromEntries(this.#columns.map(({ key, dictionary: { texts, lines } }) => [key, { texts, lines }]));
  }

  #addCodes(record: CsvRecord): boolean {
    const { bytes, starts, ends, line } = record;
    let whole = true;
    for (const { cell, dictionary, codes } of this.#columns) {
      const code = dictionary.code(bytes, starts[cell] as number, ends[cell] as number, line);
      if (code < 0) whole = this.#refuseControl(record, cell);
      codes[this.#filled] = code;
    }
    return whole;
  }

  #addAddress(record: CsvRecord): boolean {
    const cell = this.#address;
    const start = record.starts[cell] as number;
    const end = record.ends[cell] as number;
    if (start < end && isPlainStart(record.bytes[start]) && this.#addresses.addPlain(record.bytes, start, end, FOLDED))
      return true;
    const address = fold(undefused(textBetween(record.bytes, start, end).trim()));
    if (hasControl(address)) return this.#refuseControl(record, cell);
    if (address === '') {
      const message = 'This row has no address. Add it, or remove the row.';
      this.#onProblem({ ...record.placeOfCell(cell), code: 'report-address-blank', message });
      return false;
    }
    this.#addresses.addText(address);
    return true;
  }

  #addId(record: CsvRecord, cell: number): void {
    const start = record.starts[cell] as number;
    const end = record.ends[cell] as number;
    if (isPlainStart(record.bytes[start]) && this.#ids.addPlain(record.bytes, start, end, AS_WRITTEN)) return;
    const id = undefused(textBetween(record.bytes, start, end).trim());
    if (hasControl(id)) this.#refuseControl(record, cell);
    this.#ids.addText(id);
  }

  #refuseControl(record: CsvRecord, cell: number): false {
    const message = 'This value holds a control character, such as a line break. Remove it.';
    this.#onProblem({ ...record.placeOfCell(cell), code: 'report-control-character', message });
    return false;
  }
}
