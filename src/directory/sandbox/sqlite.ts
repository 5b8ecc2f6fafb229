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
  const emitWarning = process.emitWarning;
  process.emitWarning = (() => undefined) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Whether SQLite threw this because another process holds the file. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5;
}

/** Whether SQLite threw this because the bytes are not those of a database. */
export function isNotDatabase(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 11 || code === 26;
}

/** Whether SQLite threw this because the file can not be opened, or not be written. */
export function isUnusable(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 8 || code === 14;
}

/** Whether SQLite itself threw this: a disk that is full, a file that can not be written. */
export function isSqliteError(error: unknown): error is Error & { readonly errcode: number } {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

/** The low byte of SQLite's result code, which tells the kind of failure; null for errors of another source. */
function primaryCode(error: unknown): number | null {
  return isSqliteError(error) ? error.errcode & 0xff : null;
}
