import type { Column } from '../../snapshot/population.ts';
import type { ContentDigest } from './digest.ts';

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
