/** Numbers pairs of codes in the order in which they are first seen, from 0. */
export interface PairNumbering {
  /** How many pairs were seen. */
  readonly size: number;
  number(left: number, right: number): number;
}

/** Up to so many possible pairs a number is kept for each: 8 MB, several times faster than looking for it. */
const FEW = 1 << 21;

/** A numbering of pairs of a code below `lefts` with a code below `rights`. */
export function pairNumbers(lefts: number, rights: number): PairNumbering {
  return lefts * rights <= FEW ? new FewPairs(lefts, rights) : new PairNumbers(lefts * 2);
}

/** A number for every possible pair; 0 where it was not seen, else one more than its number. */
class FewPairs implements PairNumbering {
  readonly #rights: number;
  readonly #numbers: Uint32Array;
  size = 0;

  constructor(lefts: number, rights: number) {
    this.#rights = rights;
    this.#numbers = new Uint32Array(lefts * rights);
  }

  number(left: number, right: number): number {
    const at = left * this.#rights + right;
    const known = this.#numbers[at] as number;
    if (known !== 0) return known - 1;
    this.#numbers[at] = ++this.size;
    return this.size - 1;
  }
}

/** An open-addressing table of the pairs that were seen. */
export class PairNumbers implements PairNumbering {
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
    while (this.#numbers[slot] !== 0 && (this.#left[slot] !== left || this.#right[slot] !== right))
      slot = (slot + 1) & mask;
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
