import { createHash } from 'node:crypto';

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
