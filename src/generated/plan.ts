/* Generated from schemas/plan.schema.json by npm run generate; never edited. */

/**
 * One line of a plan file (NDJSON, mfactl.plan/v1): the first line is the header, each other line is one chunk.
 */
export type PlanLine = PlanHeader | PlanChunk;
/**
 * The directory that the plan may be applied to; null where none can be written.
 */
export type PlanTarget = {
  /**
   * sandbox, portal or graph.
   */
  kind: 'sandbox' | 'portal' | 'graph';
  /**
   * A sandbox's id; the tenant's id; or portal.
   */
  name: string;
} | null;
/**
 * The part of the tenant that was planned for; null for all of it.
 */
export type PlanScope = {
  /**
   * ODS codes; empty for all.
   */
  organisations: string[];
  /**
   * Unit paths; empty for all.
   */
  units: string[];
  /**
   * User policies; empty for all.
   */
  userPolicies: string[];
} | null;

/**
 * What the plan was made from, what it holds, and the results of the guardrails.
 */
export interface PlanHeader {
  /**
   * Always header.
   */
  type: 'header';
  /**
   * The format of the file.
   */
  format: 'mfactl.plan/v1';
  /**
   * Name and version of what made the plan, such as mfactl/0.1.0.
   */
  tool: string;
  policy: PlanPolicy;
  directory: PlanDirectory;
  target: PlanTarget;
  /**
   * The instant that was planned for.
   */
  asOf: string;
  /**
   * When the plan was made. A plan whose asOf differs is a forecast and is never applied.
   */
  madeAt: string;
  scope: PlanScope;
  /**
   * The run that this plan takes back; null for an ordinary plan.
   */
  undoes: string | null;
  counts: PlanCounts;
  /**
   * What a person should look at, the most serious first.
   */
  findings: PlanFinding[];
  /**
   * What the directory shows of exceptions that mfactl granted, where that is news. Left out where there is none.
   */
  grants?: PlanGrant[];
  /**
   * What became of changes that earlier runs handed over, by run, the oldest first. Left out where there are none.
   */
  confirmations?: PlanConfirmation[];
  /**
   * Each guardrail for the total (organisation null), and for each organisation that it measures above 0.
   */
  guardrails: GuardrailResult[];
  /**
   * SHA-256 over one RFC 8785 line for each change: what is done, and nothing else.
   */
  fingerprint: string;
  /**
   * SHA-256 of the file with this value empty.
   */
  digest: string;
}
/**
 * The policies that it was made from.
 */
export interface PlanPolicy {
  /**
   * Digest of the policy files.
   */
  digest: string;
  /**
   * The git commit they are at; null without git.
   */
  commit: string | null;
  /**
   * Whether policy files differ from that commit.
   */
  dirty: boolean;
}
/**
 * The directory that was read.
 */
export interface PlanDirectory {
  /**
   * sandbox, report or graph.
   */
  kind: 'sandbox' | 'report' | 'graph';
  /**
   * A sandbox's id, or the names of the report files.
   */
  name: string;
  /**
   * Digest of what was read: accounts and their values, however the source writes them.
   */
  digest: string;
  /**
   * When the directory was as it was read.
   */
  observedAt: string;
  complete: CompletenessCertificate;
}
/**
 * How it is known that all was read.
 */
export interface CompletenessCertificate {
  /**
   * One entry a source.
   */
  sources: CompleteSource[];
}
/**
 * What was read from one source, and what it claims to hold.
 */
export interface CompleteSource {
  /**
   * The source.
   */
  name: string;
  /**
   * Pages read; null where the source has none.
   */
  pages: number | null;
  /**
   * Rows read.
   */
  rows: number;
  /**
   * The source's own total, where it gives one.
   */
  claimed: number | null;
  /**
   * Digest of the file's bytes: two exports with the same bytes are one observation. Left out where the source is no file, and by older versions.
   */
  sha256?: string;
}
/**
 * How many accounts and changes there are.
 */
export interface PlanCounts {
  /**
   * Accounts read.
   */
  accounts: number;
  /**
   * Accounts that the policies decide for.
   */
  managed: number;
  /**
   * Changes, withheld ones included.
   */
  changes: number;
  /**
   * Accounts of which only the status differs: nothing to write.
   */
  relabels: number;
  byAction: Counter;
  byDirection: Counter1;
  byCause: Counter2;
  byStatus: Counter3;
  byOrganisation: Counter4;
  /**
   * Managed accounts that no rollout holds. Left out by versions that did not count them.
   */
  governed?: number;
  governedByOrganisation?: Counter5;
  accountsByOrganisation: Counter6;
}
/**
 * Changes by action.
 */
export interface Counter {
  [k: string]: number;
}
/**
 * Changes by direction.
 */
export interface Counter1 {
  [k: string]: number;
}
/**
 * Changes by cause.
 */
export interface Counter2 {
  [k: string]: number;
}
/**
 * Accounts by the status they will have once in sync.
 */
export interface Counter3 {
  [k: string]: number;
}
/**
 * Changes by organisation.
 */
export interface Counter4 {
  [k: string]: number;
}
/**
 * The same by organisation.
 */
