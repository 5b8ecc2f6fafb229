import type { Column, Columns, Population } from '../../snapshot/population.ts';
import { TextIndex } from '../../snapshot/addresses.ts';
import { type AccountRow, listOf, membershipOf, methodsOf } from './rows.ts';
import { createHash } from 'node:crypto';

/** Gathers rows, which come in the order of their addresses, to a population and its digest. */
export class RowCollector {
  readonly #addresses: TextIndex;
  readonly #ids: string[] | null;
  readonly #digest = new ContentDigest();
  readonly #columns: Fillers;

  constructor(expected: number, hasIds: boolean) {
    this.#addresses = new TextIndex(expected);
    this.#ids = hasIds ? [] : null;
    this.#columns = fillers(expected);
  }

  get size(): number {
    return this.#addresses.size;
  }

  add(row: AccountRow): void {
    const at = this.#addresses.addText(row[0]);
    this.#digest.add(row[0]);
    this.#digest.add(row[1]);
    this.#ids?.push(row[1] ?? '');
    const columns = this.#columns;
    columns.organisation.set(at, row[2]);
    columns.unit.set(at, row[3]);
    columns.type.set(at, row[4]);
    columns.status.set(at, row[5]);
    columns.userPolicy.set(at, row[6]);
    columns.roles.set(at, row[7]);
    columns.reported.set(at, row[8]);
    columns.methods.set(at, row[9]);
    columns.membership.set(at, row[10]);
    columns.compromised.set(at, row[11]);
  }

  /** To be asked for once, behind the last row. */
  digest(): string {
    for (const filler of Object.values(this.#columns)) filler.addTo(this.#digest);
    return this.#digest.result();
  }

  population(): Population {
    return { size: this.size, addresses: this.#addresses, ids: this.#ids, columns: columnsOf(this.#columns) };
  }
}

type Fillers = ReturnType<typeof fillers>;

function columnsOf(columns: Fillers): Columns {
  return {
    organisation: columns.organisation.column(),
    unit: columns.unit.column(),
    type: columns.type.column(),
    status: columns.status.column(),
    userPolicy: columns.userPolicy.column(),
    roles: columns.roles.column(),
    reported: columns.reported.column(),
    methods: columns.methods.column(),
    membership: columns.membership.column(),
    compromised: columns.compromised.column(),
  };
}

function fillers(size: number) {
  const text = (stored: string): string => stored;
  return {
    organisation: new ColumnFiller(size, text),
    unit: new ColumnFiller(size, text),
    type: new ColumnFiller(size, text),
    status: new ColumnFiller(size, text),
    userPolicy: new ColumnFiller(size, text),
    roles: new ColumnFiller(size, listOf),
    reported: new ColumnFiller(size, text),
    methods: new ColumnFiller(size, methodsOf),
    membership: new ColumnFiller(size, membershipOf),
    compromised: new ColumnFiller(size, (stored: number) => stored === 1),
  };
}

/** Fills a column from the values that a database gives; each distinct value is turned into its own once. */
export class ColumnFiller<Stored extends string | number | null, Value> {
  readonly #codes: Uint32Array<ArrayBuffer>;
  readonly #values: Value[] = [];
  /** The code of each stored value, in the order in which they were first seen. */
  readonly #known = new Map<Stored, number>();
  readonly #valueOf: (stored: Stored) => Value;

  constructor(size: number, valueOf: (stored: Stored) => Value) {
    this.#codes = new Uint32Array(size);
    this.#valueOf = valueOf;
  }

  set(row: number, stored: Stored): void {
    let code = this.#known.get(stored);
    if (code === undefined) {
      code = this.#values.push(this.#valueOf(stored)) - 1;
      this.#known.set(stored, code);
    }
    this.#codes[row] = code;
  }

  column(): Column<Value> {
    return { codes: this.#codes, values: this.#values };
  }

  addTo(digest: ContentDigest): void {
    digest.addColumn(this.#codes, this.#known.keys());
  }
}

/** Characters gathered before they are hashed. */
const PIECE = 65_536;

/**
 * SHA-256 over the content of a sandbox. Accounts must come in the order of their addresses: then all that is
 * hashed, the codes of the columns included, follows from the content alone. Each text is written with its length
 * before it, and NULL apart from every text, so that no two contents give the same bytes.
 */
export class ContentDigest {
  readonly #hash = createHash('sha256');
  #text = '';

  add(value: string | number | null): void {
    this.#text += value === null ? '-' : `${String(value).length}:${value}`;
    if (this.#text.length > PIECE) this.#flush();
  }

  /** A column whose values are numbered in the order in which they are first seen. */
  addColumn(codes: Uint32Array, stored: Iterable<string | number | null>): void {
    this.#flush();
    this.#hash.update(codes);
    for (const value of stored) this.add(value);
  }

  /** `sha256:` and 64 hexadecimal digits. */
  result(): string {
    this.#flush();
    return `sha256:${this.#hash.digest('hex')}`;
  }

  #flush(): void {
    this.#hash.update(this.#text);
    this.#text = '';
  }
}
