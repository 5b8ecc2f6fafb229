/* Generated from schemas/coverage.schema.json by npm run generate; never edited. */

/**
 * short-term (24 hours, granted by a Local Administrator) or long-term (180 days, approved and risk-assessed).
 */
export type ExceptionType = 'short-term' | 'long-term';

/**
 * The figures of the tenant at one instant: reports/latest/coverage.json, and what report --json prints.
 */
export interface CoverageReport {
  /**
   * The format of the file.
   */
  format: 'mfactl.coverage/v1';
  /**
   * The name of the mail service.
   */
  product: string;
  /**
   * The tenant's name.
   */
  tenant: string;
  /**
   * The tenant's time zone, such as Europe/London.
   */
  timezone: string;
  /**
   * The instant reported on.
   */
  asOf: string;
  /**
   * When the accounts were observed.
   */
  observedAt: string;
  /**
   * Whether masks are shown instead of addresses.
   */
  masked: boolean;
  policy: CoveragePolicy;
  source: CoverageSource;
  /**
   * The ledger that exposure and trend are made from; null before the first run.
   */
  ledger: CoverageLedger | null;
  made: CoverageMade;
  missing: CoverageMissing;
  total: TotalCoverage;
  pendingByAction: PendingByAction;
  /**
   * Accounts by reported MFA status: the legend in its order, also where 0, then blank and other texts.
   */
  statuses: CoverageText[];
  /**
   * Accounts by registered authentication type: the legend in its order, also where 0, then other texts. An account counts once for each of its types.
   */
  methods: CoverageText[];
  /**
   * Organisations that have accounts, by the bytes of their codes.
   */
  organisations: OrganisationCoverage[];
  exceptions: ExceptionCoverage;
  lapsing: Lapsing;
  /**
   * Managed accounts of each organisation with a rollout, by the wave that is the first to cover them: waves by their start, then those that no wave covers.
   */
  rollout: WaveCoverage[];
  weakMethods: WeakMethods;
  /**
   * User-days without MFA; null where they cannot be known, see missing.
   */
  exposure: Exposure | null;
  trend: Trend;
}
/**
 * The policies.
 */
export interface CoveragePolicy {
  /**
   * Digest of the policy files.
   */
  digest: string;
  /**
   * The git commit; null without git.
   */
  commit: string | null;
  /**
   * Whether policy files differ from that commit.
   */
  dirty: boolean;
}
/**
 * Where the accounts come from.
 */
export interface CoverageSource {
  /**
   * The kind of directory.
   */
  kind: 'report' | 'sandbox' | 'graph';
  /**
   * The files or places that were read.
   */
  sources: CoverageSourcePart[];
}
/**
 * One file or place.
 */
export interface CoverageSourcePart {
  /**
   * Its name.
   */
  name: string;
  /**
   * Rows that were read.
   */
  rows: number;
}
/**
 * The end of the ledger.
 */
export interface CoverageLedger {
  /**
   * The number of its last line.
   */
  seq: number;
  /**
   * Number and hash of its last line, as ledger.head has them.
   */
  head: string;
}
/**
 * How each section is made, one sentence each: what a figure links to.
 */
export interface CoverageMade {
  /**
   * How total is made.
   */
  total: string;
  /**
   * How pending is made.
   */
  pending: string;
  /**
   * How statuses is made.
   */
  statuses: string;
  /**
   * How methods is made.
   */
  methods: string;
  /**
   * How organisations is made.
   */
  organisations: string;
  /**
   * How exceptions is made.
   */
  exceptions: string;
  /**
   * How lapsing is made.
   */
  lapsing: string;
  /**
   * How rollout is made.
   */
  rollout: string;
  /**
   * How weakMethods is made.
   */
  weakMethods: string;
  /**
   * How exposure is made.
   */
  exposure: string;
  /**
   * How trend is made.
   */
  trend: string;
}
/**
 * Why a section is null; a section that is there is not listed.
 */
