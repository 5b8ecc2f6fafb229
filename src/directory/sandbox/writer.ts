import type { Account, Instant, Level, Membership } from '../../model/account.ts';
import { type DirectoryWriter, RequestError, type WriteRequest, type WriteResult } from '../port.ts';
import type { Clock } from '../../machine/clock.ts';
import { type Fault, countRequest, errorOf, faultOf, isWithoutEffect } from './faults.ts';
import { type Store, asSandboxError, inTransaction, openStore, replaced } from './store.ts';
import { checkWriteRequest, limitOf } from '../portal-rules.ts';
import { foldCode, foldStatus } from '../../model/text.ts';
import { accountFinder } from './reader.ts';
import { accountOf, listText } from './rows.ts';
import type { Database } from './sqlite.ts';

const NOT_DONE: WriteResult = {
  outcome: 'failed',
  code: 'partial',
  retryable: true,
  says: 'the sandbox made only a part of the changes of the request',
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
      checkWriteRequest(request);
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
    throw asSandboxError(error);
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
    // The request is on its way: whoever stops waiting for the answer cannot know what became of it.
    throw signal.aborted ? aborted(true) : error;
  }
}

function aborted(uncertain: boolean): RequestError {
  return new RequestError('stopped before the answer came', { code: 'aborted', retryable: true, uncertain });
}

type Item = WriteRequest['items'][number];

/** What is new about an account. */
interface Change {
  readonly membership: Membership | null;
  readonly reported: string;
  readonly methods: readonly string[] | null;
  readonly revokeSessions: boolean;
}

const MEMBERSHIP: Readonly<Record<Level, Membership>> = {
  disabled: 'none',
  'named-locations': 'named-locations',
  standard: 'standard',
};

/**
 * Changes single accounts inside the transaction of the caller, and logs each that was really changed under the number
 * of its request.
 */
export function accountChanger(
  database: Database,
  request: WriteRequest,
  number: number,
  at: Instant,
): (item: Item) => WriteResult {
  const rowOf = accountFinder(database);
  const update = database.prepare(
    `UPDATE accounts SET membership = ?, reported = ?, methods = ?,
     sessions_revoked_at = coalesce(?, sessions_revoked_at) WHERE address = ?`,
  );
  const log = database.prepare('INSERT INTO writes (request, action, address, at) VALUES (?, ?, ?, ?)');
  return (item) => {
    const row = rowOf(item.account);
    if (row === null) return failed('not-found', 'the directory has no such account');
    const account = accountOf(row);
    if (account.organisation !== foldCode(request.organisation)) {
      return failed('other-organisation', `the account does not belong to organisation ${request.organisation}`);
    }
    const change = changeOf(account, request, item);
    if (change === null) return { outcome: 'already' };
    const methods = change.methods === null ? null : listText(change.methods);
    update.run(change.membership, change.reported, methods, change.revokeSessions ? at : null, account.address);
    log.run(number, request.action, account.address, at);
    return { outcome: 'applied' };
  };
}

/** Null where the account is already as the request wants it. */
function changeOf(account: Account, { action, to }: WriteRequest, { after }: Item): Change | null {
  const { membership, reported, methods } = account;
  if (to === null) {
    return methods?.length === 0 ? null : { membership, reported, methods: [], revokeSessions: true };
  }
  if (membership === MEMBERSHIP[to] && foldStatus(reported) === foldStatus(after.status)) return null;
  const raised = to !== 'disabled' && isCompromised(account);
  return {
    membership: MEMBERSHIP[to],
    reported: after.status,
    methods,
    revokeSessions: action === 'restore' || raised,
  };
}

/** Said by its column, or by the status that stands for it. */
function isCompromised(account: Account): boolean {
  return account.compromised || foldStatus(account.reported) === 'mfa enforced compromised';
}

function failed(code: string, says: string): WriteResult {
  return { outcome: 'failed', code, retryable: false, says };
}
