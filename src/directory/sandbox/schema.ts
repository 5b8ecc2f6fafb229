import type { Database } from './sqlite.ts';

/** Marks a SQLite file as a sandbox of mfactl: the bytes `mfac`. */
export const APPLICATION_ID = 0x6d666163;
/** Raised whenever the tables change. */
export const SCHEMA_VERSION = 1;

/**
 * An account's texts stand as the snapshot has them. `roles` and `methods` are JSON lists. NULL is never a blank:
 * a NULL id is one the source has not, NULL methods are unknown, a NULL membership is not told.
 * `sessions_revoked_at` is in milliseconds. The clustered key keeps accounts in the order of their bytes.
 */
const TABLES = `
  CREATE TABLE accounts (
    address TEXT PRIMARY KEY NOT NULL,
    id TEXT,
    organisation TEXT NOT NULL,
    unit TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    user_policy TEXT NOT NULL,
    roles TEXT NOT NULL,
    reported TEXT NOT NULL,
    methods TEXT,
    membership TEXT,
    compromised INTEGER NOT NULL,
    sessions_revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    has_ids INTEGER NOT NULL,
    requests INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE faults (
    request INTEGER PRIMARY KEY,
    fault TEXT NOT NULL,
    latency INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE writes (
    number INTEGER PRIMARY KEY,
    request INTEGER NOT NULL,
    action TEXT NOT NULL,
    address TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;`;

export const CREATE_ID_INDEX = 'CREATE INDEX accounts_by_id ON accounts (id) WHERE id IS NOT NULL';
export const DROP_ID_INDEX = 'DROP INDEX accounts_by_id';

/** Makes the tables of a new sandbox with its id; runs inside the transaction of the caller. */
export function createTables(database: Database, id: string): void {
  database.exec(
    `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; ${TABLES} ${CREATE_ID_INDEX}`,
  );
  database.prepare('INSERT INTO meta (one, id, has_ids, requests) VALUES (1, ?, 0, 0)').run(id);
}
