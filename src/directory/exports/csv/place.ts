import { isUtf8 } from 'node:buffer';

/** A place in a text file: both from 1, the column in characters (code points). */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const LF = 0x0a;
const CR = 0x0d;

/** The place of `offset`, where the byte at `from` begins the line `line`. */
export function placeInBytes(bytes: Uint8Array, from: number, offset: number, line: number): TextPlace {
  let lineStart = from;
  let lines = line;
  for (let at = from; at < offset; at++) {
    if (bytes[at] !== LF) continue;
    lines++;
    lineStart = at + 1;
  }
  let column = 1;
  for (const _ of textBetween(bytes, lineStart, offset)) column++;
  return { line: lines, column };
}

/** Whether the byte order mark of UTF-8 stands at the start. */
export function hasByteOrderMark([a, b, c]: Uint8Array): boolean {
  return a === 0xef && b === 0xbb && c === 0xbf;
}

/** Where the line in `[from, next)` ends: before its line feed and carriage return, if it has them. */
export function endOfLine(bytes: Uint8Array, from: number, next: number): number {
  let end = next;
  if (end > from && bytes[end - 1] === LF) end--;
  if (end > from && bytes[end - 1] === CR) end--;
  return end;
}

/** The first byte in `[from, to)` that is not UTF-8, or is NUL; -1 where there is none. */
export function badByte(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  for (const character of textBetween(bytes, from, to)) {
    if (character === '\0') return at;
    // A byte that is not UTF-8 is decoded to U+FFFD, which may as well be written in the file.
    if (character === '\uFFFD' && !(bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd)) return at;
    at += Buffer.byteLength(character);
  }
  return -1;
}

/** How many of the last bytes begin a character whose other bytes are yet to come. */
export function unfinishedBytes(bytes: Uint8Array, from: number, to: number): number {
  for (let back = 1; back <= 3 && to - back >= from; back++) {
    const byte = bytes[to - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

/** The text of `[start, end)`. */
export function textBetween(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

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
