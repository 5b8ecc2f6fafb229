/* Generated from schemas/role.schema.json by npm run generate; never edited. */

/**
 * The floor: holders never have a lower level than this.
 */
export type Level = 'disabled' | 'named-locations' | 'standard';

/**
 * A role of the directory. Users who hold it have at least its MFA level: policies/roles/*.yaml.
 */
export interface Role {
  /**
   * What this document is.
   */
  kind: 'Role';
  /**
   * The name of the role in policies and reports.
   */
  name: string;
  /**
   * admin (administrators), atp (Advanced Threat Protection) or other.
   */
  category: 'admin' | 'atp' | 'other';
  /**
   * The names that the directory uses for this role, for roles and for role groups.
   *
   * @minItems 1
   *
   * Items: A short text on one line.
   */
  match: [string, ...string[]];
  mfa: Level;
  /**
   * Whether holders may have exceptions. Default forbidden for admin and atp, allowed for other.
   */
  exceptions?: 'allowed' | 'forbidden';
  /**
   * Authentication types that holders may register. Any other that is registered is a finding.
   *
   * @minItems 1
   *
   * Items: A short text on one line.
   */
  allowedMethods?: [string, ...string[]];
}
