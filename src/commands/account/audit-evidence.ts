import { type AccountRun, accountRuns, speaksOf } from '../../history/runs-of-account.ts';
import type { Decision } from '../../model/decision.ts';
import { type Account, type Instant, isSameAccount } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import type { AuditAccount, AuditEvidence, AuditReceipt, AuditRule } from '../../generated/audit.ts';
import { exemptionOf, stateOf } from '../../report/account/audit-data.ts';
import { commitJson } from '../../report/account/commit.ts';
import type { Mask } from '../../report/markup/mask.ts';
import { type HeldLedger, readTrusted } from '../../session/ledger.ts';
import type { Provenance, ProvenanceFinder } from '../../session/provenance.ts';

/** An account of a sample as it was, and what was decided for it. */
export interface Picked {
  readonly account: Account;
  readonly decision: Decision;
  /** The first change since, from which its state is told. */
  readonly undone: AccountRun | null;
  readonly basis: AuditAccount['basis'];
}

/** The evidence for the accounts of a sample, in their order. */
export async function gatherEvidence(
  held: HeldLedger,
  provenance: ProvenanceFinder,
  picked: readonly Picked[],
  at: Instant,
  mask: Mask,
): Promise<AuditEvidence[]> {
  const receipts = await lastReceipts(
    held,
    picked.map(({ account }) => account),
    at,
  );
  const commits = await provenance.of(picked.flatMap(({ decision }) => decision.because));
  return picked.map(({ account, decision, undone }, i) => ({
    because: decision.because.map((line) => ruleOf(line, commits)),
    exemption: exemptionOf(account, decision, mask),
    receipt: receiptOf(receipts[i] ?? null),
    undone: receiptOf(undone),
  }));
}

/** By account, the last entry of a receipt of a run that had ended. */
async function lastReceipts(
  { folder, ledger }: HeldLedger,
  accounts: readonly Account[],
  at: Instant,
): Promise<(AccountRun | null)[]> {
  const found: (AccountRun | null)[] = accounts.map(() => null);
  const ended = ({ end }: { readonly end: string }): boolean => Date.parse(end) <= at;
  await readTrusted(async () => {
    for await (const run of accountRuns(folder, ledger, ended, speaksOf(accounts)))
      for (const [i, account] of accounts.entries()) if (isSameAccount(run.change.account, account)) found[i] = run;
  });
  return found;
}

function ruleOf({ step, policy, says }: Decision['because'][number], commits: Provenance): AuditRule {
  const commit = policy === null ? null : (commits.get(policy) ?? null);
  return { step, policy, says, commit: commit === null ? null : commitJson(commit) };
}

function receiptOf(found: AccountRun | null): AuditReceipt | null {
  if (found === null) return null;
  const { line, lineHash, start, end, change } = found;
  return {
    run: line.run,
    seq: line.seq,
    line: lineHash,
    start: formatInstant(start),
    end: formatInstant(end),
    action: change.action,
    outcome: change.outcome,
    reason: change.reason,
    before: stateOf(change.before),
    after: stateOf(change.after),
  };
}
