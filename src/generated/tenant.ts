/* Generated from schemas/tenant.schema.json by npm run generate; never edited. */

/**
 * The level of every managed account that has no other level.
 */
export type Level = 'disabled' | 'named-locations' | 'standard';

/**
 * The one document for the whole tenant: policies/tenant.yaml.
 */
export interface Tenant {
  /**
   * What this document is.
   */
  kind: 'Tenant';
  /**
   * The name of the tenant, as reports show it.
   */
  name: string;
  /**
   * Who reviews everything but the folders of the organisations: GitHub users, teams or addresses, as in CODEOWNERS.
   *
   * Items: Who reviews: a GitHub user, a team or an address, as in CODEOWNERS.
   */
  owners?: string[];
  /**
   * The IANA time zone in which reports show times and closing days begin, such as Europe/London.
   */
  timezone: string;
  mfa: Level;
  /**
   * What happens to accounts of each type: managed (the policies decide), disabled (MFA is off), unmanaged (never touched). A type that is not listed is unmanaged.
   */
  accountTypes: {
    /**
     * managed, disabled or unmanaged.
     */
    [k: string]: 'managed' | 'disabled' | 'unmanaged';
  };
  /**
   * Account statuses whose accounts are never touched.
   *
   * Items: A short text on one line.
   */
  unmanagedStatuses?: string[];
  /**
   * Addresses or directory ids of accounts that are never touched, such as break-glass accounts.
   *
   * Items: A short text on one line.
   */
  protected?: string[];
  /**
   * Who may approve exceptions in every organisation, and overrides.
   *
   * Items: The e-mail address of one account. Case and surrounding space do not matter.
   */
  approvers?: string[];
  exceptions: ExceptionRules;
  guardrails?: TenantGuardrails;
}
/**
 * The rules that exceptions follow.
 */
export interface ExceptionRules {
  /**
   * What to do with an exception that the portal granted and git does not know: keep it, or restore MFA. Default keep.
   */
  unrecorded?: 'keep' | 'restore';
  'short-term'?: ExceptionRule;
  'long-term'?: ExceptionRule1;
}
/**
 * Rules of 24-hour exceptions.
 */
export interface ExceptionRule {
  /**
   * The longest time that an exception may last; also the length of an exception without expiresAt.
   */
  maxDuration?: string;
  /**
   * The reason codes that are accepted.
   *
   * @minItems 1
   *
   * Items: A reason code, never free text: lower-case letters, digits and hyphens.
   */
  reasons?: [string, ...string[]];
  /**
   * Fields that each entry must have.
   */
  require?: ('expiresAt' | 'requestedBy' | 'approvedBy' | 'ticket' | 'riskAssessment' | 'plan')[];
  /**
   * How many entries one user may have within a window of time.
   */
  maxPerUser?: {
    /**
     * At most this many.
     */
    count: number;
    /**
     * The length of the window.
     */
    within: string;
  };
}
/**
 * Rules of 180-day exceptions.
 */
export interface ExceptionRule1 {
  /**
   * The longest time that an exception may last; also the length of an exception without expiresAt.
   */
  maxDuration?: string;
  /**
   * The reason codes that are accepted.
   *
   * @minItems 1
   *
   * Items: A reason code, never free text: lower-case letters, digits and hyphens.
   */
  reasons?: [string, ...string[]];
  /**
   * Fields that each entry must have.
   */
  require?: ('expiresAt' | 'requestedBy' | 'approvedBy' | 'ticket' | 'riskAssessment' | 'plan')[];
  /**
   * How many entries one user may have within a window of time.
   */
  maxPerUser?: {
    /**
     * At most this many.
     */
    count: number;
    /**
     * The length of the window.
     */
    within: string;
  };
}
/**
 * Limits beyond which changes are withheld.
 */
export interface TenantGuardrails {
  /**
   * Changes in one run. Default 5000.
   */
  maxChanges?: number;
  loosen?: LoosenLimit;
  /**
   * How much smaller the directory may be than its highest count of the last 7 days. Default 10%.
   */
  shrunkDirectory?: string;
  /**
   * How old the observation may be when a plan is made. Default P2D.
   */
  staleReport?: string;
  /**
   * Accounts raised to standard that have no registered method. Default 25.
   */
  lockout?: number;
  /**
   * The share of managed accounts whose actual level is unknown. Default 5%.
   */
  unknownStatus?: string;
}
/**
 * How many accounts may be loosened in a run and the 24 hours before it.
 */
export interface LoosenLimit {
  /**
   * This many are always allowed. Default 3.
   */
  floor?: number;
  /**
   * Per cent of an organisation's managed accounts. Default 5.
   */
  percent?: number;
  /**
   * Never more than this many in one organisation. Default 50.
   */
  count?: number;
  /**
   * Per cent of all managed accounts. Default 2.
   */
  totalPercent?: number;
}
