/**
 * `node:sqlite`, loaded without the ExperimentalWarning that Node 22 prints on the first use. Everything in mfactl
 * takes it from here. No other warning is held back, and no listener of the process is touched.
 */
type Sqlite = typeof import('node:sqlite');

const sqlite = loadQuietly();

export const DatabaseSync: Sqlite['DatabaseSync'] = sqlite.DatabaseSync;
export type Database = InstanceType<Sqlite['DatabaseSync']>;

/** Loading is synchronous, so no warning but that of the module itself can come while the filter stands. */
function loadQuietly(): Sqlite {
  // oxlint-disable-next-line typescript/unbound-method -- it is only put back, never called
  const emitWarning = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** What SQLite throws; the result code tells the kind of failure in its low byte. */
export type SqliteError = Error & { readonly errcode: number };

/** Whether SQLite itself threw this: a file that is locked, a disk that is full. */
export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

/** Whether SQLite threw this because another process holds the file. */
export function isBusy(error: unknown): error is SqliteError {
  return hasCode(error, [5]);
}

/** Whether SQLite threw this because the file cannot be opened, or not be written. */
export function isUnusable(error: unknown): error is SqliteError {
  return hasCode(error, [8, 14]);
}

/** Whether SQLite threw this because the bytes are not those of a database. */
export function isNotDatabase(error: unknown): error is SqliteError {
  return hasCode(error, [11, 26]);
}

function hasCode(error: unknown, codes: readonly number[]): error is SqliteError {
  return isSqliteError(error) && codes.includes(error.errcode & 0xff);
}
