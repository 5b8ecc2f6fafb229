/** Texts one behind another, as bytes. */
export interface PackedTexts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each text ends; it begins where the one before ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Packs texts until they are taken. */
export class TextPacker {
  #bytes = new Uint8Array(64 * 1024);
  readonly #ends: Uint32Array<ArrayBuffer>;
  #count = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#ends = new Uint32Array(capacity);
  }

  /** Packs a cell as it is: trimmed, and mapped byte by byte. False, and nothing packed, where a byte has no plain form. */
  addPlain(source: Uint8Array, start: number, end: number, plain: Uint8Array): boolean {
    if (this.#size + end - start > this.#bytes.length) this.#grow(end - start);
    const bytes = this.#bytes;
    let to = this.#size;
    for (let at = start; at < end; at++) {
      const byte = plain[source[at] as number] as number;
      if (byte === 0) return false;
      bytes[to++] = byte;
    }
    this.#size = to;
    this.#ends[this.#count++] = to;
    return true;
  }

  addText(text: string): void {
    const bytes = Buffer.from(text);
    if (this.#size + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
    this.#ends[this.#count++] = this.#size;
  }

  /** All texts since they were last taken. */
  take(): PackedTexts {
    const taken = { bytes: this.#bytes.slice(0, this.#size), ends: this.#ends.slice(0, this.#count) };
    this.#size = 0;
    this.#count = 0;
    return taken;
  }

  #grow(more: number): void {
    const larger = new Uint8Array((this.#size + more) * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Printable ASCII as it is; 0 for every byte that needs a closer look: blanks, control characters, other alphabets. */
export const AS_WRITTEN = new Uint8Array(256).map((_, byte) => (byte > 0x20 && byte < 0x7f ? byte : 0));

/** The same, folded to lower case. */
export const FOLDED = AS_WRITTEN.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

const APOSTROPHE = 0x27;

/** Whether a cell that begins with this byte is as it was: an apostrophe may have been put in front. */
export function isPlainStart(byte: number | undefined): boolean {
  return byte !== APOSTROPHE;
}

/** An apostrophe that keeps a spreadsheet from taking a cell for a formula, in either width; or one that keeps such a cell apart. */
const DEFUSED = /^'(?='*[=+\-@＝＋－＠])/;

/** A text as it was before it was defused. */
export function undefused(text: string): string {
  return text.replace(DEFUSED, '');
}
