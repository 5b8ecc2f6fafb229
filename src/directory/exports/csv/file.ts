import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { CsvReader } from './csv.ts';
import type { CsvListener } from './record.ts';
import type { ExportProblem } from './place.ts';

/** Bytes that are read at once: few enough to stay in the processor's cache. */
const CHUNK = 512 * 1024;

/** After so many bytes other work of this thread has its turn: an abort, a progress line. */
const BREATH = 8 * 1024 * 1024;

/** What one pass over a file tells of the file itself. */
export interface FilePass {
  /** SHA-256 of all bytes, hexadecimal. */
  readonly sha256: string;
  readonly size: number;
}

/**
 * Hands a whole file to a listener, with the number of bytes done after each piece. Faults of the file are told as
 * problems: it cannot be opened, or it changes under the reader.
 */
export async function readCsvFile(
  path: string,
  setting: string,
  listener: CsvListener,
  signal: AbortSignal,
  onBytes: (done: number, size: number) => void = () => {},
): Promise<FilePass> {
  const handle = await openExport(path, setting, listener);
  if (handle === null) return { sha256: '', size: 0 };
  try {
    const before = await identity(handle);
    const pass = await readAll(handle, listener, signal, (done) => onBytes(done, Number(before.size)));
    const after = await identity(path);
    if (after?.text !== before.text || (pass.size !== Number(before.size) && !pass.stopped)) listener.problem(CHANGED);
    return pass;
  } finally {
    await handle.close();
  }
}

const CHANGED: ExportProblem = {
  line: null,
  column: null,
  code: 'report-file-changed',
  message: 'The file changed while it was read. Wait until it is complete, then try again.',
};

async function readAll(
  handle: FileHandle,
  listener: CsvListener,
  signal: AbortSignal,
  onBytes: (done: number) => void,
): Promise<FilePass & { readonly stopped: boolean }> {
  const csv = new CsvReader(listener, CHUNK);
  const hash = createHash('sha256');
  let size = 0;
  while (!csv.stopped) {
    signal.throwIfAborted();
    const room = csv.room();
    // Read at once: the file is in the system's cache or on a disk, and a promise a piece would take longer.
    const bytesRead = readSync(handle.fd, room, 0, room.length, null);
    if (bytesRead === 0) break;
    size += bytesRead;
    hash.update(room.subarray(0, bytesRead));
    csv.take(bytesRead);
    onBytes(size);
    if (size % BREATH < CHUNK) await setImmediate();
  }
  csv.finish();
  return { sha256: hash.digest('hex'), size, stopped: csv.stopped };
}

async function openExport(path: string, setting: string, listener: CsvListener): Promise<FileHandle | null> {
  const refuse = (code: string, says: string): null => {
    const message = `${says}; directory.${setting} names it. Put the report there, or correct the setting.`;
    listener.problem({ line: null, column: null, code, message });
    return null;
  };
  try {
    // Asked first, since opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) return refuse('report-file-unreadable', 'This is not a file');
    return await open(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return refuse('report-file-missing', 'This file does not exist');
    return refuse('report-file-unreadable', `The file cannot be opened (${code})`);
  }
}

/** What changes whenever a file is written, or another is put in its place. */
async function identity(file: FileHandle): Promise<{ size: bigint; text: string }>;
async function identity(file: string): Promise<{ size: bigint; text: string } | null>;
async function identity(file: FileHandle | string): Promise<{ size: bigint; text: string } | null> {
  try {
    const { size, mtimeNs, ino, dev } = await (typeof file === 'string'
      ? stat(file, { bigint: true })
      : file.stat({ bigint: true }));
    return { size, text: [size, mtimeNs, ino, dev].join() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
