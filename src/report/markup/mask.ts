import { createHmac } from 'node:crypto';
import { fold } from '../../model/text.ts';

/** Shows an address, or what stands for it. */
export type Mask = (address: string) => string;

export const showAddresses: Mask = (address) => address;

const MASKED = /^account-[0-9a-f]{16}$/;

/**
 * Keyed hashes in place of addresses: the same address has the same mask as long as the key is the same, and nobody
 * without the key can tell which address it is. What is a mask already stays as it is.
 */
export function maskAddresses(key: string): Mask {
  return (address) =>
    MASKED.test(address)
      ? address
      : `account-${createHmac('sha256', key).update(fold(address)).digest('hex').slice(0, 16)}`;
}

/** Ends an address within a text. */
const OUTSIDE = /[\s@<>",;]/u;
/** Ends the part behind the @ as well. */
const CLOSING = /[()[\]{}':]/u;
/** An apostrophe is part of many names; one that opens a quotation is not, and neither is a bracket that opens. */
const OPENING = /['()[\]{}]/u;

/**
 * Masks every address within a text, such as a line of a policy file in a message. Each character is looked at a few
 * times at most, however long the text: from one @ the look ends at the next.
 */
export function maskText(text: string, mask: Mask): string {
  if (mask === showAddresses) return text;
  let shown = '';
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const from = startOf(text, at, done);
    let to = at + 1;
    while (to < text.length && !OUTSIDE.test(text[to] as string) && !CLOSING.test(text[to] as string)) to++;
    if (from === at || to === at + 1) continue;
    shown += text.slice(done, from) + mask(text.slice(from, to));
    done = to;
  }
  return shown + text.slice(done);
}

/** Where an address begins whose @ is known. A colon comes before one, as in `user:jo@…`, and is none of it. */
function startOf(text: string, at: number, floor: number): number {
  let from = at;
  while (from > floor && !OUTSIDE.test(text[from - 1] as string) && text[from - 1] !== ':') from--;
  while (from < at && OPENING.test(text[from] as string)) from++;
  return from;
}

/** Members of plans, receipts and findings that hold one address, whatever it looks like. */
const ADDRESSES: ReadonlySet<string> = new Set(['address', 'account']);

/**
 * Plain data in which every text is masked, names of properties too. Texts are masked before they are written as JSON
 * or XML: an address next to an escape would get another mask, and a mask would eat a part of the escape.
 */
export function maskedData<Data>(data: Data, mask: Mask): Data {
  return mask === showAddresses ? data : (masked(data, mask) as Data);
}

function masked(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return maskText(value, mask);
  if (Array.isArray(value)) return value.map((each) => masked(each, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      maskText(name, mask),
      ADDRESSES.has(name) && typeof each === 'string' && each !== '' ? mask(each) : masked(each, mask),
    ]),
  );
}

/** Plain data as JSON on one line, without a line end, in which every address is masked. */
export function maskedJson(data: unknown, mask: Mask): string {
  return JSON.stringify(maskedData(data, mask));
}

/** A line of JSON with its line end, as it is where addresses are shown, and with every address masked where not. */
export function maskedLine(line: string, mask: Mask): string {
  return mask === showAddresses ? line : `${maskedJson(JSON.parse(line), mask)}\n`;
}
