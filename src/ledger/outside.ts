import { JournalError } from './run/journal.ts';
import { LedgerError } from './chain.ts';

/** Whether an error tells of the world (a disk that fails, a file that can not be trusted) rather than of a bug. */
export function isOutside(error: unknown): error is Error {
  if (error instanceof JournalError || error instanceof LedgerError) return true;
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || (error.cause !== undefined && isOutside(error.cause));
}
