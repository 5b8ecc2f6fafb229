/** Texts that are looked up together. */
const BLOCK = 128;

/**
 * Millions of short texts, each with a row number: their UTF-8 bytes stand one behind another in one arena, and an
 * open-addressing table finds the row of a text. About 12 bytes a text beyond the text itself.
 */
export class TextIndex {
  #bytes: Uint8Array<ArrayBuffer>;
  /** Where the text of each row ends; it begins where the one before ends. */
  #ends: Uint32Array<ArrayBuffer>;
  /** Row + 1 in each slot, 0 where it is free; its length is a power of two. */
  #slots: Uint32Array<ArrayBuffer>;
  #size = 0;
  readonly #block = new Uint32Array(BLOCK);

  constructor(expected = 1024) {
    this.#bytes = new Uint8Array(Math.max(64, expected * 32));
    this.#ends = new Uint32Array(Math.max(16, expected));
    this.#slots = new Uint32Array(slotCount(expected));
  }

  get size(): number {
    return this.#size;
  }

  /** The row of the text in `source[start, end)`, which is added where it is new (then `size` has grown). */
  add(source: Uint8Array, start: number, end: number): number {
    return this.#addHashed(source, start, end, hashBytes(source, start, end));
  }

  /**
   * The row of each of many texts, which stand one behind another up to `ends`; new ones are added. Several times
   * faster than one by one: the memory that a text needs is asked for ahead, so that the waits for it overlap.
   */
  addAll(source: Uint8Array, ends: Uint32Array): Uint32Array<ArrayBuffer> {
    const rows = new Uint32Array(ends.length);
    const hashes = new Int32Array(BLOCK);
    let start = 0;
    for (let from = 0; from < ends.length; from += BLOCK) {
      const to = Math.min(from + BLOCK, ends.length);
      let next = start;
      for (let i = from; i < to; i++) {
        const end = ends[i] as number;
        hashes[i - from] = hashBytes(source, next, end);
        next = end;
      }
      this.#askAhead(hashes, to - from);
      for (let i = from; i < to; i++) {
        const end = ends[i] as number;
        rows[i] = this.#addHashed(source, start, end, hashes[i - from] as number);
        start = end;
      }
    }
    return rows;
  }

  /** Touches what the next texts will need: their slots, then the ends of the texts there, then their bytes. */
  #askAhead(hashes: Int32Array, count: number): void {
    const mask = this.#slots.length - 1;
    const block = this.#block;
    for (let i = 0; i < count; i++) block[i] = this.#slots[(hashes[i] as number) & mask] as number;
    for (let i = 0; i < count; i++) block[i] = this.#ends[Math.max(0, (block[i] as number) - 2)] as number;
    for (let i = 0; i < count; i++) block[i] = this.#bytes[block[i] as number] ?? 0;
  }

  #addHashed(source: Uint8Array, start: number, end: number, hash: number): number {
    const slot = this.#slotOf(source, start, end, hash);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known - 1;
    this.#append(source, start, end);
    this.#slots[slot] = this.#size;
    if (this.#size * 2 > this.#slots.length) this.#growSlots();
    return this.#size - 1;
  }

  addText(text: string): number {
    const bytes = Buffer.from(text);
    return this.add(bytes, 0, bytes.length);
  }

  /** The row of a text, or -1. */
  find(text: string): number {
    const bytes = Buffer.from(text);
    return (this.#slots[this.#slotOf(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length))] as number) - 1;
  }

  at(row: number): string {
    return Buffer.from(this.#bytes.buffer, this.#start(row), this.#end(row) - this.#start(row)).toString('utf8');
  }

  /** The bytes of all texts, in the order of their rows, and where each ends. */
  packed(): { readonly bytes: Uint8Array; readonly ends: Uint32Array } {
    const end = this.#size === 0 ? 0 : this.#end(this.#size - 1);
    return { bytes: this.#bytes.subarray(0, end), ends: this.#ends.subarray(0, this.#size) };
  }

  /** Orders two rows by the bytes of their texts. */
  compare(a: number, b: number): number {
    const bytes = this.#bytes;
    let i = this.#start(a);
    let j = this.#start(b);
    const endA = this.#end(a);
    const endB = this.#end(b);
    while (i < endA && j < endB) {
      const difference = (bytes[i++] as number) - (bytes[j++] as number);
      if (difference !== 0) return difference;
    }
    return endA - i - (endB - j);
  }

  #start(row: number): number {
    return row === 0 ? 0 : (this.#ends[row - 1] as number);
  }

  #end(row: number): number {
    return this.#ends[row] as number;
  }

  /** The slot that holds the text, or the free one where it belongs. */
  #slotOf(source: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const known = this.#slots[slot] as number;
      if (known === 0 || this.#equals(known - 1, source, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equals(row: number, source: Uint8Array, start: number, end: number): boolean {
    const bytes = this.#bytes;
    let i = this.#start(row);
    if (this.#end(row) - i !== end - start) return false;
    for (let j = start; j < end; j++) if (bytes[i++] !== source[j]) return false;
    return true;
  }

  #append(source: Uint8Array, start: number, end: number): void {
    const from = this.#size === 0 ? 0 : this.#end(this.#size - 1);
    const to = from + end - start;
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, Uint8Array, to);
    if (this.#size === this.#ends.length) this.#ends = grown(this.#ends, Uint32Array, this.#size + 1);
    const bytes = this.#bytes;
    for (let i = from, j = start; j < end; j++) bytes[i++] = source[j] as number;
    this.#ends[this.#size++] = to;
  }

  #growSlots(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#size; row++) {
      let slot = hashBytes(this.#bytes, this.#start(row), this.#end(row)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

function slotCount(expected: number): number {
  let slots = 64;
  while (slots < expected * 2) slots *= 2;
  return slots;
}

function grown<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(
  array: T,
  type: new (length: number) => T,
  needed: number,
): T {
  const larger = new type(Math.max(needed, Math.ceil(array.length * 1.5)));
  larger.set(array);
  return larger;
}

/** A hash of bytes, 32 bits with a sign: one multiplication for four bytes, mixed so that the low bits are good. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    const word = low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  let rest = 0;
  for (; at < end; at++) rest = (rest << 8) | (bytes[at] as number);
  hash = Math.imul(hash ^ rest, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
