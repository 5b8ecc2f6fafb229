import { textOf } from './place.ts';

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
  /** Cell + 1 in each slot, 0 where it is free; the length is a power of two. */
  #slots = new Int32Array(256);
  #hashes = new Int32Array(128);
  #codes = new Int32Array(128);
  /** The bytes of all cells; cell `i` ends at `#ends[i]`. */
  #bytes = new Uint8Array(4096);
  #ends = new Int32Array(128);
  #cells = 0;

  /** The code of the cell `source[start, end)`, or -1 where it holds a control character. */
  code(source: Uint8Array, start: number, end: number, hash: number, line: number): number {
    if (start === end) return 0;
    const mask = this.#slots.length - 1;
    let slot = spread(hash) & mask;
    for (;;) {
      const cell = (this.#slots[slot] as number) - 1;
      if (cell < 0) return this.#add(source, start, end, hash, line, slot);
      if (this.#hashes[cell] === hash && this.#equals(cell, source, start, end)) return this.#codes[cell] as number;
      slot = (slot + 1) & mask;
    }
  }

  #equals(cell: number, source: Uint8Array, start: number, end: number): boolean {
    const bytes = this.#bytes;
    let at = cell === 0 ? 0 : (this.#ends[cell - 1] as number);
    if ((this.#ends[cell] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[at++] !== source[i]) return false;
    return true;
  }

  #add(source: Uint8Array, start: number, end: number, hash: number, line: number, slot: number): number {
    const text = textOf(source, start, end).trim();
    // Not kept, so that every row that has it is told.
    if (hasControl(text)) return -1;
    const cell = this.#cells++;
    const from = cell === 0 ? 0 : (this.#ends[cell - 1] as number);
    this.#makeRoom(cell, from + end - start);
    this.#bytes.set(source.subarray(start, end), from);
    this.#ends[cell] = from + end - start;
    this.#hashes[cell] = hash;
    this.#codes[cell] = this.#codeOf(text, line);
    this.#slots[slot] = cell + 1;
    if (this.#cells * 2 > this.#slots.length) this.#growSlots();
    return this.#codes[cell] as number;
  }

  #codeOf(text: string, line: number): number {
    const known = this.#codeOfText.get(text);
    if (known !== undefined) return known;
    this.#codeOfText.set(text, this.texts.length);
    this.lines.push(line);
    return this.texts.push(text) - 1;
  }

  #makeRoom(cell: number, bytes: number): void {
    if (bytes > this.#bytes.length) this.#bytes = grown(this.#bytes, new Uint8Array(bytes * 2));
    if (cell < this.#ends.length) return;
    const size = cell * 2;
    this.#ends = grown(this.#ends, new Int32Array(size));
    this.#hashes = grown(this.#hashes, new Int32Array(size));
    this.#codes = grown(this.#codes, new Int32Array(size));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let cell = 0; cell < this.#cells; cell++) {
      let slot = spread(this.#hashes[cell] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = cell + 1;
    }
    this.#slots = slots;
  }
}

/** Whether a text holds a character that no name has: it would break lines and terminals. */
export function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** The low bits of FNV-1a alone are poor. */
function spread(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

function grown<Cells extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(from: Cells, to: Cells): Cells {
  to.set(from);
  return to;
}
