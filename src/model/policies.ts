import type { ExceptionType, Instant, Level, Origin, RoleCategory } from './account.ts';
import { DAY } from './time.ts';

export interface TenantPolicy {
  readonly name: string;
  /** Who reviews what is of no organisation, as CODEOWNERS names them. */
  readonly owners: readonly string[];
  readonly timezone: string;
  readonly level: Level;
  readonly levelOrigin: Origin;
  /** By folded type name. */
  readonly accountTypes: ReadonlyMap<
    string,
    { readonly treatment: 'managed' | 'disabled' | 'unmanaged'; readonly origin: Origin }
  >;
  /** Where `accountTypes` stands, for types that it does not list. */
  readonly accountTypesOrigin: Origin;
  /** By folded status; the origin is that of the tenant document where the default list holds. */
  readonly unmanagedStatuses: ReadonlyMap<string, Origin>;
  /** By folded address or id. */
  readonly protected: ReadonlyMap<string, Origin>;
  /** Folded addresses. */
  readonly approvers: readonly string[];
  readonly unrecorded: { readonly treatment: 'keep' | 'restore'; readonly origin: Origin };
  readonly exceptionRules: Readonly<Record<ExceptionType, ExceptionLimits>>;
  readonly guardrails: GuardrailLimits;
}

export interface ExceptionLimits {
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
  readonly loosen: {
    readonly floor: number;
    readonly percent: number;
    readonly count: number;
    readonly totalPercent: number;
  };
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
  readonly rollout: readonly RolloutWave[] | null;
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

export interface RolloutWave {
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
export interface UserException {
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
export interface UserReEnrolment {
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

/** A limit that is raised from `startsAt` until, not including, `expiresAt`; `limit` is a number of accounts, or milliseconds for stale-report. */
export interface Override {
  readonly guardrail: string;
  /** Null: the total. */
  readonly organisation: string | null;
  readonly limit: number;
  readonly reason: string;
  readonly approvedBy: string;
  readonly startsAt: Instant;
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
  readonly exceptions: Named<UserException>;
  readonly reEnrolments: Named<UserReEnrolment>;
  readonly overrides: readonly Override[];
}

/** Long-term exceptions are asked about this long before they lapse. */
export const REVIEW_AHEAD = 14 * DAY;

/** When somebody should renew an exception or let it lapse; null for a short-term one, which nobody reviews. */
export function reviewDue({ type, expiresAt }: Pick<UserException, 'type' | 'expiresAt'>): Instant | null {
  return type === 'long-term' ? expiresAt - REVIEW_AHEAD : null;
}
