/**
 * A plan as a file: NDJSON, the header first, one chunk a line. Written and read as a stream, so that two million
 * changes need no two-million-entry text.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PlanChunk, PlanHeader } from '../generated/plan.ts';
import { readByteLines } from './byte-lines.ts';
import { syncFolder } from './durable.ts';

const NO_DIGEST = `sha256:${'0'.repeat(64)}`;
const FLUSH_AT = 1 << 20;

/** Writes a plan under its name at once and whole; the header gets its digest. */
export async function writePlan(file: string, header: Omit<PlanHeader, 'digest'>, chunks: Iterable<PlanChunk>): Promise<PlanHeader> {
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w');
  try {
    const digest = await writeLines(handle, header, chunks);
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return { ...header, digest };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The header is written with a digest of zeros, which is put right once all lines are known. */
async function writeLines(handle: FileHandle, header: Omit<PlanHeader, 'digest'>, chunks: Iterable<PlanChunk>): Promise<string> {
  const hash = createHash('sha256').update(headerText(header, ''));
  const first = headerText(header, NO_DIGEST);
  let pending = first;
  for (const chunk of chunks) {
    const line = `${JSON.stringify(chunk)}\n`;
    hash.update(line);
    pending += line;
    if (pending.length < FLUSH_AT) continue;
    await handle.writeFile(pending);
    pending = '';
  }
  await handle.writeFile(pending);
  const digest = `sha256:${hash.digest('hex')}`;
  const at = Buffer.byteLength(first) - Buffer.byteLength(`${NO_DIGEST}"}\n`);
  const bytes = Buffer.from(digest);
  await handle.write(bytes, 0, bytes.length, at);
  return digest;
}

function headerText(header: Omit<PlanHeader, 'digest'>, digest: string): string {
  return `${JSON.stringify({ ...header, digest })}\n`;
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
