import type { Checked } from '../../model/diagnostic.ts';
import type { FaultKind, SandboxFaults } from '../../generated/sandbox-faults.ts';
import { RequestError } from '../port.ts';
import type { Database } from './sqlite.ts';
import { asRefused, inTransaction, openStore } from './store.ts';

/** What happens to a request, and the milliseconds until its answer comes. */
export interface Fault {
  readonly kind: FaultKind | null;
  readonly latency: number;
}

/**
 * Sets the faults of a sandbox in place of those before, and counts requests from 1 again. Of two faults for one
 * request the later one holds (`parseFaults` refuses them). Returns how many there are.
 */
export function loadFaults(file: string, faults: SandboxFaults): Checked<number> {
  try {
    const { database } = openStore(file);
    try {
      inTransaction(database, 'IMMEDIATE', () => replaceFaults(database, faults));
    } finally {
      database.close();
    }
    return { ok: true, value: faults.length, diagnostics: [] };
  } catch (error) {
    return asRefused(file, error);
  }
}

function replaceFaults(database: Database, faults: SandboxFaults): void {
  database.exec('DELETE FROM faults; UPDATE meta SET requests = 0');
  const insert = database.prepare('INSERT OR REPLACE INTO faults (request, fault, latency) VALUES (?, ?, ?)');
  for (const { request, fault, latency } of faults) insert.run(request, fault, latency ?? 0);
}

/** Gives a request its number; in the file, so that the count goes on after a killed process. */
export function countRequest(database: Database): number {
  return Number(database.prepare('UPDATE meta SET requests = requests + 1 RETURNING requests').get()?.['requests']);
}

export function faultOf(database: Database, request: number): Fault {
  const row = database.prepare('SELECT fault, latency FROM faults WHERE request = ?').get(request);
  if (row === undefined) return { kind: null, latency: 0 };
  return { kind: row['fault'] as FaultKind, latency: Number(row['latency']) };
}

/** Whether the request leaves the directory as it was. */
export function isWithoutEffect({ kind }: Fault): boolean {
  return kind === 'refused' || kind === 'retryable' || kind === 'timeout-before';
}

/** The error that stands for the answer of a request, or null where an answer comes. */
export function errorOf({ kind }: Fault): RequestError | null {
  switch (kind) {
    case 'refused':
      return new RequestError('the sandbox refuses the request', { code: 'refused', retryable: false });
    case 'retryable':
      return new RequestError('the sandbox is busy for the moment', { code: 'unavailable', retryable: true });
    case 'timeout-before':
    case 'timeout-after':
      return new RequestError('no answer came in time', { code: 'timeout', retryable: true, uncertain: true });
    default:
      return null;
  }
}
