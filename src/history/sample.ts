import { createHash } from 'node:crypto';
import { compareUtf8, fold } from '../model/text.ts';

/**
 * Picks accounts so that anybody can pick the same ones again: those with the smallest SHA-256 over seed, NUL and folded
 * address, in hexadecimal, smallest first. The order in which the addresses come changes nothing. Fewer where there are
 * not so many.
 */
export function sampleOf<Entry extends { readonly address: string }>(
  entries: Iterable<Entry>,
  count: number,
  seed: string,
): Entry[] {
  const picked: { key: string; entry: Entry }[] = [];
  for (const entry of entries) {
    const key = createHash('sha256')
      .update(`${seed}\0${fold(entry.address)}`)
      .digest('hex');
    if (picked.length === count && key >= (picked.at(-1)?.key ?? '')) continue;
    const at = picked.findLastIndex((other) => compareUtf8(other.key, key) <= 0) + 1;
    picked.splice(at, 0, { key, entry });
    if (picked.length > count) picked.pop();
  }
  return picked.map(({ entry }) => entry);
}
