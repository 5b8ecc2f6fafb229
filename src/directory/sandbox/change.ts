import type { Account, Instant, Level, Membership } from '../../model/account.ts';
import { fold, foldCode } from '../../model/text.ts';
import type { WriteRequest, WriteResult } from '../port.ts';
import { accountFinder } from './find.ts';
import { accountOf, listText } from './rows.ts';
import type { Database } from './sqlite.ts';

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
      return failed('other-organisation', `the account belongs to another organisation than ${request.organisation}`);
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
  if (membership === MEMBERSHIP[to] && fold(reported) === fold(after.status)) return null;
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
  return account.compromised || fold(account.reported) === 'mfa enforced compromised';
}

function failed(code: string, says: string): WriteResult {
  return { outcome: 'failed', code, retryable: false, says };
}
