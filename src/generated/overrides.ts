/* Generated from schemas/overrides.schema.json by npm run generate; never edited. */

/**
 * Approved, temporary increases of single guardrail limits: policies/overrides.yaml.
 */
export interface Overrides {
  /**
   * What this document is.
   */
  kind: 'Overrides';
  /**
   * The entries. Each raises one limit from startsAt until, not including, expiresAt, for 30 days at most.
   */
  overrides: OverrideEntry[];
}
/**
 * One limit is raised, for one organisation or, without organisation, for the total.
 */
export interface OverrideEntry {
  /**
   * The guardrail whose limit is raised. empty-directory, privileged-loosen, status-not-told and approval cannot be raised.
   */
  guardrail:
    | 'shrunk-directory'
    | 'one-sided'
    | 'shrunk-governed'
    | 'stale-report'
    | 'max-changes'
    | 'loosen'
    | 'lockout'
    | 'unknown-status'
    | 'orphan-exceptions';
  /**
   * The ODS code; leave it out to raise the total.
   */
  organisation?: string;
  /**
   * The new limit: a number of accounts; for stale-report a duration.
   */
  limit: number | string;
  /**
   * Why.
   */
  reason: string;
  /**
   * Who approved it: one of the tenant's approvers.
   */
  approvedBy: string;
  /**
   * From this instant the limit is raised.
   */
  startsAt: string;
  /**
   * From this instant the override has no effect.
   */
  expiresAt: string;
}
