/* Generated from schemas/organisation.schema.json by npm run generate; never edited. */

/**
 * The level of this organisation; the tenant's where it is left out.
 */
export type Level = 'disabled' | 'named-locations' | 'standard';
/**
 * The level of the unit.
 */
export type Level1 = 'disabled' | 'named-locations' | 'standard';
/**
 * The level of its accounts.
 */
export type Level2 = 'disabled' | 'named-locations' | 'standard';
/**
 * One wave of a rollout; it covers accounts by units, by user policies, or everyone.
 */
export type Wave = (
  | {
      [k: string]: unknown;
    }
  | {
      [k: string]: unknown;
    }
  | {
      [k: string]: unknown;
    }
) & {
  /**
   * The name of the wave.
   */
  wave: string;
  /**
   * From this instant the policies decide for the accounts that it covers.
   */
  starts: string;
  /**
   * Units that it covers, with everything below them.
   *
   * @minItems 1
   *
   * Items: An organisation unit, its segments separated by /, \ or >. It includes all units below it.
   */
  units?: [string, ...string[]];
  /**
   * User policies that it covers.
   *
   * @minItems 1
   *
   * Items: A short text on one line.
   */
  userPolicies?: [string, ...string[]];
  /**
   * It covers every account of the organisation.
   */
  everyone?: boolean;
} & (
    | {
        [k: string]: unknown;
      }
    | {
        [k: string]: unknown;
      }
    | {
        [k: string]: unknown;
      }
  ) & {
    /**
     * The name of the wave.
     */
    wave: string;
    /**
     * From this instant the policies decide for the accounts that it covers.
     */
    starts: string;
    /**
     * Units that it covers, with everything below them.
     *
     * @minItems 1
     *
     * Items: An organisation unit, its segments separated by /, \ or >. It includes all units below it.
     */
    units?: [string, ...string[]];
    /**
     * User policies that it covers.
     *
     * @minItems 1
     *
     * Items: A short text on one line.
     */
    userPolicies?: [string, ...string[]];
    /**
     * It covers every account of the organisation.
     */
    everyone?: boolean;
  };

/**
 * What holds for one organisation: policies/organisations/<ODS>/organisation.yaml.
 */
export interface Organisation {
  /**
   * What this document is.
   */
  kind: 'Organisation';
  /**
   * The ODS code; the folder has the same name.
   */
  code: string;
  /**
   * The name of the organisation, as reports show it.
   */
  name: string;
  /**
   * Who reviews this folder: GitHub users, teams or addresses, as in CODEOWNERS.
   *
   * Items: Who reviews: a GitHub user, a team or an address, as in CODEOWNERS.
   */
  owners?: string[];
  /**
   * Who may approve exceptions of this organisation, in addition to the tenant's approvers.
   *
   * Items: The e-mail address of one account. Case and surrounding space do not matter.
   */
  approvers?: string[];
  /**
   * The day, in the tenant's time zone, from which each account of this organisation is a finding.
   */
  closed?: string;
  mfa?: Level;
  /**
   * Levels of organisation units. The deepest unit that matches an account applies.
   */
  units?: UnitPolicy[];
  /**
   * Levels of accounts that have a user policy (ODSCODE.Licence.PolicyName). They take precedence over units.
   */
  userPolicies?: UserPolicyLevel[];
  /**
   * Waves. Until a wave that covers an account has started, the account is held at its actual level.
   *
   * @minItems 1
   */
  rollout?: [Wave, ...Wave[]];
  guardrails?: OrganisationGuardrails;
}
/**
 * The level of one unit and everything below it.
 */
export interface UnitPolicy {
  /**
   * An organisation unit, its segments separated by /, \ or >. It includes all units below it.
   */
  path: string;
  mfa: Level1;
  /**
   * Why; needed where the unit is looser than the level above it.
   */
  reason?: string;
  /**
   * From this instant the entry no longer applies.
   */
  until?: string;
}
/**
 * The level of the accounts of one user policy.
 */
export interface UserPolicyLevel {
  /**
   * The name of the user policy, such as X26.E3.Volunteers.
   */
  name: string;
  mfa: Level2;
  /**
   * Why; needed where it is looser than the organisation.
   */
  reason?: string;
  /**
   * From this instant the entry no longer applies.
   */
  until?: string;
}
/**
 * Limits for this organisation, none looser than the tenant's.
 */
export interface OrganisationGuardrails {
  /**
   * Changes in one run in this organisation.
   */
  maxChanges?: number;
  loosen?: OrganisationLoosenLimit;
  /**
   * How much smaller the organisation may be than its highest count of the last 7 days.
   */
  shrunkDirectory?: string;
  /**
   * Accounts raised to standard that have no registered method.
   */
  lockout?: number;
  /**
   * The share of managed accounts whose actual level is unknown.
   */
  unknownStatus?: string;
}
/**
 * How many accounts may be loosened in a run and the 24 hours before it.
 */
export interface OrganisationLoosenLimit {
  /**
   * This many are always allowed.
   */
  floor?: number;
  /**
   * Per cent of the organisation's managed accounts.
   */
  percent?: number;
  /**
   * Never more than this many.
   */
  count?: number;
}
