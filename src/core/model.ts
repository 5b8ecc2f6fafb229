/**
 * What the core speaks of: accounts as a directory tells them, policies as YAML declares them (resolved, with
 * the file and line of each), and decisions. Levels, statuses and steps are those of docs/policy-model.md.
 */

/** Levels from low to high. */
export const LEVELS = ['disabled', 'named-locations', 'standard'] as const;
export type Level = (typeof LEVELS)[number];
/** An actual level is `unknown` where neither membership nor reported status tells it. */
export type ActualLevel = Level | 'unknown';

/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** Where a rule stands: file below the root of the policy repository and line, `policies/tenant.yaml:5`. */
export type Origin = string;

export type RoleCategory = 'admin' | 'atp' | 'other';
export type ExceptionType = 'short-term' | 'long-term';

/** One account as the directory tells it. Texts are trimmed; `address` is folded. */
export interface Account {
  readonly address: string;
  /** The immutable directory id, or null where the source has none. */
  readonly id: string | null;
  /** ODS code, folded to upper case; blank where the source does not tell it. */
  readonly organisation: string;
  /** The unit path as the source writes it. */
  readonly unit: string;
  /** `User` where the source has no such column; blank where the column is there and the value is not. */
  readonly type: string;
  /** `Active` where the source has no such column; blank where the column is there and the value is not. */
  readonly status: string;
  readonly userPolicy: string;
  readonly roles: readonly string[];
  /** The MFA status of the MFA Status report; blank is real data. */
  readonly reported: string;
  /** Registered authentication types; null where the source does not tell (unknown, not none). */
  readonly methods: readonly string[] | null;
  /** Membership of the Conditional Access groups; null where the source does not tell. */
  readonly membership: Membership | null;
  readonly compromised: boolean;
}

/** `both`: in both groups at once, a finding. `unknown`: told, but by a value that mfactl does not know. */
export type Membership = 'standard' | 'named-locations' | 'none' | 'both' | 'unknown';

export interface TenantPolicy {
  readonly name: string;
  readonly timezone: string;
  readonly level: Level;
  readonly levelOrigin: Origin;
  /** By folded type name. */
  readonly accountTypes: ReadonlyMap<string, { readonly treatment: 'managed' | 'disabled' | 'unmanaged'; readonly origin: Origin }>;
  /** Where `accountTypes` stands, for types that it does not list. */
  readonly accountTypesOrigin: Origin;
  /** By folded status; the origin is that of the tenant document where the default list holds. */
  readonly unmanagedStatuses: ReadonlyMap<string, Origin>;
  /** By folded address or id. */
  readonly protected: ReadonlyMap<string, Origin>;
  /** Folded addresses. */
  readonly approvers: readonly string[];
  readonly unrecorded: { readonly treatment: 'keep' | 'restore'; readonly origin: Origin };
  readonly exceptionRules: Readonly<Record<ExceptionType, ExceptionRule>>;
  readonly guardrails: GuardrailLimits;
}

export interface ExceptionRule {
  /** Milliseconds. */
  readonly maxDuration: number;
  readonly reasons: readonly string[];
  readonly require: readonly string[];
  /** `within` in milliseconds. */
  readonly maxPerUser: { readonly count: number; readonly within: number } | null;
}

/** Limits of the tenant, or of an organisation where it has tighter ones. Shares are per cents, 0 to 100. */
export interface GuardrailLimits {
  /** The tenant's is a total; an organisation's, where it sets one, is its own. */
  readonly maxChanges: number | null;
  readonly loosen: { readonly floor: number; readonly percent: number; readonly count: number; readonly totalPercent: number };
  readonly shrunkDirectory: number;
  /** Milliseconds. */
  readonly staleReport: number;
  readonly lockout: number;
  readonly unknownStatus: number;
}

export interface RolePolicy {
  readonly name: string;
  readonly category: RoleCategory;
  /** Folded names that the directory uses. */
  readonly match: readonly string[];
  readonly floor: Level;
  readonly exceptions: 'allowed' | 'forbidden';
  /** Folded authentication types; null where every method is fine. */
  readonly allowedMethods: readonly string[] | null;
  /** Line of `mfa`. */
  readonly origin: Origin;
  /** Line of `exceptions`, or of `category` where the default holds. */
  readonly exceptionsOrigin: Origin;
}

export interface OrganisationPolicy {
  readonly code: string;
  readonly name: string;
  readonly owners: readonly string[];
  /** Folded addresses. */
  readonly approvers: readonly string[];
  /** The instant at which the day `closed` begins in the tenant's zone. */
  readonly closedFrom: Instant | null;
  /** Null where the organisation sets none. */
  readonly level: Level | null;
  readonly levelOrigin: Origin;
  /** By the key of the folded path. */
  readonly units: ReadonlyMap<string, ScopeLevel>;
  /** By folded name. */
  readonly userPolicies: ReadonlyMap<string, ScopeLevel>;
  /** Null where there is no rollout; in the order of the file. */
  readonly rollout: readonly Wave[] | null;
  readonly rolloutOrigin: Origin;
  /** The tenant's limits with the organisation's own, tighter ones put over them. */
  readonly guardrails: GuardrailLimits;
  /** Line of `code`. */
  readonly origin: Origin;
}

