import { Worker } from 'node:worker_threads';
import type { OnBatch, ExportFile, ScannedExport } from './scan.ts';
import type { ScanMessage } from './worker.ts';

/** The same as `scanReport`, in a thread of its own. An abort ends the thread. */
export async function scanInThread(file: ExportFile, signal: AbortSignal, onBatch: OnBatch): Promise<ScannedExport> {
  signal.throwIfAborted();
  const worker = new Worker(workerFile(), { workerData: file });
  const { promise: aborted, reject: abort } = Promise.withResolvers<never>();
  const onAbort = (): void => abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    const scanned = new Promise<ScannedExport>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error(`The thread that reads ${file.path} ended early.`)));
      worker.on('message', (message: ScanMessage) => {
        if ('report' in message) resolve(message.report);
        else if (!signal.aborted) onBatch(message.batch, message.bytesDone, message.bytes);
      });
    });
    return await Promise.race([scanned, aborted]);
  } finally {
    // A signal outlives the read, and what listens to it would keep all that was read.
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

/** The source in a checkout, the compiled code in a package. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
