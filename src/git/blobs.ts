import { gitBytes, type HistoryPlace } from './answers.ts';

const LINE_FEED = 10;

/**
 * The bytes of some objects by what git was asked for: ids, or `COMMIT:PATH`. What is not there, or is no file, is left
 * out. One process answers all, each once.
 */
export async function readBlobs({ root }: HistoryPlace, names: Iterable<string>): Promise<Map<string, Buffer>> {
  const asked = [...new Set(names)].filter((name) => !name.includes('\n'));
  const found = new Map<string, Buffer>();
  if (asked.length === 0) return found;
  const blocks: Buffer[] = [];
  for await (const block of gitBytes(root, ['cat-file', '--batch'], `${asked.join('\n')}\n`)) blocks.push(block);
  const bytes = Buffer.concat(blocks);
  let at = 0;
  for (const name of asked) {
    const end = bytes.indexOf(LINE_FEED, at);
    const header = / (\w+) (\d+)$/.exec(bytes.toString('utf8', at, end));
    at = end + 1;
    if (header === null) continue;
    const size = Number(header[2]);
    if (header[1] === 'blob') found.set(name, bytes.subarray(at, at + size));
    at += size + 1;
  }
  return found;
}
