/** What the ledger's runs did to some accounts, from receipts and plans that the ledger vouches for. */
import { type Instant, isSameAccount } from '../model/account.ts';
import { fold } from '../model/text.ts';
import type { LedgerLine, LedgerRun } from '../generated/ledger.ts';
import type { PlanChange } from '../generated/plan.ts';
import type { AccountRef, ReceiptAccount } from '../generated/receipt.ts';
import { checkedInstant } from '../model/time.ts';
import { handOverSettled } from './level-steps.ts';
import { readReceiptAccounts } from '../ledger/run/receipt.ts';
import { planChunksOf, vouchedPath } from '../ledger/run/files.ts';
import { isExposed } from './exposure.ts';
import { type StateStep, stepAt } from './state-then.ts';

/** One change of one account and what became of it. */
export interface AccountRun {
  readonly line: LedgerRun;
  /** SHA-256 of the ledger's line, as the line behind it holds it. */
  readonly lineHash: string;
  readonly start: Instant;
  readonly end: Instant;
  /** When a later run had seen what became of all that this run handed over; null where it handed nothing over, or none has. */
  readonly settledBy: Instant | null;
  readonly change: ReceiptAccount;
}

/**
 * Reads the receipts of some runs, in the order of the ledger; `wanted` is asked of each account's line of JSON. Throws
 * a LedgerError where a receipt is not the one that the ledger names.
 */
export async function* accountRuns(
  ledgerFolder: string,
  { lines, head }: { readonly lines: readonly LedgerLine[]; readonly head: string | null },
  pick: (line: LedgerRun) => boolean,
  wanted?: (line: string) => boolean,
): AsyncGenerator<AccountRun> {
  const runs = lines.filter((line) => line.type === 'run');
  for (const [index, line] of runs.entries()) {
    if (line.changes === 0 || !pick(line)) continue;
    const lineHash = lines[line.seq]?.previous ?? (head ?? '').replace(/^\d+:/, '');
    const settledBy = line.counts.handedOver === 0 ? null : handOverSettled(runs, index);
    const run = { line, lineHash, start: checkedInstant(line.start), end: checkedInstant(line.end), settledBy };
    const receipt = await vouchedPath(ledgerFolder, line, 'receipt');
    for await (const change of readReceiptAccounts(receipt, wanted)) yield { ...run, change };
  }
}

/** Whether a line of JSON may be about one of some accounts: a quick look before it is parsed. */
export function speaksOf(accounts: readonly AccountRef[]): (line: string) => boolean {
  const names = accounts.flatMap(({ id, address }) => [address, ...(id === null ? [] : [fold(id)])]);
  const inJson = names.map((name) => JSON.stringify(name).slice(1, -1));
  return (line) => {
    const folded = line.toLowerCase();
    return inJson.some((name) => folded.includes(name));
  };
}

/**
 * The change as the run's plan has it, with its cause and the rule behind it; null where the plan has none. Throws a
 * LedgerError where the plan is not the one that the ledger names.
 */
export async function plannedChange(ledgerFolder: string, { line, change }: AccountRun): Promise<PlanChange | null> {
  await vouchedPath(ledgerFolder, line, 'plan');
  for await (const chunk of planChunksOf(ledgerFolder, line.run, speaksOf([change.account]))) {
    if (chunk.action !== change.action) continue;
    const planned = chunk.changes.find(({ account }) => isSameAccount(account, change.account));
    if (planned !== undefined) return planned;
  }
  return null;
}

type Done = Pick<AccountRun, 'change' | 'start' | 'end' | 'settledBy'>;

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
 * When it was seen what became of a change that was handed over: by a later run, or by the directory as it is now.
 * Infinity where nothing has seen it yet. From the end of its run until then nobody knows when it was made.
 */
export function seenAt({ end, settledBy }: Pick<Done, 'end' | 'settledBy'>, observedAt: Instant): Instant {
  const unseen = Number.POSITIVE_INFINITY;
  return Math.min(settledBy ?? unseen, observedAt > end ? observedAt : unseen);
}

/**
 * Whether the state before a change that was handed over counts until it was seen what became of it. It does where the
 * change gives MFA; one that takes it away counts from the hand-over: time without MFA is never told too short.
 */
export function countsBefore({ outcome, after }: AccountRun['change']): boolean {
  return outcome === 'handed-over' && !isExposed(after.level);
}

/** The steps of one account, in order of time, from its changes in the order of the ledger. */
export function stepsOf(runs: readonly Done[], observedAt: Instant): StateStep[] {
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

/** What a run did to the account, and what its plan says of it. */
export interface PlannedRun extends AccountRun {
  readonly planned: PlanChange | null;
}
