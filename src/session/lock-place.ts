/** Where locks that are files lie. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { ledgerFolder } from './ledger-place.ts';

/**
 * The folder of a lock that is a file. A sandbox has it beside its own file, so that checkouts which share the sandbox
 * share the lock.
 */
export function lockFolder({ root, target }: ResolvedSettings): string {
  return target?.kind === 'sandbox' ? dirname(realOf(target.file)) : join(root, '.mfactl');
}

/** The lock of the ledger lies beside its folder, not in it: there every byte is part of the ledger. */
export function ledgerLock(settings: ResolvedSettings): { readonly folder: string; readonly name: string } {
  const ledger = realOf(ledgerFolder(settings));
  const beside = dirname(ledger);
  const folder = basename(beside) === '.mfactl' ? beside : join(beside, '.mfactl');
  return { folder, name: `ledger-lock-${basename(ledger)}` };
}

/** A path as others may name it too; one that is not there yet stays as it is. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
