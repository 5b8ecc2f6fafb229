/** What the ledger's runs did to some accounts, from receipts and plans that the ledger vouches for. */
import { type Instant, isSameAccount } from '../model/account.ts';
import { fold } from '../model/text.ts';
import type { LedgerLine, LedgerRun } from '../generated/ledger.ts';
import type { PlanChange } from '../generated/plan.ts';
import type { AccountRef, ReceiptAccount } from '../generated/receipt.ts';
import { checkedInstant } from '../model/time.ts';
import { type HandOverSeen, handOverSeen } from './hand-over.ts';
import { readReceiptAccounts } from '../ledger/run/receipt.ts';
import { planChunksOf, vouchedPath } from '../ledger/run/files.ts';

/** One change of one account and what became of it. */
export interface AccountRun {
  readonly line: LedgerRun;
  /** SHA-256 of the ledger's line, as the line behind it holds it. */
  readonly lineHash: string;
  readonly start: Instant;
  readonly end: Instant;
  /** What later runs saw of all that this run handed over; null where it handed nothing over, or none has. */
  readonly seen: HandOverSeen | null;
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
    const seen = line.counts.handedOver === 0 ? null : handOverSeen(runs, index);
    const run = { line, lineHash, start: checkedInstant(line.start), end: checkedInstant(line.end), seen };
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

/** What a run did to the account, and what its plan says of it. */
export interface PlannedRun extends AccountRun {
  readonly planned: PlanChange | null;
}
