/* Generated from schemas/receipt.schema.json by npm run generate; never edited. */

/**
 * Why the run ended before all was sent; null where it did not.
 */
export type Stop = {
  /**
   * moved (too many accounts are not as planned), failures (too many failed), canary (the first changes of an action failed or were not seen), or not-resumed (an open run whose plan no longer holds).
   */
  code: 'moved' | 'failures' | 'canary' | 'not-resumed';
  /**
   * What happened.
   */
  says: string;
} | null;
/**
 * Why an account failed.
 */
export type Problem = {
  /**
   * The stable name of the failure.
   */
  code: string;
  /**
   * Whether the same request may succeed later.
   */
  retryable: boolean;
  /**
   * Whether the change may have taken effect all the same.
   */
  uncertain: boolean;
  /**
   * What the directory said.
   */
  says: string;
} | null;

/**
 * What one run did, account by account: reports/runs/<run>/receipt.json. Each account is on its own line.
 */
export interface Receipt {
  /**
   * The format of the file.
   */
  format: 'mfactl.receipt/v1';
  /**
   * The run's id.
   */
  run: string;
  /**
   * SHA-256 of the plan file.
   */
  planId: string;
  /**
   * The plan's fingerprint.
   */
  fingerprint: string;
  policy: ReceiptPolicy;
  target: ReceiptTarget;
  /**
   * The run that this run took back, or null.
   */
  undoes: string | null;
  /**
   * Name and version of what applied.
   */
  tool: string;
  /**
   * Who applied.
   */
  actor: string;
  /**
   * Who approved, as CI reports it.
   */
  approvers: string[];
  /**
   * The machine that started the run.
   */
  host: string;
  /**
   * When the run began.
   */
  start: string;
  /**
   * When it ended.
   */
  end: string;
  /**
   * How often it was interrupted and resumed.
   */
  resumed: number;
  /**
   * The exit code.
   */
  exit: 0 | 1 | 3 | 4 | 5 | 6;
  stopped: Stop;
  counts: OutcomeCounts;
  /**
   * Accounts of which it is not known whether the change took effect.
   */
  uncertain: number;
  /**
   * One entry a change of the plan, in its order.
   */
  accounts: ReceiptAccount[];
}
/**
 * The policies that were applied.
 */
export interface ReceiptPolicy {
  /**
   * Digest of the policy files.
   */
  digest: string;
  /**
   * The git commit; null without git.
   */
  commit: string | null;
  /**
   * Whether policy files differed from that commit.
   */
  dirty: boolean;
}
/**
 * The directory that was written.
 */
export interface ReceiptTarget {
  /**
   * sandbox, portal or graph.
   */
  kind: 'sandbox' | 'portal' | 'graph';
  /**
   * A sandbox's id; the tenant's id; or portal.
   */
  name: string;
}
/**
 * Accounts by outcome.
 */
export interface OutcomeCounts {
  /**
   * Changed by this run.
   */
  applied: number;
  /**
   * As planned before anything was sent.
   */
  already: number;
  /**
   * Moved, lapsed, or never sent.
   */
  skipped: number;
  /**
   * Withheld by a guardrail or after an undo.
   */
  withheld: number;
  /**
   * Failed.
   */
  failed: number;
  /**
   * Handed over to a person.
   */
  handedOver: number;
}
/**
 * One change and what became of it.
 */
export interface ReceiptAccount {
  account: AccountRef;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * What is done.
   */
  action: 'restore' | 'enable' | 'switch' | 're-enrol' | 'except' | 'disable';
  before: ReceiptState;
  after: ReceiptState;
  /**
   * What became of it. A stopped run leaves what it never sent as skipped.
   */
  outcome: 'applied' | 'already' | 'skipped' | 'withheld' | 'failed' | 'handed-over';
  /**
   * For skipped: moved (the account is not as planned), lapsed (the decision has changed with time) or stopped (the run ended before it); for withheld: the guardrail, or undo-hold; else null.
   */
  reason: string | null;
  /**
   * How it is known: answer (the directory's answer to the write), read (the state before a write), re-read (the state afterwards, where the answer is not known), plan (nothing was asked of the directory).
   */
  evidence: 'answer' | 'read' | 're-read' | 'plan';
  problem: Problem;
}
/**
 * An account as a plan names it.
 */
export interface AccountRef {
  /**
   * The directory id, or null.
   */
  id: string | null;
  /**
   * The folded address.
   */
  address: string;
}
/**
 * A level with the MFA status that the report shows for it.
 */
export interface ReceiptState {
  /**
   * The level.
   */
  level: 'disabled' | 'named-locations' | 'standard' | 'unknown';
  /**
   * The MFA status.
   */
  status: string;
}
