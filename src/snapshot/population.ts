import type { Account, Membership } from '../model/account.ts';
import { pairNumbers } from './pair-numbers.ts';
import type { TextIndex } from './addresses.ts';

/** One property of all accounts: a small code a row, and the value that each code stands for. */
export interface Column<Value> {
  readonly codes: Uint32Array;
  readonly values: readonly Value[];
}

/** What policies can look at in an account, beside its address and id. */
export interface Columns {
  readonly organisation: Column<string>;
  readonly unit: Column<string>;
  readonly userPolicy: Column<string>;
  readonly type: Column<string>;
  readonly status: Column<string>;
  readonly roles: Column<readonly string[]>;
  readonly reported: Column<string>;
  readonly methods: Column<readonly string[] | null>;
  readonly membership: Column<Membership | null>;
  readonly compromised: Column<boolean>;
}

/**
 * The accounts of a tenant in columns. It knows no rule: it makes deciding fast only by telling which accounts look
 * the same, so that they are decided once. Rows are in no order.
 */
export interface Population {
  readonly size: number;
  /** Folded addresses, by row. */
  readonly addresses: TextIndex;
  /** Directory ids as the source writes them, by row; null where the source has none. Blank: not told for this row. */
  readonly ids: readonly string[] | null;
  readonly columns: Columns;
}

/** What names the account of a row; the id is null where it is not told. */
export function nameAt(population: Population, row: number): Pick<Account, 'id' | 'address'> {
  return { id: population.ids?.[row] || null, address: population.addresses.at(row) };
}

/** The plain object that `decide` reads. */
export function accountAt(population: Population, row: number): Account {
  const { columns } = population;
  return {
    ...nameAt(population, row),
    organisation: valueAt(columns.organisation, row),
    unit: valueAt(columns.unit, row),
    type: valueAt(columns.type, row),
    status: valueAt(columns.status, row),
    userPolicy: valueAt(columns.userPolicy, row),
    roles: valueAt(columns.roles, row),
    reported: valueAt(columns.reported, row),
    methods: valueAt(columns.methods, row),
    membership: valueAt(columns.membership, row),
    compromised: valueAt(columns.compromised, row),
  };
}

export function valueAt<Value>(column: Column<Value>, row: number): Value {
  return column.values[column.codes[row] as number] as Value;
}

/** Rows in groups that have the same values in all of some columns. */
export interface Grouping {
  /** The group of each row. */
  readonly groups: Uint32Array;
  /** The first row of each group. */
  readonly representatives: readonly number[];
}

/** Groups rows by the values of several columns; groups are numbered by their first row. */
export function groupRows(size: number, columns: readonly Column<unknown>[]): Grouping {
  const groups = new Uint32Array(size);
  let count = Math.min(size, 1);
  for (const { codes, values } of columns) {
    if (values.length < 2) continue;
    const pairs = pairNumbers(count, values.length);
    for (let row = 0; row < size; row++) groups[row] = pairs.number(groups[row] as number, codes[row] as number);
    count = pairs.size;
  }
  return { groups, representatives: firstRows(groups, count) };
}

function firstRows(groups: Uint32Array, count: number): number[] {
  const first: number[] = new Array(count);
  let seen = 0;
  for (let row = 0; seen < count; row++) if (groups[row] === seen) first[seen++] = row;
  return first;
}
