import { existsSync } from 'node:fs';
import { type Ledger, readLedger } from '../ledger/read.ts';
import type { Instant } from '../model/account.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { ledgerBranch, ledgerFolder, openLedger } from './ledger-place.ts';
import { trusted } from './ledger.ts';

/** A ledger and the folder that it was read from. */
export interface HeldLedger {
  readonly folder: string;
  readonly ledger: Ledger;
  /** What people must know of it. */
  readonly remarks: readonly string[];
}

/**
 * The ledger as it lies here: for what is told offline, no remote is asked. Where it was never fetched, it is fetched
 * now. One that can not be trusted ends the command.
 */
export async function readHeldLedger(settings: ResolvedSettings, now: Instant): Promise<HeldLedger> {
  return trusted(async () => {
    const held = existsSync(ledgerFolder(settings));
    const folder = held ? ledgerFolder(settings) : await openLedger(settings);
    const ledger = await readLedger(folder, now);
    const old = held && ledgerBranch(settings) !== null;
    return {
      folder,
      ledger,
      remarks: [
        ...(old ? ['the ledger is told as this clone has fetched it last; "mfactl verify" fetches it anew.'] : []),
        ...ledger.openRuns.map((run) => `run ${run} has not ended: what it did is not told.`),
      ],
    };
  });
}
