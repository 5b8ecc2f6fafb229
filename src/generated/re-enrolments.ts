/* Generated from schemas/re-enrolments.schema.json by npm run generate; never edited. */

/**
 * Users of one organisation who must register their methods again: policies/organisations/<ODS>/re-enrolments.yaml.
 */
export interface ReEnrolments {
  /**
   * What this document is.
   */
  kind: 'ReEnrolments';
  /**
   * The ODS code; the folder has the same name.
   */
  organisation: string;
  /**
   * The entries. Each is open for 30 days and done once.
   */
  reEnrolments: ReEnrolmentEntry[];
}
/**
 * The registered methods of one user are removed, once.
 */
export interface ReEnrolmentEntry {
  /**
   * The address of the user.
   */
  user: string;
  /**
   * The directory id of the user; where the directory has ids, the id identifies the user and the address does not.
   */
  id?: string;
  /**
   * From this instant it is open, for 30 days.
   */
  requestedAt: string;
  /**
   * A reason code, such as phone-lost.
   */
  reason: string;
  /**
   * The reference of the request.
   */
  ticket?: string;
}
