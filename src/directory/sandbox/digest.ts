import { createHash } from 'node:crypto';
import type { AccountRow } from './rows.ts';

/** Characters gathered before they are hashed. */
const PIECE = 65_536;

/**
 * SHA-256 over rows in the order of their addresses. Each value is written with its length before it, and NULL apart
 * from every text, so that no two contents give the same bytes.
 */
export class ContentDigest {
  readonly #hash = createHash('sha256');
  #text = '';

  add(row: AccountRow): void {
    for (const value of row) this.#text += value === null ? '-' : `${String(value).length}:${value}`;
    if (this.#text.length > PIECE) this.#flush();
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
