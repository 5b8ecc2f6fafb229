import type { Instant } from '../../model/account.ts';
import { type DirectoryWriter, RequestError, type WriteRequest, type WriteResult } from '../port.ts';
import { accountChanger } from './change.ts';
import type { Clock } from '../../machine/sandbox-clock.ts';
import { countRequest, errorOf, type Fault, faultOf, isWithoutEffect } from './faults.ts';
import { asRequestError, replaced } from './request-error.ts';
import { checkRequest, limitOf } from '../portal-rules.ts';
import { inTransaction, openStore, type Store } from './store.ts';

const NOT_DONE: WriteResult = {
  outcome: 'failed',
  code: 'partial',
  retryable: true,
  says: 'the sandbox did only a part of the request',
};

/**
 * Writes to a sandbox file, by the portal's rules: one request is one transaction. Throws a SandboxFileError where the
 * file is missing, is no sandbox, or is of a newer mfactl. The file is open only while a request runs.
 */
export function createSandboxWriter(file: string, clock: Clock): DirectoryWriter {
  const { database, id } = openStore(file);
  database.close();
  return {
    kind: 'sandbox',
    name: id,
    limit: limitOf,
    async write(request, signal) {
      if (signal.aborted) throw aborted(false);
      checkRequest(request);
      const { fault, results } = send(file, id, request, clock.now());
      if (fault.latency > 0) await wait(fault.latency, clock, signal);
      const error = errorOf(fault);
      if (error !== null) throw error;
      return results;
    },
  };
}

/** What the sandbox makes of a request: all of it in the file before this returns, its fault not yet shown. */
interface Answer {
  readonly fault: Fault;
  readonly results: WriteResult[];
}

function send(file: string, id: string, request: WriteRequest, at: Instant): Answer {
  try {
    const store = openStore(file);
    try {
      if (store.id !== id) throw replaced();
      return inTransaction(store.database, 'IMMEDIATE', () => handle(store, request, at));
    } finally {
      store.database.close();
    }
  } catch (error) {
    throw asRequestError(error);
  }
}

function handle({ database }: Store, request: WriteRequest, at: Instant): Answer {
  const number = countRequest(database);
  const fault = faultOf(database, number);
  if (isWithoutEffect(fault)) return { fault, results: [] };
  const change = accountChanger(database, request, number, at);
  const results = request.items.map((item, i) => (fault.kind === 'partial' && i % 2 === 0 ? NOT_DONE : change(item)));
  return { fault, results };
}

async function wait(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    // The request is on its way: whoever stops waiting for the answer can not know what became of it.
    throw signal.aborted ? aborted(true) : error;
  }
}

function aborted(uncertain: boolean): RequestError {
  return new RequestError('stopped before the answer came', { code: 'aborted', retryable: true, uncertain });
}
