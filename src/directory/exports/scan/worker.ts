import { parentPort, workerData } from 'node:worker_threads';
import { scanExport } from './scan.ts';
import type { ExportFile, ScannedExport } from './scan.ts';
import type { RowBatch } from './rows.ts';

/** What the thread of one export sends: batches in the order of the file, then what the export holds beside them. */
export type ScanMessage =
  | { readonly batch: RowBatch; readonly bytesDone: number; readonly bytes: number }
  | { readonly report: ScannedExport };

const port = parentPort;
if (port === null) throw new Error('scan-worker.ts runs as a worker thread');
const never = new AbortController().signal;
const report = await scanExport(workerData as ExportFile, never, (batch, bytesDone, bytes) => {
  port.postMessage({ batch, bytesDone, bytes } satisfies ScanMessage, buffersOf(batch));
});
port.postMessage({ report } satisfies ScanMessage);

/** The buffers of a batch change hands: nothing is copied. */
function buffersOf(batch: RowBatch): ArrayBuffer[] {
  const texts = [batch.addresses, ...(batch.ids === null ? [] : [batch.ids])];
  return [
    ...texts.flatMap(({ bytes, ends }) => [bytes.buffer, ends.buffer]),
    ...Object.values(batch.codes).map((codes) => codes.buffer),
  ];
}
