import { setImmediate } from 'node:timers/promises';
import type { Checked } from '../../model/diagnostic.ts';
import type { Account, Instant } from '../../model/account.ts';
import type { AccountKey, DirectoryReader, OnProgress } from '../port.ts';
import { RowCollector } from './collector.ts';
import { type Store, asRefused, asSandboxError, inTransaction, openStore, replaced } from './store.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from './rows.ts';
import type { Database } from './sqlite.ts';
import { type Snapshot, isStatusEvidence } from '../../snapshot/snapshot.ts';

/** Rows between two looks at the signal. */
const BATCH = 20_000;

/**
 * Reads a tenant from a sandbox file. `now` gives the instant of reading. A file that is missing or is no sandbox
 * comes back from `read` as a diagnostic; `readAccounts` throws a RequestError for it. A sandbox is known by its id: a
 * reader that has seen one, which is at once where the file is there, never reads from another that took its place.
 */
export function createSandboxReader(file: string, now: () => Instant): DirectoryReader {
  let known = idIn(file);
  const open = (): Store => {
    const store = openStore(file);
    known ??= store.id;
    if (store.id === known) return store;
    store.database.close();
    throw replaced();
  };
  return {
    kind: 'sandbox',
    async read(signal, onProgress) {
      signal.throwIfAborted();
      try {
        return await readAll(open(), now, signal, onProgress);
      } catch (error) {
        return asRefused(file, error);
      }
    },
    async readAccounts(keys, signal) {
      signal.throwIfAborted();
      try {
        return accountsOf(open(), keys);
      } catch (error) {
        throw asSandboxError(error);
      }
    },
  };
}

/** The id of the sandbox that is there; null where none can be opened now. */
function idIn(file: string): string | null {
  try {
    const { database, id } = openStore(file);
    database.close();
    return id;
  } catch {
    return null;
  }
}

function accountsOf({ database }: Store, keys: readonly AccountKey[]): (Account | null)[] {
  try {
    return inTransaction(database, 'DEFERRED', () => findAccounts(database, keys));
  } finally {
    database.close();
  }
}

async function readAll(
  store: Store,
  now: () => Instant,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<Checked<Snapshot>> {
  try {
    store.database.exec('BEGIN');
    return { ok: true, value: await readSnapshot(store, now(), signal, onProgress), diagnostics: [] };
  } finally {
    store.database.close();
  }
}

/** Reads in the transaction that is open, so the count and the rows are of one state. */
async function readSnapshot(
  { database, id }: Store,
  observedAt: Instant,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<Snapshot> {
  const meta = database.prepare('SELECT (SELECT count(*) FROM accounts) AS size, has_ids FROM meta').get();
  const claimed = Number(meta?.['size']);
  const rows = new RowCollector(claimed, meta?.['has_ids'] === 1);
  for (const row of accountRows(database)) {
    rows.add(row);
    if (rows.size % BATCH !== 0) continue;
    await setImmediate();
    signal.throwIfAborted();
    onProgress?.(rows.size / claimed);
  }
  return {
    kind: 'sandbox',
    name: id,
    digest: rows.digest(),
    observedAt,
    statusEvidence: isStatusEvidence('sandbox'),
    sources: [{ name: id, pages: null, rows: rows.size, claimed }],
    findings: [],
    oneSided: null,
    population: rows.population(),
  };
}

/** All accounts in the order of their addresses, as arrays: millions of row objects would cost twice the time. */
function accountRows(database: Database): Iterable<AccountRow> {
  const select = database.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM accounts ORDER BY address`);
  select.setReturnArrays(true);
  return select.iterate() as unknown as Iterable<AccountRow>;
}

function findAccounts(database: Database, keys: readonly AccountKey[]): (Account | null)[] {
  const rowOf = accountFinder(database);
  return keys.map((key) => {
    const row = rowOf(key);
    return row === null ? null : accountOf(row);
  });
}

/**
 * Finds the row of a key: by id where both have one, else by address. Should two accounts have one id, it is the one with
 * the key's address.
 */
export function accountFinder(database: Database): (key: AccountKey) => AccountRow | null {
  const byId = database.prepare(
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE id = ? ORDER BY address = ? DESC, address LIMIT 1`,
  );
  const byAddress = database.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE address = ?`);
  const withoutId = database.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE address = ? AND id IS NULL`);
  for (const statement of [byId, byAddress, withoutId]) statement.setReturnArrays(true);
  return ({ id, address }) => {
    const row = id === null ? byAddress.get(address) : (byId.get(id, address) ?? withoutId.get(address));
    return (row as unknown as AccountRow | undefined) ?? null;
  };
}
