/* Generated from schemas/invariants.schema.json by npm run generate; never edited. */

/**
 * Exactly this level.
 */
export type Level = 'disabled' | 'named-locations' | 'standard';
/**
 * This level or a higher one.
 */
export type Level1 = 'disabled' | 'named-locations' | 'standard';

/**
 * Statements that hold for every possible managed account at every instant from now on: policies/invariants.yaml.
 */
export interface Invariants {
  /**
   * What this document is.
   */
  kind: 'Invariants';
  /**
   * The statements.
   */
  invariants: Invariant[];
}
/**
 * Every account that `when` describes has what `then` says.
 */
export interface Invariant {
  /**
   * The statement in words.
   */
  name: string;
  when?: InvariantScope;
  then: InvariantClaim;
}
/**
 * Which accounts it applies to; all conditions must hold. Leave it out for every managed account.
 */
export interface InvariantScope {
  /**
   * The ODS code of an organisation: 1 to 9 letters and digits. Quote a code that is all digits.
   */
  organisation?: string;
  /**
   * An organisation unit, its segments separated by /, \ or >. It includes all units below it.
   */
  unit?: string;
  /**
   * The name of a user policy.
   */
  userPolicy?: string;
  /**
   * The name of a Role document.
   */
  role?: string;
  /**
   * A category of roles.
   */
  category?: 'admin' | 'atp' | 'other';
  /**
   * An account type.
   */
  type?: string;
  /**
   * Whether the account is marked as compromised.
   */
  compromised?: boolean;
  /**
   * Which exception is active.
   */
  exception?: 'none' | 'short-term' | 'long-term' | 'unrecorded';
}
/**
 * What they have: a level, at least a level, or never an exception that is accepted.
 */
export interface InvariantClaim {
  mfa?: Level;
  atLeast?: Level1;
  /**
   * No exception is ever accepted or kept.
   */
  exception?: 'never';
}
