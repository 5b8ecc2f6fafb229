import { TextIndex } from '../../snapshot/addresses.ts';
import { fold } from '../../model/text.ts';
import { textBetween } from './csv/place.ts';
import { CODED_KEYS } from './scan/rows.ts';
import type { RowBatch, CodedKey } from './scan/rows.ts';
import { FOLDED } from './scan/texts.ts';
import type { PackedTexts } from './scan/texts.ts';

/** The two exports, in the order in which they are joined. */
export const SIDES = ['mfaStatusReport', 'mailboxReport'] as const;
export type Side = (typeof SIDES)[number];

/** Two accounts that have the same id; `side` is the export whose row told it of `row`. */
export interface SharedId {
  readonly side: Side;
  readonly row: number;
  readonly other: { readonly side: Side; readonly row: number };
}

const NO_ROW = 0xffffffff;
const BIT: Readonly<Record<Side, number>> = { mfaStatusReport: 1, mailboxReport: 2 };

/** Accounts in columns, joined on their folded addresses while the batches come. All batches of one side come before those of the other. */
export class Join {
  readonly addresses: TextIndex;
  /** Rows that came again, by side: the numbers of their accounts. */
  readonly repeated: Readonly<Record<Side, number[]>> = { mfaStatusReport: [], mailboxReport: [] };
  readonly sharedIds: SharedId[] = [];
  /** Codes by account, for each side and each column that it has; 0 where the row is blank or missing. */
  readonly codes: Readonly<Record<Side, Partial<Record<CodedKey, Uint32Array<ArrayBuffer>>>>> = {
    mfaStatusReport: {},
    mailboxReport: {},
  };
  /** Ids as written, by account; null while neither report has told that it has ids. */
  #ids: string[] | null = null;
  /** By account: which exports have a row of it. */
  #bits: Uint8Array<ArrayBuffer>;
  #capacity: number;
  #idIndex: TextIndex | null = null;
  /** By row of the id index: the account, and the side that told its id. */
  readonly #idOwners: number[] = [];
  readonly #idSides: Side[] = [];

  /** `expected` accounts are made room for. */
  constructor(expected: number) {
    this.#capacity = Math.max(expected, 1024);
    this.addresses = new TextIndex(this.#capacity);
    this.#bits = new Uint8Array(this.#capacity);
  }

  /** Ids by account, blank where none is told; null where neither report has such a column. */
  ids(): readonly string[] | null {
    return this.#ids?.slice(0, this.size) ?? null;
  }

  get size(): number {
    return this.addresses.size;
  }

  /** Whether an export has a row of this account. */
  has(side: Side, row: number): boolean {
    return ((this.#bits[row] as number) & BIT[side]) !== 0;
  }

  add(side: Side, batch: RowBatch): void {
    const rows = this.#addAddresses(side, batch.addresses);
    for (const key of CODED_KEYS) {
      const codes = batch.codes[key];
      if (codes !== undefined) place(rows, codes, this.#column(side, key));
    }
    if (batch.ids !== null) this.#addIds(side, batch.ids, rows);
  }

  /** The account of each row of a batch; NO_ROW where this side had it before. */
  #addAddresses(side: Side, { bytes, ends }: PackedTexts): Uint32Array {
    const count = ends.length;
    this.#makeRoom(this.size + count);
    const rows = this.addresses.addAll(bytes, ends);
    const bits = this.#bits;
    const bit = BIT[side];
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      const seen = bits[row] as number;
      bits[row] = seen | bit;
      if ((seen & bit) === 0) continue;
      this.repeated[side].push(row);
      rows[i] = NO_ROW;
    }
    return rows;
  }

  #column(side: Side, key: CodedKey): Uint32Array {
    const columns = this.codes[side];
    columns[key] ??= new Uint32Array(this.#capacity);
    return columns[key];
  }

  #makeRoom(rows: number): void {
    if (rows <= this.#capacity) return;
    this.#capacity = Math.max(rows, Math.ceil(this.#capacity * 1.3));
    const bits = new Uint8Array(this.#capacity);
    bits.set(this.#bits);
    this.#bits = bits;
    for (const side of SIDES) {
      const columns = this.codes[side];
      for (const key of CODED_KEYS) {
        const column = columns[key];
        if (column === undefined) continue;
        columns[key] = new Uint32Array(this.#capacity);
        columns[key].set(column);
      }
    }
  }

  #addIds(side: Side, packed: PackedTexts, rows: Uint32Array): void {
    this.#idIndex ??= new TextIndex(this.#capacity);
    this.#ids ??= [];
    // Filled to the end first: a list with holes is slow.
    while (this.#ids.length < this.#capacity) this.#ids.push('');
    const ids = packedIds(packed);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (row === NO_ROW || ids.isBlank(i)) continue;
      this.#ids[row] = ids.text(i);
      this.#own(ids.addFolded(i, this.#idIndex), row, side);
    }
  }

  #own(id: number, row: number, side: Side): void {
    const owner = this.#idOwners[id];
    if (owner === undefined) {
      this.#idOwners.push(row);
      this.#idSides.push(side);
    } else if (owner !== row)
      this.sharedIds.push({ side, row, other: { side: this.#idSides[id] as Side, row: owner } });
  }
}

function place(rows: Uint32Array, codes: Uint32Array, column: Uint32Array): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row !== NO_ROW) column[row] = codes[i] as number;
  }
}

/** The ids of a batch. One string is made for all of them, and parts of it are handed out. */
function packedIds({ bytes, ends }: PackedTexts) {
  const startOf = (i: number) => (i === 0 ? 0 : (ends[i - 1] as number));
  const whole = textBetween(bytes, 0, bytes.length);
  const plain = whole.length === bytes.length;
  const folded = bytes.map((byte) => FOLDED[byte] || byte);
  const text = (i: number) =>
    plain ? whole.slice(startOf(i), ends[i]) : textBetween(bytes, startOf(i), ends[i] as number);
  return {
    text,
    isBlank: (i: number) => startOf(i) === ends[i],
    addFolded: (i: number, index: TextIndex) =>
      plain ? index.add(folded, startOf(i), ends[i] as number) : index.addText(fold(text(i))),
  };
}
