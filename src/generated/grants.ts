/* Generated from schemas/grants.schema.json by npm run generate; never edited. */

/**
 * One line of reports/grants.ndjson: an exception that mfactl granted and that no run has seen end.
 */
export interface GrantLine {
  account: GrantedAccount;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * The exception.
   */
  type: 'short-term' | 'long-term';
  /**
   * The run that granted it, or that saw what people had been asked to grant.
   */
  run: string;
  /**
   * When that run ended.
   */
  at: string;
}
/**
 * The account.
 */
export interface GrantedAccount {
  /**
   * The directory id, or null.
   */
  id: string | null;
  /**
   * The folded address.
   */
  address: string;
}
