/** What runs did to levels: one change as a step, the steps of one account, and the steps of all accounts of a run. */
import type { FindRow } from '../snapshot/find-rows.ts';
import { type RowStep, isExposed, portalLapse } from './exposure.ts';
import { type HandOver, type HandOverSeen, countsBefore, seenAt } from './hand-over.ts';
import type { Instant, State } from '../model/account.ts';
import type { LedgerRun } from '../generated/ledger.ts';
import type { ReceiptAccount } from '../generated/receipt.ts';
import { checkedInstant } from '../model/time.ts';
import { readReceiptAccounts } from '../ledger/run/receipt.ts';
import { vouchedPath } from '../ledger/run/files.ts';
import type { StateStep } from './state-then.ts';

/** One change of one account, and the times of its run. */
export interface Done {
  readonly change: ReceiptAccount;
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * A change of level as a step: one that was made, between two states; one that was handed over, at the end of its run,
 * by when the account was still as before. Null for any other outcome, and for a re-enrolment.
 */
export function stepOf({ change, start, end }: Done): StateStep | null {
  const { action, outcome, before, after } = change;
  if (action === 're-enrol') return null;
  if (outcome === 'handed-over') return { at: end, before, after: before };
  return outcome === 'applied' ? { at: stepAt({ start, end }, after), before, after } : null;
}

/**
 * When a change of a run counts: its receipt tells no instant for each account, so what takes MFA away counts from the
 * start of the run, and what gives it from the end.
 */
function stepAt({ start, end }: { readonly start: Instant; readonly end: Instant }, after: State): Instant {
  return isExposed(after.level) ? start : end;
}

/** The steps of one account, in order of time, from its changes in the order of the ledger. */
export function stepsOf(runs: readonly (Done & HandOver)[], observedAt: Instant): StateStep[] {
  const steps = runs.flatMap((run) => {
    const step = stepOf(run);
    return step === null ? [] : [{ run, step }];
  });
  return steps.flatMap(({ run, step }, i) => {
    // The next change found the account as its own receipt tells.
    const until = Math.min(seenAt(run, observedAt), steps[i + 1]?.step.at ?? Number.POSITIVE_INFINITY);
    const held = countsBefore(run.change) && until > step.at && Number.isFinite(until);
    return held ? [step, { at: until, before: step.before, after: run.change.after }] : [step];
  });
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
): AsyncGenerator<RowStep> {
  const { start, end, counts } = run;
  if (counts.applied + counts.handedOver === 0) return;
  const path = await vouchedPath(ledgerFolder, run, 'receipt');
  const times = { start: checkedInstant(start), end: checkedInstant(end) };
  for await (const change of readReceiptAccounts(path)) {
    const step = stepOf({ ...times, change });
    const row = step === null ? -1 : rowOf(change.account);
    if (step === null || row < 0) continue;
    const exposedUntil =
      change.outcome === 'handed-over' ? handedOverUntil(change, step.at, seen) : lastsUntil(step.after, step.at);
    yield { ...step, row, exposedUntil };
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
