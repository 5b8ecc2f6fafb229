/* Generated from schemas/pending.schema.json by npm run generate; never edited. */

/**
 * One line of reports/pending.ndjson: a change that a run did not make.
 */
export interface PendingLine {
  account: AccountRef;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * What is done.
   */
  action: 'restore' | 'enable' | 'switch' | 're-enrol' | 'except' | 'disable';
  /**
   * The level that the accounts get; null for re-enrol.
   */
  to: 'disabled' | 'named-locations' | 'standard' | null;
  /**
   * Why it was not made.
   */
  outcome: 'skipped' | 'withheld' | 'failed' | 'handed-over';
  /**
   * For skipped: moved (the account is not as planned), lapsed (the decision has changed with time) or stopped (the run ended before it); for withheld: the guardrail, or undo-hold; else null.
   */
  reason: string | null;
  /**
   * For handed-over: the status that a report shows once it is made. Left out by older versions.
   */
  status?: string;
  /**
   * For handed-over: the policies ask for it until, not including, then; null for no end. Left out by older versions.
   */
  validUntil?: string | null;
  /**
   * For handed-over: digests of the exports that the run was planned from. Exports with the same bytes are the same observation, whatever their time. Left out where it was planned from no files, and by older versions.
   */
  exports?: string[];
  /**
   * The last run that did not make it.
   */
  run: string;
  /**
   * An instant as RFC 3339 with Z or an offset, such as 2026-11-24T09:00:00Z.
   */
  at: string;
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
