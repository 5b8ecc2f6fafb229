import { join } from 'node:path';
import { isExposed, type LevelStep, portalLapse } from '../core/exposure.ts';
import type { Instant } from '../core/model.ts';
import type { Population } from '../core/population.ts';
import { fold } from '../core/text.ts';
import type { LedgerRun } from '../generated/ledger.ts';
import type { AccountRef, ReceiptAccount } from '../generated/receipt.ts';
import { checkedInstant } from './checked-instant.ts';
import { LedgerError } from './ledger-file.ts';
import { hashWhole } from './parts.ts';
import { readReceiptAccounts } from './receipt.ts';
import { RECEIPT_FILE, runFolder } from './run-folder.ts';

/**
 * The changes of level that a run applied to accounts of a population, as a stream from its receipt. A receipt tells no
 * instant for each account: what takes MFA away counts from the start of the run, what gives it from the end. What was
 * handed over changed nothing then: the account was still as before, and the change was made by `settledBy` at the
 * latest. Throws a LedgerError where the receipt is not the one that the ledger names.
 */
export async function* levelSteps(
  reports: string,
  { run, receipt, start, end, counts }: LedgerRun,
  population: Population,
  settledBy: Instant | null,
): AsyncGenerator<LevelStep> {
  if (counts.applied + counts.handedOver === 0) return;
  const path = join(runFolder(reports, run), RECEIPT_FILE);
  if ((await hashWhole(path)) !== receipt)
    throw new LedgerError(`${path}: it is not the receipt that the ledger names`);
  const [began, ended] = [checkedInstant(start), checkedInstant(end)];
  for await (const { account, action, outcome, before, after } of readReceiptAccounts(path)) {
    if (!changesLevel(action) || (outcome !== 'applied' && outcome !== 'handed-over')) continue;
    const row = rowOf(account, population);
    if (row < 0) continue;
    if (outcome === 'handed-over') {
      yield { row, at: ended, before: before.level, after: before.level, lapsesAt: settledBy };
      continue;
    }
    const at = isExposed(after.level) ? began : ended;
    yield { row, at, before: before.level, after: after.level, lapsesAt: portalLapse(after.status, at) };
  }
}

/**
 * When nothing that the run of an index handed over was open any more, as later runs of the whole tenant saw it in the
 * directory; null where none has.
 */
export function handOverSettled(runs: readonly LedgerRun[], index: number): Instant | null {
  const name = runs[index]?.run;
  const later = runs.slice(index + 1).find(({ partial, confirmations = [] }) => {
    const open = confirmations.find(({ run }) => run === name);
    return !partial && (open === undefined || open.waiting + open.superseded === 0);
  });
  return later === undefined ? null : checkedInstant(later.end);
}

/** A re-enrolment tells states as well, but changes none. */
function changesLevel(action: ReceiptAccount['action']): boolean {
  return action !== 're-enrol';
}

/** The row of an account, or -1; an address that belongs to somebody else by now is not theirs. */
function rowOf({ id, address }: AccountRef, population: Population): number {
  const row = population.addresses.find(address);
  const idNow = row < 0 ? undefined : population.ids?.[row];
  return id !== null && idNow !== undefined && idNow !== '' && fold(idNow) !== fold(id) ? -1 : row;
}
