import type { Columns, Population } from '../../snapshot/population.ts';
import { TextIndex } from '../../snapshot/addresses.ts';
import { ColumnFiller } from './columns.ts';
import { ContentDigest } from './digest.ts';
import { type AccountRow, listOf, membershipOf, methodsOf } from './rows.ts';

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
