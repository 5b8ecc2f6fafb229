import type { Instant } from '../../model/account.ts';

/** mfactl.yaml with every default filled in; paths are absolute unless they say otherwise. */
export interface ResolvedSettings {
  /** The folder of the settings file: relative paths start here. */
  readonly root: string;
  /** The folder of the policies, relative to `root`, with forward slashes. */
  readonly policies: string;
  /** The folder of ledger, runs and reports. */
  readonly reports: string;
  /** The name of the mail service in reports. */
  readonly product: string;
  readonly directory: SandboxDirectory | ReportDirectory | GraphDirectory;
  /** Null where the directory cannot be written and no target is named. */
  readonly target: SandboxTarget | PortalTarget | GraphTarget | null;
  readonly apply: ResolvedApplySettings;
  readonly git: ResolvedGitSettings;
  readonly reconciler: 'ci' | 'watch';
  readonly ledger: { readonly branch: string | null; readonly heartbeatUrl: string | null };
  readonly privacy: { readonly addresses: 'show' | 'mask'; readonly maskKey: string };
  readonly graph: GraphOptions;
  /** Links by status or authentication type, as the settings write it. */
  readonly guidance: ReadonlyMap<string, string>;
}

export interface SandboxDirectory {
  readonly kind: 'sandbox';
  readonly file: string;
}

export interface ReportDirectory {
  readonly kind: 'report';
  readonly mailboxReport: string;
  readonly mfaStatusReport: string;
  readonly observedAt: Instant | null;
  /** Column names that differ from the default ones, by what they hold. */
  readonly columns: Readonly<Partial<Record<ReportColumn, string>>>;
}

export interface GraphDirectory {
  readonly kind: 'graph';
}

/** What a column of the reports can hold. */
export type ReportColumn =
  | 'address'
  | 'id'
  | 'organisation'
  | 'unit'
  | 'type'
  | 'status'
  | 'userPolicy'
  | 'roles'
  | 'reported'
  | 'methods'
  | 'membership'
  | 'compromised';

export interface SandboxTarget {
  readonly kind: 'sandbox';
  readonly file: string;
}

export interface PortalTarget {
  readonly kind: 'portal';
}

export interface GraphTarget {
  readonly kind: 'graph';
}

/** The branch that policies are applied from. */
export interface ResolvedGitSettings {
  /** The name of a remote of the clone. */
  readonly remote: string;
  /** Null: the branch that the remote's HEAD names. */
  readonly branch: string | null;
}

export interface ResolvedApplySettings {
  readonly chunkSize: number;
  readonly canary: number;
  /** Per cent. */
  readonly maxFailures: number;
  /** Milliseconds. */
  readonly maxPlanAge: number;
  /** Milliseconds. */
  readonly settle: number;
  readonly lock: 'file' | 'git';
}

/** Null where the settings do not say. */
export interface GraphOptions {
  readonly tenantId: string | null;
  readonly clientId: string | null;
  readonly groups: { readonly standard: string | null; readonly namedLocations: string | null };
  readonly properties: {
    readonly organisation: string | null;
    readonly unit: string | null;
    readonly userPolicy: string | null;
  };
  /** Ids of groups that stand for roles, by the name of the role as the settings write it. */
  readonly roleGroups: ReadonlyMap<string, string>;
  readonly legacyPerUser: boolean;
}
