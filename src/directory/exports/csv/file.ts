import { createHash } from 'node:crypto';
import { createReadStream, readSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CsvReader } from './csv.ts';
import { type HeaderFit, findDialect } from './dialect.ts';
import { type Decoder, type Encoding, GROWTH, Windows1252Check, decoderOf } from './encoding.ts';
import { type CsvListener, FAULTS } from './record.ts';
import type { ExportProblem } from './problems.ts';

/** Bytes that are read at once: few enough to stay in the processor's cache. */
const CHUNK = 512 * 1024;

/** Bytes from which the dialect of a file is found. */
const START = 64 * 1024;

/** After so many bytes other work of this thread has its turn: an abort, a progress line. */
const BREATH = 8 * 1024 * 1024;

/** What one pass over a file tells of the file itself. */
export interface FilePass {
  /** SHA-256 of all bytes, hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  readonly encoding: Encoding;
}

/** A file to read, and what is known of it. */
export interface CsvFile {
  readonly path: string;
  /** The setting that names it. */
  readonly setting: string;
  /** Null where the file's first bytes tell it. */
  readonly encoding: Encoding | null;
}

/** Who is told of the records of a file. It knows a header when it sees one. */
export interface FileListener extends CsvListener {
  fit(names: Parameters<HeaderFit>[0]): ReturnType<HeaderFit>;
}

/**
 * Hands a whole file to a listener, with the number of bytes done after each piece. Faults of the file are told as
 * problems: it cannot be opened, or it changes under the reader.
 */
export async function readCsvFile(
  { path, setting, encoding }: CsvFile,
  listener: FileListener,
  signal: AbortSignal,
  onBytes: (done: number, size: number) => void = () => {},
): Promise<FilePass> {
  const handle = await openExport(path, setting, listener);
  if (handle === null) return { sha256: '', size: 0, encoding: 'utf-8' };
  try {
    const before = await identity(handle);
    const pass = await readAll(handle, encoding, listener, signal, (done) => onBytes(done, Number(before.size)));
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
  known: Encoding | null,
  listener: FileListener,
  signal: AbortSignal,
  onBytes: (done: number) => void,
): Promise<FilePass & { readonly stopped: boolean }> {
  const found = findDialect(startOf(handle), known, (names) => listener.fit(names));
  if ('foreign' in found) {
    listener.problem(foreignSeparator(found.foreign));
    return { sha256: '', size: 0, encoding: known ?? 'utf-8', stopped: true };
  }
  const { encoding } = found.dialect;
  const csv = new CsvReader(listener, CHUNK, found.dialect);
  const pipe = pipeInto(csv, decoderOf(found.dialect));
  const hash = createHash('sha256');
  let size = 0;
  while (!csv.stopped) {
    signal.throwIfAborted();
    const room = pipe.room();
    // Read at once: the file is in the system's cache or on a disk, and a promise a piece would take longer.
    const bytesRead = readSync(handle.fd, room, 0, room.length, null);
    if (bytesRead === 0) break;
    size += bytesRead;
    hash.update(room.subarray(0, bytesRead));
    pipe.take(bytesRead);
    onBytes(size);
    if (size % BREATH < CHUNK) await setImmediate();
  }
  // Where half a character is left, so may be half a record: that is one cause.
  const isHalf = encoding.startsWith('utf-16') && size % 2 === 1;
  if (isHalf) listener.problem({ line: null, column: null, ...FAULTS.halfCharacter });
  else csv.finish();
  return { sha256: hash.digest('hex'), size, encoding, stopped: csv.stopped };
}

/** Where bytes of a file go: into the reader at once, or by way of a decoder. */
function pipeInto(csv: CsvReader, decode: Decoder | null): Pick<CsvReader, 'room' | 'take'> {
  if (decode === null) return csv;
  const raw = new Uint8Array(Math.floor(CHUNK / GROWTH));
  return {
    room: () => raw,
    take(count) {
      const decoded = decode(raw.subarray(0, count));
      csv.room().set(decoded);
      csv.take(decoded.length);
    },
  };
}

function startOf(handle: FileHandle): Uint8Array {
  const start = new Uint8Array(START);
  return start.subarray(0, readSync(handle.fd, start, 0, START, 0));
}

function foreignSeparator({ separator, line }: { separator: string; line: number }): ExportProblem {
  const message = `The cells are separated by "${separator}". mfactl reads commas, semicolons and tabs: save the report with one of them.`;
  return { line, column: null, code: 'report-separator', message };
}

/** Whether a file that is not UTF-8 can be read as Windows-1252. */
export async function isWindows1252(path: string, signal: AbortSignal): Promise<boolean> {
  const check = new Windows1252Check();
  for await (const piece of createReadStream(path, { highWaterMark: CHUNK, signal })) check.look(piece as Buffer);
  return check.finish();
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
    if (code === 'ENOENT')
      return refuse(
        'report-file-missing',
        /[*?]/.test(basename(path)) ? 'No file fits this pattern' : 'This file does not exist',
      );
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
