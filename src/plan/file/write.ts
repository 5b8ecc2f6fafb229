/**
 * A plan as a file: NDJSON, the header first, one chunk a line. Written and read as a stream, so that two million
 * changes need no two-million-entry text.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { PlanChunk, PlanHeader } from '../../generated/plan.ts';
import { readByteLines } from '../../machine/byte-lines.ts';
import { replaceWith } from '../../machine/durable.ts';

const NO_DIGEST = `sha256:${'0'.repeat(64)}`;
/** What stands behind the digest in the header's line. */
const AFTER_DIGEST = '"}\n';
const FLUSH_AT = 1 << 20;

/** Writes a plan under its name at once and whole; the header gets its digest. */
export async function writePlan(
  file: string,
  header: Omit<PlanHeader, 'digest'>,
  chunks: Iterable<PlanChunk> | AsyncIterable<PlanChunk>,
): Promise<PlanHeader> {
  const digest = await replaceWith(file, (handle) => writeLines(handle, header, chunks));
  return { ...header, digest };
}

/** The lines of a plan file as texts, the header with its digest; `chunks` is called twice and must give the same. */
export function* planLines(header: Omit<PlanHeader, 'digest'>, chunks: () => Iterable<PlanChunk>): Generator<string> {
  const headed = (digest: string): string => `${JSON.stringify({ ...header, digest })}\n`;
  const hash = createHash('sha256').update(headed(''));
  for (const chunk of chunks()) hash.update(`${JSON.stringify(chunk)}\n`);
  yield headed(`sha256:${hash.digest('hex')}`);
  for (const chunk of chunks()) yield `${JSON.stringify(chunk)}\n`;
}

/** The header is written with a digest of zeros, which is put right once all lines are known. */
async function writeLines(
  handle: FileHandle,
  header: Omit<PlanHeader, 'digest'>,
  chunks: Iterable<PlanChunk> | AsyncIterable<PlanChunk>,
): Promise<string> {
  const first = Buffer.from(`${JSON.stringify({ ...header, digest: NO_DIGEST })}\n`);
  const at = first.length - AFTER_DIGEST.length - NO_DIGEST.length;
  // The digest is that of the file with an empty one.
  const hash = createHash('sha256').update(first.subarray(0, at)).update(AFTER_DIGEST);
  await handle.writeFile(first);
  let pending = '';
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(pending);
    pending = '';
    hash.update(bytes);
    await handle.writeFile(bytes);
  };
  for await (const chunk of chunks) {
    pending += `${JSON.stringify(chunk)}\n`;
    if (pending.length >= FLUSH_AT) await flush();
  }
  await flush();
  const digest = `sha256:${hash.digest('hex')}`;
  await handle.write(Buffer.from(digest), 0, digest.length, at);
  return digest;
}

/** The header alone, not checked against the rest of the file. */
export async function readPlanHeader(file: string): Promise<PlanHeader> {
  for await (const { bytes } of readByteLines(file)) return JSON.parse(bytes.toString('utf8')) as PlanHeader;
  throw new Error(`${file} is empty`);
}

/** The chunks of a plan that `checkPlanFile` has found sound. */
export async function* readPlanChunks(file: string): AsyncGenerator<PlanChunk> {
  let first = true;
  for await (const { bytes } of readByteLines(file)) {
    if (!first) yield JSON.parse(bytes.toString('utf8')) as PlanChunk;
    first = false;
  }
}
