/* Generated from schemas/policy-test.schema.json by npm run generate; never edited. */

/**
 * Given these accounts at this time, expect these levels and statuses: policies/tests/*.yaml.
 */
export interface PolicyTest {
  /**
   * What this document is.
   */
  kind: 'PolicyTest';
  /**
   * What the test shows, as a sentence.
   */
  name: string;
  /**
   * The instant at which the accounts are decided.
   */
  at: string;
  /**
   * The cases.
   *
   * @minItems 1
   */
  accounts: [PolicyTestCase, ...PolicyTestCase[]];
}
/**
 * One account and what is expected of it.
 */
export interface PolicyTestCase {
  given: GivenAccount;
  expect: ExpectedDecision;
}
/**
 * The account. Left out: type user, status Active, no roles, not compromised, no method, level from `reported`.
 */
export interface GivenAccount {
  /**
   * The e-mail address of one account. Case and surrounding space do not matter.
   */
  address: string;
  /**
   * The directory id.
   */
  id?: string;
  /**
   * The ODS code of an organisation: 1 to 9 letters and digits. Quote a code that is all digits.
   */
  organisation: string;
  /**
   * The unit path, as the directory writes it.
   */
  unit?: string;
  /**
   * The account type.
   */
  type?: string;
  /**
   * The account status.
   */
  status?: string;
  /**
   * The name of the user policy.
   */
  userPolicy?: string;
  /**
   * Names of roles, as the directory writes them.
   */
  roles?: string[];
  /**
   * The MFA status as the MFA Status report writes it.
   */
  reported?: string;
  /**
   * The actual level, where it is not what `reported` says.
   */
  level?: 'disabled' | 'named-locations' | 'standard' | 'unknown';
  /**
   * Registered authentication types.
   */
  methods?: string[];
  /**
   * Whether the account is marked as compromised.
   */
  compromised?: boolean;
  /**
   * The exception that mfactl has granted to the account, and that no run has seen end.
   */
  granted?: 'short-term' | 'long-term';
}
/**
 * What is expected; what you leave out is not checked.
 */
export interface ExpectedDecision {
  /**
   * Whether the account is managed.
   */
  managed?: boolean;
  /**
   * The desired level.
   */
  level?: 'disabled' | 'named-locations' | 'standard' | 'unknown';
  /**
   * The derived MFA status.
   */
  status?: string;
  /**
   * The change.
   */
  action?: 'restore' | 'enable' | 'switch' | 'except' | 'disable' | 'none';
  /**
   * Whether the account must register again.
   */
  reEnrol?: boolean;
  /**
   * Whether a rollout holds the account.
   */
  held?: boolean;
  /**
   * The exception that is accepted.
   */
  exception?: 'none' | 'short-term' | 'long-term';
}
