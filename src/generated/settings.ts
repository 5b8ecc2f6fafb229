/* Generated from schemas/settings.schema.json by npm run generate; never edited. */

/**
 * Settings of mfactl: mfactl.yaml at the root of a policy repository. Relative paths start at this file. Never put secrets here.
 */
export interface Settings {
  /**
   * The folder of the policies. Default policies.
   */
  policies?: string;
  /**
   * The folder of ledger, runs and reports. Default reports.
   */
  reports?: string;
  /**
   * The name of the mail service in reports. Default NHSmail.
   */
  product?: string;
  directory?: DirectorySettings;
  target?: TargetSettings;
  apply?: ApplySettings;
  git?: GitSettings;
  /**
   * What applies unattended: ci or watch. Default ci.
   */
  reconciler?: 'ci' | 'watch';
  ledger?: LedgerSettings;
  privacy?: PrivacySettings;
  graph?: GraphSettings;
  /**
   * Links to guidance for statuses and authentication types in legends.
   */
  guidance?: {
    /**
     * The link.
     */
    [k: string]: string;
  };
}
/**
 * The directory that is read.
 */
export interface DirectorySettings {
  /**
   * sandbox (one SQLite file), report (the portal's two CSV files) or graph (Microsoft Graph).
   */
  kind: 'sandbox' | 'report' | 'graph';
  /**
   * sandbox: its file. Default .mfactl/sandbox.sqlite.
   */
  file?: string;
  /**
   * report: the portal's Mailbox Report as CSV. The file name may be a pattern (data/Mailbox Report*.csv): the newest file is read, by the date in its name, else by its time of change.
   */
  mailboxReport?: string;
  /**
   * report: the portal's MFA Status report as CSV. The file name may be a pattern.
   */
  mfaStatusReport?: string;
  /**
   * report: when the portal made the files. Default: the date in the file names, in the tenant's time zone, else the older file's time of change, which is not used in CI and for files in git.
   */
  observedAt?: string;
  columns?: ColumnNames;
}
/**
 * report: names of columns that differ from the default ones.
 */
export interface ColumnNames {
  /**
   * The address. Default EmailAddress.
   */
  address?: string;
  /**
   * The directory id. Default ObjectId.
   */
  id?: string;
  /**
   * The ODS code. Default ODSCode.
   */
  organisation?: string;
  /**
   * The unit path. Default OrganisationUnit.
   */
  unit?: string;
  /**
   * The account type. Default MailboxType.
   */
  type?: string;
  /**
   * The account status. Default Status.
   */
  status?: string;
  /**
   * The user policy. Default UserPolicy.
   */
  userPolicy?: string;
  /**
   * Roles, separated by a semicolon. Default Roles.
   */
  roles?: string;
  /**
   * The MFA status. Default MFAStatus.
   */
  reported?: string;
  /**
   * Authentication types, separated by a semicolon. Default AuthenticationType.
   */
  methods?: string;
  /**
   * The Conditional Access policy. Default ConditionalAccessPolicy.
   */
  membership?: string;
  /**
   * true or false. Default Compromised.
   */
  compromised?: string;
}
/**
 * The directory that is written. Default: the directory itself, if it can be written.
 */
export interface TargetSettings {
  /**
   * sandbox, portal (work packs for the portal's pages) or graph.
   */
  kind: 'sandbox' | 'portal' | 'graph';
  /**
   * sandbox: its file. Default .mfactl/sandbox.sqlite.
   */
  file?: string;
}
/**
 * How plans are applied.
 */
export interface ApplySettings {
  /**
   * Accounts in one chunk, 1 to 50. Default 50.
   */
  chunkSize?: number;
  /**
   * Accounts in the first, small chunk of each action, which is read back; 0 for none. Default 5.
   */
  canary?: number;
  /**
   * The share of failures that stops a run (never fewer than 5). Default 5%.
   */
  maxFailures?: string;
  /**
   * How old a plan may be when it is applied. Default PT4H.
   */
  maxPlanAge?: string;
  /**
   * How long a change may take to be seen. Default PT5M.
   */
  settle?: string;
  /**
   * Where the lock is: a file on this machine, or a ref in git. Default file.
   */
  lock?: 'file' | 'git';
}
/**
 * The branch that policies are applied from. Where the clone has a remote, mfactl applies no policy that is not on this branch.
 */
export interface GitSettings {
  /**
   * The remote of the clone that holds the protected branch. Default origin.
   */
  remote?: string;
  /**
   * The protected branch. null (the default) is the branch that the remote's HEAD names.
   */
  branch?: string | null;
}
/**
 * Where the ledger is kept.
 */
export interface LedgerSettings {
  /**
   * The branch of the ledger in CI; null keeps it in the working tree.
   */
  branch?: string | null;
  /**
   * A URL that is requested after each run, so that a monitoring service notices a missing run.
   */
  heartbeatUrl?: string | null;
}
/**
 * Whether addresses are shown outside mfactl.
 */
export interface PrivacySettings {
  /**
   * show, or mask: a keyed hash in place of each address. Default show.
   */
  addresses?: 'show' | 'mask';
  /**
   * The name of the environment variable that holds the key of the masks. Default MFACTL_MASK_KEY.
   */
  maskKey?: string;
}
/**
 * How Microsoft Graph is reached and read.
 */
export interface GraphSettings {
  /**
   * The id of the tenant.
   */
  tenantId?: string;
  /**
   * The id of the application.
   */
  clientId?: string;
  /**
   * The ids of the two Conditional Access groups.
   */
  groups?: {
    /**
     * The group of MFA CA Standard.
     */
    standard?: string;
    /**
     * The group of MFA CA Named Locations.
     */
    'named-locations'?: string;
  };
  /**
   * The user properties that hold the facts the policies use.
   */
  properties?: {
    /**
     * The property of the ODS code.
     */
    organisation?: string;
    /**
     * The property of the unit path.
     */
    unit?: string;
    /**
     * The property of the user policy.
     */
    userPolicy?: string;
  };
  /**
   * Ids of groups that give a role, by the name of the role.
   */
  roleGroups?: {
    /**
     * The id of the group.
     */
    [k: string]: string;
  };
  /**
   * Read legacy per-user MFA as well. Default false.
   */
  legacyPerUser?: boolean;
}