export interface CoverageMissing {
  /**
   * Why there is no exposure.
   */
  exposure?: string;
}
/**
 * All accounts of the tenant.
 */
export interface TotalCoverage {
  /**
   * All accounts, managed and unmanaged.
   */
  accounts: number;
  managed: Facts;
  unmanaged: Facts;
  /**
   * Managed accounts on which MFA is enforced, in per cent of all managed ones: one decimal, rounded down; null where none is managed.
   */
  enforcedPercent: number | null;
  /**
   * Managed accounts with a registered method, in per cent of all managed ones: one decimal, rounded down; null where none is managed.
   */
  registeredPercent: number | null;
  exceptions: ExceptionFates;
  /**
   * Changes that a plan for this instant would hold, before guardrails.
   */
  pending: number;
}
/**
 * Two facts about some accounts, counted separately.
 */
export interface Facts {
  /**
   * Accounts.
   */
  accounts: number;
  levels: Levels;
  registered: RegisteredCounts;
}
/**
 * Accounts by actual level.
 */
export interface Levels {
  /**
   * MFA at every sign-in.
   */
  standard: number;
  /**
   * MFA everywhere except on an approved network.
   */
  'named-locations': number;
  /**
   * No MFA.
   */
  disabled: number;
  /**
   * The source does not say; never counted as compliant.
   */
  unknown: number;
}
/**
 * Accounts by whether a method is registered.
 */
export interface RegisteredCounts {
  /**
   * At least one method is registered.
   */
  yes: number;
  /**
   * No method is registered.
   */
  no: number;
  /**
   * The source does not say, which is not the same as none.
   */
  unknown: number;
}
/**
 * Accounts by the exception that is active now.
 */
export interface ExceptionFates {
  /**
   * A short-term exception is in force.
   */
  'short-term': number;
  /**
   * A long-term exception is in force.
   */
  'long-term': number;
  /**
   * There is an entry, but the policies do not allow it for the account.
   */
  refused: number;
  /**
   * The portal granted an exception that git does not know, and it is kept.
   */
  unrecorded: number;
}
/**
 * Changes that a plan for this instant would hold, before guardrails, by action.
 */
export interface PendingByAction {
  /**
   * Changes of the action restore.
   */
  restore: number;
  /**
   * Changes of the action enable.
   */
  enable: number;
  /**
   * Changes of the action switch.
   */
  switch: number;
  /**
   * Changes of the action re-enrol.
   */
  're-enrol': number;
  /**
   * Changes of the action except.
   */
  except: number;
  /**
   * Changes of the action disable.
   */
  disable: number;
}
/**
 * A text of the source with the accounts that have it.
 */
export interface CoverageText {
  /**
   * The text; blank where the source gives none. Beyond 20, texts that mfactl does not know are counted together, as "(other texts)".
   */
  name: string;
  /**
   * Accounts.
   */
  accounts: number;
  /**
   * Whether it is in the legend of mfactl.
   */
  known: boolean;
  /**
   * A link to read more, from the settings; null where they give none.
   */
  guidance: string | null;
}
/**
 * One organisation.
 */
export interface OrganisationCoverage {
  /**
   * The ODS code; blank for accounts that have no organisation.
   */
  code: string;
  /**
   * Its name; null where the policies do not have it.
   */
  name: string | null;
  managed: SparseFacts;
  unmanaged: SparseFacts;
  /**
   * Managed accounts on which MFA is enforced, in per cent of all managed ones: one decimal, rounded down; null where none is managed.
   */
  enforcedPercent: number | null;
  /**
   * Managed accounts with a registered method, in per cent of all managed ones: one decimal, rounded down; null where none is managed.
   */
  registeredPercent: number | null;
  exceptions: SparseExceptions;
  /**
   * Changes that a plan for this instant would hold, before guardrails.
   */
  pending: number;
  /**
   * Accounts by reported MFA status, by the names that the list of all statuses has; 0 is left out.
   */
  statuses: {
    [k: string]: number;
  };
}
/**
 * Facts of a part of the tenant; a count of 0 is left out.
 */
