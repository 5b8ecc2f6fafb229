import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { type Database, DatabaseSync, isBusy, isNotDatabase, isSqliteError, isUnusable } from './sqlite.ts';
import { RequestError } from '../port.ts';

/** How long one process waits for another's transaction, in milliseconds; short enough to stop in good time. */
const BUSY_TIMEOUT = 2000;

/** A file that cannot serve as a sandbox; the diagnostic says why, and what to do. */
export class SandboxFileError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(file: string, code: string, message: string) {
    super(`${file}: ${message}`);
    this.name = 'SandboxFileError';
    this.diagnostic = { file, line: null, column: null, code, severity: 'error', message };
  }
}

/** An open sandbox file. */
export interface Store {
  readonly database: Database;
  /** The sandbox's identity: it lies in the file, and stays when the content is replaced. */
  readonly id: string;
}

/**
 * Opens a sandbox that is there; the caller closes `database`. Throws a SandboxFileError where the file is missing,
 * is no sandbox, or is of a newer mfactl.
 *
 * The file keeps a rollback journal, not a write-ahead log: between transactions the tenant is one file that can be
 * copied. A process that was killed leaves the journal, and the next one to open the file rolls it back; so even a
 * reader opens it for writing.
 */
export function openStore(file: string): Store {
  if (!existsSync(file)) throw new SandboxFileError(file, 'sandbox-missing', missing('the file does not exist'));
  const database = connect(file);
  try {
    const id = identify(file, database);
    if (id === null) throw new SandboxFileError(file, 'sandbox-missing', missing('the file is empty'));
    return { database, id };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a sandbox inside a transaction that holds the file, and makes it where the file is missing or empty.
 * The caller commits and closes. `newId` gives the id of a new sandbox.
 */
export function beginOrCreateStore(file: string, newId: () => string): Store {
  makeFolder(file);
  const database = connect(file);
  try {
    database.exec('BEGIN IMMEDIATE');
    const known = identify(file, database);
    if (known !== null) return { database, id: known };
    const id = newId();
    createTables(database, id);
    return { database, id };
  } catch (error) {
    database.close();
    throw asFileError(file, error);
  }
}

/** Does some work in one transaction: all of it lasts, or nothing. */
export function inTransaction<Result>(database: Database, kind: 'DEFERRED' | 'IMMEDIATE', work: () => Result): Result {
  database.exec(`BEGIN ${kind}`);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A file error as what a caller gets for bad input; throws any other error. */
export function asRefused(file: string, error: unknown): Checked<never> {
  const known = asFileError(file, error);
  if (known instanceof SandboxFileError) return { ok: false, diagnostics: [known.diagnostic] };
  throw known;
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw unusable(file, error as Error);
  }
}

function connect(file: string): Database {
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT });
    database.exec('PRAGMA synchronous = FULL');
    return database;
  } catch (error) {
    throw asFileError(file, error);
  }
}

/** The id of the sandbox, or null for an empty file. */
function identify(file: string, database: Database): string | null {
  try {
    const application = numberOf(database, 'PRAGMA application_id');
    const version = numberOf(database, 'PRAGMA user_version');
    if (application !== APPLICATION_ID) {
      if (numberOf(database, 'SELECT count(*) FROM sqlite_schema') === 0 && application === 0) return null;
      throw notSandbox(file);
    }
    if (version > SCHEMA_VERSION) throw newer(file, version);
    return String(database.prepare('SELECT id FROM meta').get()?.['id']);
  } catch (error) {
    throw asFileError(file, error);
  }
}

/** The number in the first column of the one row that a query gives. */
function numberOf(database: Database, query: string): number {
  return Number(Object.values(database.prepare(query).get() ?? {})[0]);
}

function asFileError(file: string, error: unknown): unknown {
  if (isNotDatabase(error)) return notSandbox(file);
  if (isBusy(error)) return locked(file);
  return isUnusable(error) ? unusable(file, error) : error;
}

function locked(file: string): SandboxFileError {
  return new SandboxFileError(
    file,
    'sandbox-locked',
    'Another process is using the sandbox. Wait until it has ended, then try again.',
  );
}

function unusable(file: string, { message }: Error): SandboxFileError {
  const says = `This file cannot be opened for reading and writing (${message}). Check its path and permissions.`;
  return new SandboxFileError(file, 'sandbox-unusable', says);
}

function missing(why: string): string {
  return `There is no sandbox: ${why}. Fill it with "mfactl sandbox load", or correct its path in the settings.`;
}

function notSandbox(file: string): SandboxFileError {
  const says = 'This file is not a sandbox of mfactl. It was not changed. Name another file in the settings.';
  return new SandboxFileError(file, 'sandbox-foreign', says);
}

function newer(file: string, version: number): SandboxFileError {
  const says =
    `A newer version of mfactl made this sandbox (schema ${version}; this version knows ${SCHEMA_VERSION}). ` +
    'Update mfactl, or load the reports into another file.';
  return new SandboxFileError(file, 'sandbox-newer', says);
}

/** A file that is locked, gone or fails makes the request fail; any other error is a bug and stays one. */
export function asSandboxError(error: unknown): unknown {
  if (isBusy(error) || (error instanceof SandboxFileError && error.diagnostic.code === 'sandbox-locked')) {
    return new RequestError('another process is using the sandbox file', { code: 'locked', retryable: true });
  }
  if (error instanceof SandboxFileError) {
    return new RequestError(error.message, { code: error.diagnostic.code, retryable: false });
  }
  if (!isSqliteError(error)) return error;
  return new RequestError(`the sandbox file cannot be read or written: ${error.message}`, {
    code: 'storage',
    retryable: false,
    uncertain: true,
  });
}

/** The file at the path is another sandbox than the one that was opened first. */
export function replaced(): RequestError {
  const says = 'the sandbox file was replaced by another sandbox after this run began; make a new plan';
  return new RequestError(says, { code: 'sandbox-replaced', retryable: false });
}

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
