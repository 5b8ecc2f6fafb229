import type { FindRow } from '../snapshot/find-rows.ts';
import { type LevelStep, isExposed, portalLapse } from './exposure.ts';
import type { Instant } from '../model/account.ts';
import type { LedgerConfirmation, LedgerRun } from '../generated/ledger.ts';
import type { ReceiptAccount } from '../generated/receipt.ts';
import { checkedInstant } from '../model/time.ts';
import { readReceiptAccounts } from '../ledger/run/receipt.ts';
import { vouchedPath } from '../ledger/run/files.ts';
import { stepAt } from './state-then.ts';

/** What later runs saw of all that a run handed over. */
export interface HandOverSeen {
  /** When nothing of it was open any more. */
  readonly settledAt: Instant;
  /** Whether not one of the changes was there when a run looked. */
  readonly allMissing: boolean;
}

/**
 * The changes of level that a run applied or handed over, as a stream from its receipt; accounts without a row are left
 * out. A receipt tells no instant for each account: what takes MFA away counts from the start of the run, what gives it
 * from the end. What was handed over left the account as it was. Throws a LedgerError where the receipt is not the one
 * that the ledger names.
 */
export async function* levelSteps(
  ledgerFolder: string,
  run: LedgerRun,
  rowOf: FindRow,
  seen: HandOverSeen | null,
): AsyncGenerator<LevelStep> {
  const { start, end, counts } = run;
  if (counts.applied + counts.handedOver === 0) return;
  const path = await vouchedPath(ledgerFolder, run, 'receipt');
  const [began, ended] = [checkedInstant(start), checkedInstant(end)];
  for await (const change of readReceiptAccounts(path)) {
    const { account, action, outcome, before, after } = change;
    if (!changesLevel(action) || (outcome !== 'applied' && outcome !== 'handed-over')) continue;
    const row = rowOf(account);
    if (row < 0) continue;
    if (outcome === 'handed-over') {
      const exposedUntil = handedOverUntil(change, ended, seen);
      yield { row, at: ended, before: before.level, after: before.level, exposedUntil };
      continue;
    }
    const at = stepAt({ start: began, end: ended }, after);
    yield { row, at, before: before.level, after: after.level, exposedUntil: lastsUntil(after, at) };
  }
}

/** When exposure that a state brings about ends by itself at the latest; a state with MFA brings none about. */
function lastsUntil({ level, status }: ReceiptAccount['after'], from: Instant): Instant {
  return isExposed(level) ? (portalLapse(status, from) ?? Infinity) : from;
}

/**
 * A person makes the change at any time from the hand-over until it is settled. One that takes MFA away may be made and
 * over before a run looks, so it counts from the hand-over; it counts no further than that look only where nothing of
 * the hand-over was there, since a receipt does not tell for each account what was seen.
 */
function handedOverUntil({ before, after }: ReceiptAccount, handedOver: Instant, seen: HandOverSeen | null): Instant {
  const madeBy = isExposed(before.level) ? (seen?.settledAt ?? Infinity) : handedOver;
  const until = lastsUntil(after, madeBy);
  return seen?.allMissing === true ? Math.min(until, seen.settledAt) : until;
}

/**
 * When nothing that the run of an index handed over was open any more, as later runs of the whole tenant saw it in the
 * directory; null where none has. A run that takes another back looks at nothing, and neither does one whose plan was
 * made before the hand-over.
 */
export function handOverSettled(runs: readonly LedgerRun[], index: number): Instant | null {
  const of = runs[index];
  if (of === undefined) return null;
  const later = runs.slice(index + 1).find((line) => {
    if (line.partial || line.undoes !== null || checkedInstant(line.asOf) <= checkedInstant(of.end)) return false;
    const told = toldOf(line, of.run);
    return told === undefined || told.waiting + told.superseded === 0;
  });
  return later === undefined ? null : checkedInstant(later.end);
}

/** What later runs saw of the hand-over of the run of an index; null while something of it is open. */
export function handOverSeen(runs: readonly LedgerRun[], index: number): HandOverSeen | null {
  const of = runs[index];
  const settledAt = handOverSettled(runs, index);
  if (of === undefined || settledAt === null) return null;
  const missing = runs.slice(index + 1).reduce((sum, line) => sum + (toldOf(line, of.run)?.missing ?? 0), 0);
  return { settledAt, allMissing: missing === of.counts.handedOver };
}

function toldOf({ confirmations = [] }: LedgerRun, run: string): LedgerConfirmation | undefined {
  return confirmations.find((each) => each.run === run);
}

/** A re-enrolment tells states as well, but changes none. */
function changesLevel(action: ReceiptAccount['action']): boolean {
  return action !== 're-enrol';
}
