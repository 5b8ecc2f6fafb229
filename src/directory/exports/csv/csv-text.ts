import { isUtf8 } from 'node:buffer';
import { badByte, unfinishedBytes } from './place.ts';

/**
 * Whether the bytes of a file are text: UTF-8 without NUL. A piece is looked at as a whole, which is fast; only where
 * one is not text is each record looked at.
 */
export class TextCheck {
  /** Up to here the bytes were looked at. */
  #checked = 0;
  #suspect = false;

  /** Looks at the piece that ends at `end`, but for a character whose last bytes are not there yet. */
  check(bytes: Uint8Array, end: number): void {
    const to = end - unfinishedBytes(bytes, this.#checked, end);
    const piece = Buffer.from(bytes.buffer, this.#checked, to - this.#checked);
    if (!isUtf8(piece) || piece.includes(0)) this.#suspect = true;
    this.#checked = to;
  }

  /** The bytes were moved to the front by so many. */
  moved(by: number): void {
    this.#checked -= by;
  }

  /** No byte comes behind `end`: a character that is not whole there never will be. */
  finish(end: number): void {
    if (this.#checked < end) this.#suspect = true;
  }

  /** The first byte of a record that is not text; -1 where there is none. */
  badByteIn(bytes: Uint8Array, from: number, to: number): number {
    return this.#suspect ? badByte(bytes, from, to) : -1;
  }
}
