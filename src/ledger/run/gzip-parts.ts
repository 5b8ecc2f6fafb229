/**
 * Files of a run that are too large for git are kept as gzip parts: `journal.ndjson.gz.001`, `.002` and so on, which
 * put one behind the other are one gzip stream.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { LedgerPart } from '../../generated/ledger.ts';
import type { Disk } from '../../machine/durable.ts';
import { LedgerError } from '../chain.ts';
import { isThere } from './folder.ts';

/**
 * The content of a run's file, whether it is whole or in parts. Throws a LedgerError where neither is there, and where
 * the parts are damaged.
 */
export async function* readWhole(path: string): AsyncGenerator<Buffer> {
  if (await isThere(path)) {
    yield* createReadStream(path, { highWaterMark: 1 << 18 });
    return;
  }
  const parts = await partsOf(path);
  if (parts.length === 0) throw new LedgerError(`${path} is missing; fetch the ledger again`);
  const gunzip = createGunzip();
  const source = Readable.from(inOrder(parts));
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } catch (error) {
    throw isDamage(error) ? new DamagedParts(path, error) : error;
  }
}

/** Parts of a file that cannot be unpacked. */
export class DamagedParts extends LedgerError {
  constructor(path: string, cause: Error) {
    super(`${path}: its parts are damaged (${cause.message})`, { cause });
  }
}

/** Whether an error tells that bytes are no gzip, or not all of it. */
function isDamage(error: unknown): error is Error {
  return error instanceof Error && /^Z_/.test(String((error as NodeJS.ErrnoException).code));
}

async function* inOrder(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path);
}

/** SHA-256 of a run's file, whole or in parts, as `sha256:…`. */
export async function hashWhole(path: string): Promise<string> {
  return hashOf(readWhole(path));
}

/** SHA-256 of one file as `sha256:…`. */
export async function hashFile(path: string): Promise<string> {
  return hashOf(createReadStream(path, { highWaterMark: 1 << 18 }));
}

async function hashOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of stream) hash.update(block);
  return `sha256:${hash.digest('hex')}`;
}

/** Paths of the parts of a file, in order. Throws where one is missing between others. */
async function partsOf(path: string): Promise<string[]> {
  const folder = join(path, '..');
  const start = `${basename(path)}.gz.`;
  const names = (await readdir(folder))
    .filter((name) => name.startsWith(start) && /^\d{3,}$/.test(name.slice(start.length)))
    .sort();
  const gap = names.findIndex((name, i) => Number(name.slice(start.length)) !== i + 1);
  if (gap !== -1) throw new LedgerError(`${path}: part ${gap + 1} is missing; fetch the ledger again`);
  return names.map((name) => join(folder, name));
}

/**
 * Makes the parts of each named file that has `limit` bytes or more, and returns them. The whole files stay until
 * `removeWholeFiles`: they go only when the ledger names the parts.
 */
export async function makeParts(
  folder: string,
  names: readonly string[],
  limit: number,
  disk: Disk,
): Promise<LedgerPart[]> {
  const made: LedgerPart[] = [];
  for (const name of names) {
    const { size } = await stat(join(folder, name));
    if (size < limit) continue;
    let number = 0;
    for await (const bytes of inPieces(createReadStream(join(folder, name)).pipe(createGzip()), limit - 1)) {
      const file = `${name}.gz.${String(++number).padStart(3, '0')}`;
      await disk.replace(join(folder, file), oneBlock(bytes));
      made.push({ file, sha256: `sha256:${createHash('sha256').update(bytes).digest('hex')}` });
    }
  }
  return made;
}

async function* oneBlock(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* inPieces(stream: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = [];
  let length = 0;
  for await (const block of stream) {
    let rest = block;
    while (length + rest.length >= size) {
      yield Buffer.concat([...blocks, rest.subarray(0, size - length)]);
      rest = rest.subarray(size - length);
      blocks = [];
      length = 0;
    }
    if (rest.length > 0) blocks.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(blocks);
}

/** Removes whole files whose parts the ledger names. */
export async function removeWholeFiles(folder: string, parts: readonly LedgerPart[]): Promise<void> {
  const wholes = new Set(parts.map(({ file }) => file.replace(/\.gz\.\d+$/, '')));
  for (const whole of wholes) await rm(join(folder, whole), { force: true });
}
