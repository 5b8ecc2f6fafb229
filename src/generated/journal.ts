/* Generated from schemas/journal.schema.json by npm run generate; never edited. */

/**
 * One line of a run's journal (NDJSON, mfactl.journal/v1). The run comes first. An intent is on disk before its accounts are sent, and their outcomes before the next intent.
 */
export type JournalLine = RunLine | IntentLine | OutcomesLine | CanaryLine | ResumedLine | AbortedLine | ClosedLine;
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
 * What is applied, where, and by whom.
 */
export interface RunLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always run.
   */
  type: 'run';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * The format of the file.
   */
  format: 'mfactl.journal/v1';
  /**
   * The run's id: the name of its folder.
   */
  run: string;
  /**
   * SHA-256 of the plan file.
   */
  planId: string;
  /**
   * Changes of the plan that no guardrail withholds.
   */
  changes: number;
  /**
   * Who applies.
   */
  actor: string;
  /**
   * Who approved, as CI reports it.
   */
  approvers: string[];
  /**
   * The machine.
   */
  host: string;
  /**
   * The process.
   */
  pid: number;
  /**
   * Name and version of what applies.
   */
  tool: string;
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
}
/**
 * Accounts that are about to be sent.
 */
export interface IntentLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always intent.
   */
  type: 'intent';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * The plan's chunk.
   */
  chunk: number;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * What is done.
   */
  action: 'restore' | 'enable' | 'switch' | 're-enrol' | 'except' | 'disable';
  /**
   * tighten or loosen.
   */
  direction: 'tighten' | 'loosen';
  /**
   * The accounts.
   */
  accounts: AccountRef[];
  /**
   * For re-enrol, the methods that are registered and will be removed, of the one account; else null. Also null where the directory does not say.
   */
  methods: string[] | null;
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
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
 * What became of accounts of a chunk.
 */
export interface OutcomesLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always outcomes.
   */
  type: 'outcomes';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * The plan's chunk.
   */
  chunk: number;
  /**
   * One entry an account.
   */
  outcomes: AccountOutcome[];
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
}
/**
 * What became of one account.
 */
export interface AccountOutcome {
  account: AccountRef;
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
 * The first changes of an action were read back.
 */
export interface CanaryLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always canary.
   */
  type: 'canary';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * What is done.
   */
  action: 'restore' | 'enable' | 'switch' | 're-enrol' | 'except' | 'disable';
  /**
   * Whether all were seen.
   */
  ok: boolean;
  /**
   * What was seen.
   */
  says: string;
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
}
/**
 * The run was resumed after an interruption.
 */
export interface ResumedLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always resumed.
   */
  type: 'resumed';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * Who resumed it.
   */
  actor: string;
  /**
   * The machine.
   */
  host: string;
  /**
   * The process.
   */
  pid: number;
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
}
/**
 * The run was asked to stop; nothing new was sent.
 */
export interface AbortedLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always aborted.
   */
  type: 'aborted';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * Why.
   */
  says: string;
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
}
/**
 * The end of the run: nothing follows.
 */
export interface ClosedLine {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always closed.
   */
  type: 'closed';
  /**
   * When the line was written.
   */
  at: string;
  /**
   * The exit code.
   */
  exit: 0 | 1 | 3 | 4 | 5 | 6;
  stopped: Stop;
  /**
   * The first 32 hexadecimal digits of SHA-256 over the sum of the line before and this line without its sum.
   */
  sum: string;
}
