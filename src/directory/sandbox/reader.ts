import { setImmediate } from 'node:timers/promises';
import type { Checked } from '../../core/diagnostic.ts';
import type { Account, Instant } from '../../core/model.ts';
import type { AccountKey, DirectoryReader, OnProgress, Snapshot } from '../port.ts';
import { RowCollector } from './collector.ts';
import { accountFinder } from './find.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountOf } from './rows.ts';
import type { Database } from './sqlite.ts';
import { asRefused, inTransaction, openStore, type Store } from './store.ts';

/** Rows between two looks at the signal. */
const BATCH = 20_000;

/**
 * Reads a tenant from a sandbox file. `now` gives the instant of reading. A file that is missing or is no sandbox
 * comes back from `read` as a diagnostic; `readAccounts` throws a SandboxFileError for it.
 */
export function createSandboxReader(file: string, now: () => Instant): DirectoryReader {
  return {
    kind: 'sandbox',
    async read(signal, onProgress) {
      signal.throwIfAborted();
      try {
        return await readAll(file, now, signal, onProgress);
      } catch (error) {
        return asRefused(file, error);
      }
    },
    async readAccounts(keys, signal) {
      signal.throwIfAborted();
      const { database } = openStore(file);
      try {
        return inTransaction(database, 'DEFERRED', () => findAccounts(database, keys));
      } finally {
        database.close();
      }
    },
  };
}

async function readAll(
  file: string,
  now: () => Instant,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<Checked<Snapshot>> {
  const store = openStore(file);
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
    statusEvidence: true,
    sources: [{ name: id, pages: null, rows: rows.size, claimed }],
    findings: [],
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