export interface SparseFacts {
  /**
   * Accounts.
   */
  accounts: number;
  levels: SparseLevels;
  registered: SparseRegistered;
}
/**
 * Accounts by actual level; 0 is left out.
 */
export interface SparseLevels {
  /**
   * MFA at every sign-in.
   */
  standard?: number;
  /**
   * MFA everywhere except on an approved network.
   */
  'named-locations'?: number;
  /**
   * No MFA.
   */
  disabled?: number;
  /**
   * The source does not say; never counted as compliant.
   */
  unknown?: number;
}
/**
 * Accounts by whether a method is registered; 0 is left out.
 */
export interface SparseRegistered {
  /**
   * At least one method is registered.
   */
  yes?: number;
  /**
   * No method is registered.
   */
  no?: number;
  /**
   * The source does not say, which is not the same as none.
   */
  unknown?: number;
}
/**
 * Accounts by the exception that is active now; 0 is left out.
 */
export interface SparseExceptions {
  /**
   * A short-term exception is in force.
   */
  'short-term'?: number;
  /**
   * A long-term exception is in force.
   */
  'long-term'?: number;
  /**
   * There is an entry, but the policies do not allow it for the account.
   */
  refused?: number;
  /**
   * The portal granted an exception that git does not know, and it is kept.
   */
  unrecorded?: number;
}
/**
 * Exceptions of the accounts that are there, and the register.
 */
export interface ExceptionCoverage {
  /**
   * By type, then by reason.
   */
  byReason: ReasonCount[];
  /**
   * By the time since they began, the youngest first; all bands, also where 0.
   */
  byAge: AgeCount[];
  /**
   * Accounts with an exception that the portal granted and git does not know.
   */
  unrecorded: number;
  register: RegisterCounts;
}
/**
 * Accounts with an exception of one type and reason.
 */
export interface ReasonCount {
  type: ExceptionType;
  /**
   * The reason code.
   */
  reason: string;
  /**
   * Accounts for which it is in force.
   */
  active: number;
  /**
   * Accounts for which the policies do not allow it.
   */
  refused: number;
}
/**
 * Accounts whose accepted exception is of some age.
 */
export interface AgeCount {
  /**
   * At least this many days.
   */
  fromDays: number;
  /**
   * Less than this many days; null where there is no end.
   */
  toDays: number | null;
  /**
   * Accounts.
   */
  active: number;
}
/**
 * Rows of exceptions.csv by state.
 */
export interface RegisterCounts {
  /**
   * Entries that have not begun.
   */
  coming: number;
  /**
   * Entries in force for an account.
   */
  active: number;
  /**
   * Entries that the policies do not allow for the account.
   */
  refused: number;
  /**
   * Entries within their time that have no effect: there is no such account, it belongs to another organisation, it is not managed, or another entry applies to it.
   */
  idle: number;
  /**
   * Entries whose time is over.
   */
  lapsed: number;
  /**
   * Exceptions that the portal granted and git does not know.
   */
  unrecorded: number;
}
/**
 * Accepted exceptions that lapse within 30 days.
 */
export interface Lapsing {
  /**
   * How many there are.
   */
  total: number;
  /**
   * The first of them by the instant at which they lapse; at most 5000.
   */
  listed: LapsingException[];
}
/**
 * One exception.
 */
export interface LapsingException {
  /**
   * The address, or its mask.
   */
  account: string;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * The unit; blank without one.
   */
  unit: string;
  type: ExceptionType;
  /**
   * The reason code.
   */
  reason: string;
  /**
   * When it lapses.
   */
  expiresAt: string;
  /**
   * When somebody should renew it or let it lapse: 14 days before for a long-term exception; null for a short-term one.
   */
  reviewDue: string | null;
}
/**
 * One wave.
 */