export interface Counter5 {
  [k: string]: number;
}
/**
 * Accounts read, by organisation: what the ledger keeps to notice a directory that has shrunk.
 */
export interface Counter6 {
  [k: string]: number;
}
/**
 * One finding; where many accounts of an organisation share one, a last entry counts those that are not listed.
 */
export interface PlanFinding {
  /**
   * The stable name of the finding.
   */
  code: string;
  /**
   * How serious it is.
   */
  severity: 'error' | 'warning' | 'info';
  /**
   * The organisation; null for the tenant.
   */
  organisation: string | null;
  /**
   * The account; null where it is about more than one.
   */
  account: string | null;
  /**
   * What was found.
   */
  says: string;
}
/**
 * An exception that earlier runs granted, or handed over to people.
 */
export interface PlanGrant {
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
   * true: people have granted what was handed over to them. false: the directory shows no exception any more.
   */
  shown: boolean;
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
/**
 * The changes that one run handed over and that were still open.
 */
export interface PlanConfirmation {
  /**
   * The run that handed them over.
   */
  run: string;
  /**
   * When that run ended: a report observed later shows them.
   */
  at: string;
  /**
   * Not made yet, as far as is known; not planned again until a later report, at most 8 days.
   */
  waiting: number;
  /**
   * Not made yet, as far as is known, but the policies no longer ask for them.
   */
  superseded: number;
  /**
   * The level is the one that was asked for; for re-enrol: no method is registered.
   */
  confirmed: number;
  /**
   * The account has another level, or no longer exists. Changes that the policies still ask for are planned again.
   */
  missing: number;
  /**
   * No report can show it: there was none within 8 days, a 24-hour exception may have ended before the report, or the methods after a re-enrolment may be old or new.
   */
  untold: number;
}
/**
 * One guardrail's measure against its limit.
 */
export interface GuardrailResult {
  /**
   * The guardrail.
   */
  id:
    | 'empty-directory'
    | 'shrunk-directory'
    | 'one-sided'
    | 'shrunk-governed'
    | 'stale-report'
    | 'max-changes'
    | 'loosen'
    | 'privileged-loosen'
    | 'lockout'
    | 'unknown-status'
    | 'orphan-exceptions';
  /**
   * The organisation; null for the total.
   */
  organisation: string | null;
  /**
   * What was measured: accounts or changes; for stale-report milliseconds.
   */
  measure: number;
  /**
   * More than this is a violation.
   */
  limit: number;
  /**
   * Whether the measure is within the limit.
   */
  ok: boolean;
  /**
   * Changes that this violation withholds.
   */
  withholds: number;
}
/**
 * Changes of one organisation, one action and one target level.
 */
export interface PlanChunk {
  /**
   * Always chunk.
   */
  type: 'chunk';
  /**
   * The number of the chunk, from 1.
   */
  id: number;
  /**
   * The ODS code; blank for accounts that have none.
   */
  organisation: string;
  /**
   * What is done.
   */
  action: 'restore' | 'enable' | 'switch' | 're-enrol' | 'except' | 'disable';
  /**
   * The level that the accounts get; null for re-enrol.
   */
  to: 'disabled' | 'named-locations' | 'standard' | null;
  /**
   * The guardrail that withholds the chunk; null where it is applied.
   */
  withheld: string | null;
  /**
   * 1 to 50 changes, in the order of their addresses.
   *
   * @minItems 1
   */
  changes: [PlanChange, ...PlanChange[]];
}
/**
 * One account with its state before and after.
 */
export interface PlanChange {
  account: PlanAccount;
  /**
   * The unit path, as the directory writes it.
   */
  unit: string;
  /**
   * Why the change is made now: policy (the policies changed), time (something lapsed or began), pending (not made by earlier runs), drift (someone changed the directory).
   */
  cause: 'policy' | 'time' | 'pending' | 'drift';
  /**
   * Where the cause is time: the instant at which the change fell due, such as the end of an exception. Left out otherwise.
   */
  dueAt?: string;
  /**
   * tighten or loosen.
   */
  direction: 'tighten' | 'loosen';
  /**
   * The next instant at which the decision would change; null where it never does.
   */
  validUntil: string | null;
  before: PlanState;
  after: PlanState;
  /**
   * The trace of the decision.
   */
  because: PlanReason[];
}
/**
 * The account: its directory id, where the source has one, and its folded address.
 */
export interface PlanAccount {
  /**
   * The directory id, or null.
   */
  id: string | null;
  /**
   * The folded address.
   */
  address: string;
}
/**
 * A level with the MFA status that the report shows for it.
 */
export interface PlanState {
  /**
   * The level.
   */
  level: 'disabled' | 'named-locations' | 'standard' | 'unknown';
  /**
   * The MFA status; blank where none is reported.
   */
  status: string;
}
/**
 * One step of the decision.
 */
export interface PlanReason {
  /**
   * The step.
   */
  step:
    | 'managed'
    | 'base'
    | 'rollout'
    | 'role'
    | 'self-enrolment'
    | 'exception'
    | 'unrecorded'
    | 'compromised'
    | 're-enrol'
    | 'undo';
  /**
   * File and line of the policy; null for a rule of the model itself.
   */
  policy: string | null;
  /**
   * What the step did.
   */
  says: string;
}
