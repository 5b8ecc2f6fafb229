import { hashBytes } from '../../../snapshot/addresses.ts';
import { textBetween } from '../csv/place.ts';

/** Each entry has four numbers, side by side so that one look at the memory gets them all: hash, code, start and end. */
const ENTRY = 4;
const CODE = 1;
const START = 2;
const END = 3;

/**
 * Codes for the cells of one column: each distinct cell is decoded once, and found again by its bytes. Code 0 is the
 * blank text. Cells that differ in nothing but the space around them have the same text and different codes.
 */
export class CellDictionary {
  /** The trimmed text of each code. */
  readonly texts: string[] = [''];
  /** The line on which each text was first seen; 0 for the blank one. */
  readonly lines: number[] = [0];
  /** An open-addressing table; an entry that ends at 0 is free. The number of entries is a power of two. */
  #entries = new Int32Array(256 * ENTRY);
  #mask = 255;
  #cells = 0;
  /** The bytes of all cells. */
  #bytes = new Uint8Array(4096);
  #size = 0;

  /** The code of the cell `source[start, end)`, or -1 where it holds a control character. */
  code(source: Uint8Array, start: number, end: number, line: number): number {
    if (start === end) return 0;
    const hash = hashBytes(source, start, end);
    const entries = this.#entries;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = slot * ENTRY;
      if (entries[entry + END] === 0) return this.#add(source.subarray(start, end), hash, line, entry);
      if (entries[entry] === hash && this.#equals(entry, source, start, end)) return entries[entry + CODE] as number;
    }
  }

  #equals(entry: number, source: Uint8Array, start: number, end: number): boolean {
    const bytes = this.#bytes;
    let at = this.#entries[entry + START] as number;
    if ((this.#entries[entry + END] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[at++] !== source[i]) return false;
    return true;
  }

  #add(cell: Uint8Array, hash: number, line: number, entry: number): number {
    const text = textBetween(cell, 0, cell.length).trim();
    // Not kept, so that every row that has it is told.
    if (hasControl(text)) return -1;
    const start = this.#size;
    this.#size += cell.length;
    if (this.#size > this.#bytes.length) this.#growBytes();
    this.#bytes.set(cell, start);
    const code = text === '' ? 0 : this.texts.push(text) - 1;
    if (code > 0) this.lines.push(line);
    const entries = this.#entries;
    entries[entry] = hash;
    entries[entry + CODE] = code;
    entries[entry + START] = start;
    entries[entry + END] = this.#size;
    if (++this.#cells * 2 > this.#mask) this.#growEntries();
    return code;
  }

  #growBytes(): void {
    const larger = new Uint8Array(this.#size * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #growEntries(): void {
    const old = this.#entries;
    const entries = new Int32Array(old.length * 2);
    this.#mask = this.#mask * 2 + 1;
    for (let from = 0; from < old.length; from += ENTRY) {
      if (old[from + END] === 0) continue;
      let slot = (old[from] as number) & this.#mask;
      while (entries[slot * ENTRY + END] !== 0) slot = (slot + 1) & this.#mask;
      for (let i = 0; i < ENTRY; i++) entries[slot * ENTRY + i] = old[from + i] as number;
    }
    this.#entries = entries;
  }
}

/** Whether a text holds a control character (Unicode's Cc), which no name has: it would break lines and terminals. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true;
  }
  return false;
}
