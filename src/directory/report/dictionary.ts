import { textOf } from './place.ts';

/** Each entry has four numbers, side by side so that one look at the memory gets them all: hash, code, start and end. */
const ENTRY = 4;
const CODE = 1;
const START = 2;
const END = 3;

/**
 * Codes for the cells of one column: each distinct cell is decoded once, and found again by its bytes. Code 0 is the
 * blank text; cells that differ in nothing but the space around them have the same code.
 */
export class CellDictionary {
  /** The trimmed text of each code. */
  readonly texts: string[] = [''];
  /** The line on which each text was first seen; 0 for the blank one. */
  readonly lines: number[] = [0];
  readonly #codeOfText = new Map<string, number>([['', 0]]);
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
    const hash = hashOf(source, start, end);
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
    const text = textOf(cell, 0, cell.length).trim();
    // Not kept, so that every row that has it is told.
    if (hasControl(text)) return -1;
    const code = this.#codeOf(text, line);
    const start = this.#size;
    this.#size += cell.length;
    if (this.#size > this.#bytes.length) this.#growBytes();
    this.#bytes.set(cell, start);
    this.#entries.set([hash, code, start, this.#size], entry);
    if (++this.#cells * 2 > this.#mask) this.#growEntries();
    return code;
  }

  #codeOf(text: string, line: number): number {
    const known = this.#codeOfText.get(text);
    if (known !== undefined) return known;
    this.#codeOfText.set(text, this.texts.length);
    this.lines.push(line);
    return this.texts.push(text) - 1;
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

/** Whether a text holds a character that no name has: it would break lines and terminals. */
export function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Multiplies once for four bytes, and mixes so that the low bits are good. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const a = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const word = a | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  let rest = 0;
  for (; at < end; at++) rest = (rest << 8) | (bytes[at] as number);
  hash = Math.imul(hash ^ rest, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
