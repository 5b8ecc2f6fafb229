import type { Account, Membership } from './model.ts';
import type { TextIndex } from './text-index.ts';

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

/** The plain object that `decide` reads. */
export function accountAt(population: Population, row: number): Account {
  const { columns } = population;
  return {
    address: population.addresses.at(row),
    id: population.ids?.[row] || null,
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
  let groups = new Uint32Array(size);
  let count = Math.min(size, 1);
  for (const column of columns) {
    if (column.values.length < 2) continue;
    const pairs = new PairNumbers(count * 2);
    const next = new Uint32Array(size);
    for (let row = 0; row < size; row++) next[row] = pairs.number(groups[row] as number, column.codes[row] as number);
    groups = next;
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

/** Numbers pairs of codes in the order in which they are first seen, from 0. */
export class PairNumbers {
  #left: Uint32Array;
  #right: Uint32Array;
  #numbers: Uint32Array;
  size = 0;

  constructor(expected: number) {
    let slots = 64;
    while (slots < expected) slots *= 2;
    this.#left = new Uint32Array(slots);
    this.#right = new Uint32Array(slots);
    this.#numbers = new Uint32Array(slots);
  }

  number(left: number, right: number): number {
    const slot = this.#slotOf(left, right);
    const known = this.#numbers[slot] as number;
    if (known !== 0) return known - 1;
    this.#left[slot] = left;
    this.#right[slot] = right;
    this.#numbers[slot] = ++this.size;
    if (this.size * 2 > this.#numbers.length) this.#grow();
    return this.size - 1;
  }

  #slotOf(left: number, right: number): number {
    const mask = this.#numbers.length - 1;
    let h = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    h ^= h >>> 15;
    let slot = Math.imul(h, 0x2c1b3c6d) & mask;
    while (this.#numbers[slot] !== 0 && (this.#left[slot] !== left || this.#right[slot] !== right)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [left, right, numbers] = [this.#left, this.#right, this.#numbers];
    this.#left = new Uint32Array(left.length * 2);
    this.#right = new Uint32Array(left.length * 2);
    this.#numbers = new Uint32Array(left.length * 2);
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      const slot = this.#slotOf(left[i] as number, right[i] as number);
      this.#left[slot] = left[i] as number;
      this.#right[slot] = right[i] as number;
      this.#numbers[slot] = numbers[i] as number;
    }
  }
}