/** The level of a unit or of a user policy. */
export interface ScopeLevel {
  /** As the policy writes it. */
  readonly name: string;
  readonly level: Level;
  /** From here on the entry is not there; null where it has no end. */
  readonly until: Instant | null;
  readonly origin: Origin;
}

export interface Wave {
  readonly wave: string;
  readonly starts: Instant;
  /** Folded segments of each unit. */
  readonly units: readonly (readonly string[])[];
  /** Folded names. */
  readonly userPolicies: ReadonlySet<string>;
  readonly everyone: boolean;
  readonly origin: Origin;
}

/** An exception for one user; it holds from `startsAt` until, not including, `expiresAt`. */
export interface ExceptionEntry {
  readonly organisation: string;
  /** Folded address. */
  readonly user: string;
  /** Folded directory id, or null. */
  readonly id: string | null;
  readonly type: ExceptionType;
  readonly startsAt: Instant;
  readonly expiresAt: Instant;
  readonly reason: string;
  readonly requestedBy: string | null;
  readonly approvedBy: string | null;
  readonly ticket: string | null;
  readonly riskAssessment: string | null;
  readonly plan: string | null;
  readonly origin: Origin;
}

/** A user who must register afresh; open from `requestedAt` for 30 days, done once. */
export interface ReEnrolmentEntry {
  readonly organisation: string;
  /** Folded address. */
  readonly user: string;
  /** Folded directory id, or null. */
  readonly id: string | null;
  readonly requestedAt: Instant;
  readonly reason: string;
  readonly ticket: string | null;
  readonly origin: Origin;
}

/** A limit that is raised until `expiresAt`; `limit` is a number of accounts, or milliseconds for stale-report. */
export interface Override {
  readonly guardrail: string;
  /** Null: the total. */
  readonly organisation: string | null;
  readonly limit: number;
  readonly reason: string;
  readonly approvedBy: string;
  readonly expiresAt: Instant;
  readonly origin: Origin;
}

/** Entries that name one account, by folded address and by folded id. */
export interface Named<Entry> {
  readonly byAddress: ReadonlyMap<string, readonly Entry[]>;
  readonly byId: ReadonlyMap<string, readonly Entry[]>;
}

/** All policies of a repository, valid and resolved. */
export interface Policies {
  readonly tenant: TenantPolicy;
  /** In the order of their files. */
  readonly roles: readonly RolePolicy[];
  /** By code. */
  readonly organisations: ReadonlyMap<string, OrganisationPolicy>;
  readonly exceptions: Named<ExceptionEntry>;
  readonly reEnrolments: Named<ReEnrolmentEntry>;
  readonly overrides: readonly Override[];
}

/** The steps of a decision, in their order. */
export type Step = 'managed' | 'base' | 'rollout' | 'role' | 'self-enrolment' | 'exception' | 'unrecorded' | 'compromised' | 're-enrol' | 'undo';

/** One line of a trace: the step, the file and line of the policy it used (null: a rule of the model itself), and what it did. */
export interface TraceLine {
  readonly step: Step;
  readonly policy: Origin | null;
  readonly says: string;
}

/** The actions, in the order in which a plan carries them out. */
export const ACTIONS = ['restore', 'enable', 'switch', 're-enrol', 'except', 'disable'] as const;
export type Action = (typeof ACTIONS)[number];
/** What a decision asks for; re-enrolment stands beside it. */
export type LevelAction = Exclude<Action, 're-enrol'> | 'none';
export type Direction = 'tighten' | 'loosen';

/** A level with the MFA status that the report shows for it. */
export interface State {
  readonly level: ActualLevel;
  readonly status: string;
}

export type Refusal = 'role' | 'compromised' | 'leaver';

/** Something about one account that a person should look at. */
export interface AccountFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly says: string;
}

/** What the policies want of one account at one instant, and why. */
export interface Decision {
  readonly managed: boolean;
  /** The type or the status is there in the source, but not told for this account. */
  readonly untold: boolean;
  readonly actual: State;
  readonly desired: State;
  readonly action: LevelAction;
  readonly direction: Direction | null;
  /** The open entry that asks for a fresh registration, or null. */
  readonly reEnrol: ReEnrolmentEntry | null;
  /** Set while a rollout holds the account; the wave that will cover it, null where none will. */
  readonly held: { readonly wave: string | null; readonly starts: Instant | null } | null;
  readonly exception: { readonly entry: ExceptionEntry; readonly refused: Refusal | null } | null;
  /** An exception that the portal granted and git does not know is kept. */
  readonly unrecorded: boolean;
  /** Holds an admin or ATP role (matched or reported so), or is compromised. */
  readonly privileged: boolean;
  /** Every matched role allows exceptions. */
  readonly exceptionsAllowed: boolean;
  readonly because: readonly TraceLine[];
  readonly findings: readonly AccountFinding[];
}

/** What a decision needs beside account and policies. */
export interface DecisionContext {
  /** The instant decided for. */
  readonly now: Instant;
  /** Reported statuses stand for roles and compromise (on for report and sandbox, off for graph). */
  readonly statusEvidence: boolean;
  /** When each account was last made to register afresh, by id where there is one, else by address. */
  readonly reEnrolledAt: ReadonlyMap<string, Instant>;
}
