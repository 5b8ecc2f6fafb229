/** The files of a run, as the ledger names them: what was changed since must not be told as what was so. */
import { join } from 'node:path';
import type { LedgerRun } from '../../generated/ledger.ts';
import { LedgerError } from '../chain.ts';
import { hashWhole } from './gzip-parts.ts';
import { PLAN_FILE, RECEIPT_FILE, runFolder } from './folder.ts';

const FILES = {
  plan: { file: PLAN_FILE, hash: ({ planId }: LedgerRun) => planId },
  receipt: { file: RECEIPT_FILE, hash: ({ receipt }: LedgerRun) => receipt },
} as const;

/**
 * The path of a run's plan or receipt, whole or in parts. Its whole content is hashed before anything of it is read:
 * nothing that the ledger does not vouch for reaches a caller. Throws a LedgerError where it is another one.
 */
export async function vouchedPath(reports: string, run: LedgerRun, kind: keyof typeof FILES): Promise<string> {
  const { file, hash } = FILES[kind];
  const path = join(runFolder(reports, run.run), file);
  if ((await hashOrNone(path)) !== hash(run))
    throw new LedgerError(`${path}: it is not the ${kind} that the ledger names`);
  return path;
}

/** Null for parts that are no gzip any more. */
async function hashOrNone(path: string): Promise<string | null> {
  try {
    return await hashWhole(path);
  } catch (error) {
    if (/^Z_/.test(String((error as NodeJS.ErrnoException).code))) return null;
    throw error;
  }
}
