/* Generated from schemas/exceptions.schema.json by npm run generate; never edited. */

/**
 * short-term (24 hours, granted by a Local Administrator) or long-term (180 days, approved and risk-assessed).
 */
export type ExceptionType = 'short-term' | 'long-term';

/**
 * Expiring exceptions for users of one organisation: policies/organisations/<ODS>/exceptions.yaml or exceptions/*.yaml.
 */
export interface Exceptions {
  /**
   * What this document is.
   */
  kind: 'Exceptions';
  /**
   * The ODS code; the folder has the same name.
   */
  organisation: string;
  /**
   * The entries. Each holds from startsAt until, not including, expiresAt.
   */
  exceptions: ExceptionEntry[];
}
/**
 * One user is not asked for MFA for a while.
 */
export interface ExceptionEntry {
  /**
   * The address of the user.
   */
  user: string;
  /**
   * The directory id of the user; where the directory has ids, the id identifies the user and the address does not.
   */
  id?: string;
  type: ExceptionType;
  /**
   * It starts at this instant.
   */
  startsAt: string;
  /**
   * It ends at this instant. If you leave it out, it is startsAt plus the longest duration of the type.
   */
  expiresAt?: string;
  /**
   * One of the reason codes that the tenant lists for the type.
   */
  reason: string;
  /**
   * Who asked for it.
   */
  requestedBy?: string;
  /**
   * Who approved it: an approver, who must not be the user or the person who asked.
   */
  approvedBy?: string;
  /**
   * The reference of the request.
   */
  ticket?: string;
  /**
   * The reference of the risk assessment.
   */
  riskAssessment?: string;
  /**
   * What will make the exception unnecessary. No medical or personal details.
   */
  plan?: string;
}
