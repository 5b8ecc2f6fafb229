import { join } from 'node:path';
import { fetchLedger } from '../ledger/branch/branch.ts';
import { LedgerError } from '../ledger/chain.ts';
import type { BranchFolder } from '../ledger/branch/checkout.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { Stop } from './io.ts';

/** The branch of the ledger and its folder; null where the ledger lies in the working tree. */
export function ledgerBranch({ root, ledger: { branch } }: ResolvedSettings): BranchFolder | null {
  return branch === null ? null : { root, remote: 'origin', branch, folder: join(root, '.mfactl', 'ledger') };
}

/** The folder of the ledger. */
export function ledgerFolder(settings: ResolvedSettings): string {
  return ledgerBranch(settings)?.folder ?? settings.reports;
}

/** The folder of the ledger, brought up to date so that it can be read. Where it can not be, the command ends. */
export async function openLedger(settings: ResolvedSettings): Promise<string> {
  const place = ledgerBranch(settings);
  if (place === null) return settings.reports;
  try {
    await fetchLedger(place);
    return place.folder;
  } catch (error) {
    throw error instanceof LedgerError ? new Stop(`${error.message}.`) : error;
  }
}
