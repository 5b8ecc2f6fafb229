/** How the characters of a file are written. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How a file is written as far as its bytes go. */
export interface ByteForm {
  readonly encoding: Encoding;
  /** Lines end with carriage returns alone. */
  readonly carriageReturns: boolean;
}

const LF = 0x0a;
const CR = 0x0d;

/** The encoding that the byte order mark names; UTF-8 without one. */
export function encodingOf([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Bytes of a file, piece by piece, as UTF-8 with line feeds. No piece becomes more than three times as long. */
export type Decoder = (piece: Uint8Array) => Uint8Array;

/** How many bytes of a decoded piece one byte of the file can become. */
export const GROWTH = 3;

/** Makes a decoder; null where the bytes are already as they should be. */
export function decoderOf({ encoding, carriageReturns }: ByteForm): Decoder | null {
  const decode = textDecoderOf(encoding);
  if (!carriageReturns) return decode;
  return (piece) => (decode?.(piece) ?? piece).map((byte) => (byte === CR ? LF : byte));
}

function textDecoderOf(encoding: Encoding): Decoder | null {
  if (encoding === 'utf-8') return null;
  if (encoding === 'windows-1252') return fromWindows1252;
  // A half of a surrogate pair becomes U+FFFD, as it does wherever such a file is opened.
  const decoder = new TextDecoder(encoding);
  return (piece) => Buffer.from(decoder.decode(piece, { stream: true }));
}

/** Whether a text has line ends, and all of them are carriage returns alone. */
export function isCarriageReturned(text: string): boolean {
  return text.includes('\r') && !text.includes('\n');
}

/** Characters of Windows-1252 from 0x80 to 0x9f; a blank where it has none. From 0xa0 on they are those of Unicode. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** UTF-8 of each byte from 0x80 on; null where Windows-1252 has no character. */
const HIGH_BYTES: readonly (Uint8Array | null)[] = Array.from({ length: 128 }, (_, i) => {
  const character = i < 32 ? (WINDOWS_1252[i] as string) : String.fromCharCode(0x80 + i);
  return character === ' ' ? null : Buffer.from(character);
});

function fromWindows1252(piece: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(piece.length * GROWTH);
  let to = 0;
  for (const byte of piece) {
    const character = byte < 0x80 ? null : (HIGH_BYTES[byte - 0x80] as Uint8Array | null);
    if (character === null) decoded[to++] = byte;
    else for (const part of character) decoded[to++] = part;
  }
  return decoded.subarray(0, to);
}

/**
 * Looks whether bytes that are not UTF-8 can be Windows-1252: each has a character there, and no character of the
 * file is written in UTF-8. A file that is partly one and partly the other was put together wrongly.
 */
export class Windows1252Check {
  /** No byte has spoken against it. */
  #possible = true;
  /** Bytes of a character in UTF-8 that are still to come, were it one. */
  #missing = 0;

  look(piece: Uint8Array): void {
    for (const byte of piece) {
      if (byte < 0x80) this.#missing = 0;
      else if (HIGH_BYTES[byte - 0x80] === null) this.#possible = false;
      else this.#lookHigh(byte);
    }
  }

  /** Whether it can be, now that all bytes were looked at: a file that was cut off in a character of UTF-8 cannot. */
  finish(): boolean {
    return this.#possible && this.#missing === 0;
  }

  #lookHigh(byte: number): void {
    const continues = byte < 0xc0;
    if (continues && this.#missing === 1) this.#possible = false;
    else if (continues) this.#missing = Math.max(0, this.#missing - 1);
    else this.#missing = byte >= 0xf0 ? (byte < 0xf5 ? 3 : 0) : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0;
  }
}