export interface WaveCoverage {
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * The name of the wave; null for accounts that no wave covers.
   */
  wave: string | null;
  /**
   * When it starts; null for accounts that no wave covers.
   */
  starts: string | null;
  /**
   * Whether it has started.
   */
  started: boolean;
  /**
   * Managed accounts.
   */
  accounts: number;
  registered: WaveRegistered;
  /**
   * Accounts on which MFA is enforced now.
   */
  enforced: number;
}
/**
 * Whether they are ready: accounts by whether a method is registered.
 */
export interface WaveRegistered {
  /**
   * At least one method is registered.
   */
  yes: number;
  /**
   * No method is registered.
   */
  no: number;
  /**
   * The source does not say, which is not the same as none.
   */
  unknown: number;
}
/**
 * Privileged accounts with a method that one of their roles does not allow.
 */
export interface WeakMethods {
  /**
   * How many accounts there are.
   */
  total: number;
  /**
   * The first of them by what is shown of the account; at most 1000.
   */
  listed: WeakAccount[];
}
/**
 * One account.
 */
export interface WeakAccount {
  /**
   * The address, or its mask.
   */
  account: string;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * Role documents that do not allow a method of the account.
   */
  roles: string[];
  /**
   * Registered methods that one of those roles does not allow.
   */
  methods: string[];
}
/**
 * User-days without MFA: the time at which the managed accounts of today were at level disabled or unknown. One decimal, rounded up, each by itself: parts may add up to more than the total.
 */
export interface Exposure {
  /**
   * An instant as RFC 3339 with Z or an offset, such as 2026-11-24T09:00:00Z.
   */
  from: string;
  /**
   * An instant as RFC 3339 with Z or an offset, such as 2026-11-24T09:00:00Z.
   */
  to: string;
  /**
   * All managed accounts.
   */
  userDays: number;
  /**
   * Organisations with any, the most exposed first.
   */
  byOrganisation: OrganisationExposure[];
  /**
   * Units with any, the most exposed first; at most 500.
   */
  byUnit: UnitExposure[];
  /**
   * Units with any that byUnit does not list.
   */
  unitsLeftOut: number;
  /**
   * By who approved the exception that was in force, the most exposed first.
   */
  byApprover: ApproverExposure[];
}
/**
 * One organisation.
 */
export interface OrganisationExposure {
  /**
   * The ODS code; blank for accounts that have no organisation.
   */
  organisation: string;
  /**
   * User-days.
   */
  userDays: number;
}
/**
 * One unit.
 */
export interface UnitExposure {
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * The unit; blank for accounts that have none.
   */
  unit: string;
  /**
   * User-days.
   */
  userDays: number;
}
/**
 * One approver.
 */
export interface ApproverExposure {
  /**
   * The address, or its mask; null where nobody approved: a policy, drift, or an exception without approver.
   */
  approver: string | null;
  /**
   * User-days.
   */
  userDays: number;
}
/**
 * Coverage after each run, of the managed accounts of today.
 */
export interface Trend {
  /**
   * run: a point for each run. day: only the last run of each day, because there are more than 1000 runs.
   */
  every: 'run' | 'day';
  /**
   * The oldest first; the last one is now.
   */
  points: TrendPoint[];
}
/**
 * One point in time.
 */
export interface TrendPoint {
  /**
   * An instant as RFC 3339 with Z or an offset, such as 2026-11-24T09:00:00Z.
   */
  at: string;
  /**
   * The id of the run; null for now.
   */
  run: string | null;
  /**
   * The number of its line in the ledger; null for now.
   */
  seq: number | null;
  /**
   * Managed accounts of today.
   */
  managed: number;
  /**
   * Of these, accounts on which MFA was enforced.
   */
  enforced: number;
  /**
   * Of these, accounts whose level was not known; never counted as enforced.
   */
  unknown: number;
  /**
   * Enforced in per cent of managed: one decimal, rounded down; null where none is managed.
   */
  enforcedPercent: number | null;
}
