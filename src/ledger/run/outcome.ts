/** Outcomes of accounts: how they are made and told apart. */
import type { AccountOutcome } from '../../generated/journal.ts';
import type { OutcomeCounts } from '../../generated/receipt.ts';

type Account = AccountOutcome['account'];
type Problem = NonNullable<AccountOutcome['problem']>;

/** The account has the planned state because this run wrote it. */
export function applied(account: Account, evidence: 'answer' | 're-read'): AccountOutcome {
  return { account, outcome: 'applied', reason: null, evidence, problem: null };
}

/** The account had the planned state before anything was sent. */
export function already(account: Account, evidence: 'answer' | 'read'): AccountOutcome {
  return { account, outcome: 'already', reason: null, evidence, problem: null };
}

/** Nothing was sent: the account is not as planned, the decision has lapsed, or the run ended before. */
export function skipped(account: Account, reason: 'moved' | 'lapsed' | 'stopped'): AccountOutcome {
  return { account, outcome: 'skipped', reason, evidence: reason === 'stopped' ? 'plan' : 'read', problem: null };
}

/** Nothing was sent: a guardrail, or a hold after an undo. */
export function withheld(account: Account, reason: string): AccountOutcome {
  return { account, outcome: 'withheld', reason, evidence: 'plan', problem: null };
}

export function failed(account: Account, problem: Problem, evidence: AccountOutcome['evidence']): AccountOutcome {
  return { account, outcome: 'failed', reason: null, evidence, problem };
}

/** A person makes the change; the next report confirms it. */
export function handedOver(account: Account): AccountOutcome {
  return { account, outcome: 'handed-over', reason: null, evidence: 'answer', problem: null };
}

export function noCounts(): OutcomeCounts {
  return { applied: 0, already: 0, skipped: 0, withheld: 0, failed: 0, handedOver: 0 };
}

/** Adds one outcome to counts. */
export function countOutcome(counts: OutcomeCounts, { outcome }: Pick<AccountOutcome, 'outcome'>): void {
  counts[outcome === 'handed-over' ? 'handedOver' : outcome]++;
}
