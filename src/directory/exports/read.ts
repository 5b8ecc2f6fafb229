import { stat } from 'node:fs/promises';
import type { OnProgress } from '../port.ts';
import { isWindows1252 } from './csv/file.ts';
import { Join, SIDES } from './join.ts';
import type { Side } from './join.ts';
import type { RowBatch } from './scan/rows.ts';
import { scanExport } from './scan/scan.ts';
import type { OnBatch, ExportFile, ScannedExport } from './scan/scan.ts';
import { scanInThread } from './scan/thread.ts';

/** Both exports, read and joined. */
export interface ReadExports {
  readonly join: Join;
  readonly exports: Readonly<Record<Side, ScannedExport>>;
  /** The files as they were read. */
  readonly files: Readonly<Record<Side, ExportFile>>;
}

/** Files of this size together, in bytes, are read in threads of their own; starting a thread takes longer than reading less. */
export const LARGE = 16 * 1024 * 1024;

/** Reads both exports and joins them. A file that is not UTF-8, but can be Windows-1252, is read again as that. */
export async function readExports(
  files: Readonly<Record<Side, ExportFile>>,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<ReadExports> {
  const first = await readOnce(files, signal, onProgress);
  const again = { ...files };
  for (const side of SIDES) {
    const { encoding, problems } = first.exports[side];
    if (encoding !== 'utf-8' || problems.every(({ code }) => code !== 'report-not-utf8')) continue;
    if (await isWindows1252(files[side].path, signal)) again[side] = { ...files[side], encoding: 'windows-1252' };
  }
  return SIDES.every((side) => again[side] === files[side]) ? first : readOnce(again, signal, onProgress);
}

/**
 * Reads both exports and joins them. Large ones are read in two threads while this one joins. The accounts of the MFA
 * Status report come first, whatever thread is faster: rows of the other wait until it is complete.
 */
async function readOnce(
  files: Readonly<Record<Side, ExportFile>>,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<ReadExports> {
  const sizes = await Promise.all(SIDES.map((side) => sizeOf(files[side].path)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const done: Record<Side, number> = { mfaStatusReport: 0, mailboxReport: 0 };
  const joining = new Joining();
  const scan = total >= LARGE ? scanInThread : scanExport;
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const read = async (side: Side): Promise<ScannedExport> => {
    const onBatch: OnBatch = (batch, bytesDone, bytes) => {
      joining.add(side, batch, bytesDone / bytes);
      done[side] = bytesDone;
      onProgress(Math.min(1, (done.mfaStatusReport + done.mailboxReport) / total));
    };
    const report = await scan(files[side], either, onBatch);
    if (side === 'mfaStatusReport') joining.endFirst();
    return report;
  };
  const reads = [read('mfaStatusReport'), read('mailboxReport')] as const;
  const [mfaStatusReport, mailboxReport] = await Promise.all(reads).catch(async (error: unknown) => {
    failure.abort(error);
    await Promise.allSettled(reads);
    throw error;
  });
  onProgress(1);
  return { join: joining.join, exports: { mfaStatusReport, mailboxReport }, files };
}

/** Joins batches in a fixed order of the two sides. */
class Joining {
  #join: Join | null = null;
  #waiting: RowBatch[] | null = [];

  /** `share` of the file is read with this batch: it tells how many accounts to make room for. */
  add(side: Side, batch: RowBatch, share: number): void {
    if (side === 'mailboxReport' && this.#waiting !== null) {
      this.#waiting.push(batch);
      return;
    }
    this.#join ??= new Join(Math.ceil((batch.addresses.ends.length / share) * 1.02));
    this.#join.add(side, batch);
  }

  /** The MFA Status report is complete. */
  endFirst(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const batch of waiting) this.join.add('mailboxReport', batch);
  }

  get join(): Join {
    this.#join ??= new Join(0);
    return this.#join;
  }
}

/** 0 where there is no such file, which is told when it is read. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
