/* Generated from schemas/audit.schema.json by npm run generate; never edited. */

/**
 * A text of the entry; null where it has none.
 */
export type Text = string | null;
/**
 * How accounts were picked: those with the smallest SHA-256 over seed, NUL and folded address. Null where all are listed.
 */
export type AuditSample = {
  /**
   * How many were asked for.
   */
  size: number;
  /**
   * The seed.
   */
  seed: string;
} | null;
/**
 * The evidence, for accounts of a sample; else null.
 */
export type AuditEvidence = {
  /**
   * The trace of the decision.
   */
  because: AuditRule[];
  /**
   * The exception and who is responsible for it; null where there was none.
   */
  exemption: Exemption | null;
  /**
   * The last entry of a receipt about the account at that time; null where there is none.
   */
  receipt: AuditReceipt | null;
  /**
   * The first change since, which shows the state before it; null where there is none.
   */
  undone: AuditReceipt | null;
} | null;
/**
 * The commit that introduced the rule; null where git does not know it.
 */
export type AuditCommit = {
  /**
   * The whole id.
   */
  id: string;
  /**
   * The name of the author.
   */
  author: string;
  /**
   * The commit date.
   */
  date: string;
  /**
   * The pull request that it came by; null where no commit says so.
   */
  pullRequest: number | null;
} | null;

/**
 * Who had MFA at an instant, who was exempt and by whom: what audit --json writes.
 */
export interface Audit {
  /**
   * The format of the document.
   */
  format: 'mfactl.audit/v1';
  /**
   * Name and version of what wrote it.
   */
  tool: string;
  /**
   * The instant that was asked for.
   */
  at: string;
  /**
   * When the question was answered.
   */
  madeAt: string;
  /**
   * When the directory was observed. Earlier levels are found by taking back the changes of runs since.
   */
  observedAt: string;
  policies: AuditPolicies;
  /**
   * Number and hash of the last line of the ledger, SEQ:sha256:…; null where there is none.
   */
  ledgerHead: string | null;
  /**
   * What the answer is based on, and what cannot be known, as sentences.
   *
   * Items: One sentence.
   */
  remarks: string[];
  total: AuditCounts;
  /**
   * Those that have accounts, in the order of their codes.
   */
  organisations: AuditOrganisation[];
  /**
   * Accounts that were exempt.
   */
  exempt: Exemption[];
  /**
   * Accounts that runs have changed since and the directory no longer has; they are not counted.
   */
  gone: GoneAccount[];
  sample: AuditSample;
  /**
   * All accounts by address, or those of the sample as they were picked; where addresses are masked, by mask.
   */
  accounts: AuditAccount[];
}
/**
 * The policies that were in force.
 */
export interface AuditPolicies {
  /**
   * ledger (the last run that had ended applied them) or branch (the branch held them; no run had ended).
   */
  source: 'ledger' | 'branch';
  /**
   * The git commit; null where they are the files of the folder.
   */
  commit: string | null;
  /**
   * Digest of the policy files.
   */
  digest: string;
  /**
   * The run that applied them; null for branch.
   */
  run: string | null;
}
/**
 * Counts of accounts.
 */
export interface AuditCounts {
  /**
   * All.
   */
  accounts: number;
  managed: EnforcedCounts;
  unmanaged: EnforcedCounts;
  exempt: ExemptCounts;
}
/**
 * Accounts by whether MFA was enforced.
 */
export interface EnforcedCounts {
  /**
   * Level standard or named-locations.
   */
  enforced: number;
  /**
   * Level disabled.
   */
  notEnforced: number;
  /**
   * The level is not known; never counted as enforced.
   */
  unknown: number;
}
/**
 * Accounts that were exempt.
 */
export interface ExemptCounts {
  /**
   * By an accepted short-term exception.
   */
  shortTerm: number;
  /**
   * By an accepted long-term exception.
   */
  longTerm: number;
  /**
   * By one that the portal had granted and git did not know.
   */
  unrecorded: number;
}
/**
 * Counts of one organisation.
 */
export interface AuditOrganisation {
  /**
   * The ODS code; blank for accounts without one.
   */
  code: string;
  /**
   * The name in the policies of that time; null where they do not have the organisation.
   */
  name: string | null;
  counts: AuditCounts;
}
/**
 * Why an account was exempt, and who is responsible.
 */
export interface Exemption {
  /**
   * The address, or its mask.
   */
  address: string;
  /**
   * The ODS code.
   */
  organisation: string;
  /**
   * short-term, long-term, or unrecorded: git does not know it, so all texts are null.
   */
  type: 'short-term' | 'long-term' | 'unrecorded';
  /**
   * From when; null for unrecorded.
   */
  startsAt: string | null;
  /**
   * Until when; null for unrecorded.
   */
  expiresAt: string | null;
  reason: Text;
  requestedBy: Text;
  approvedBy: Text;
  ticket: Text;
  riskAssessment: Text;
  plan: Text;
  /**
   * File and line of the rule at that commit; null where there is none.
   */
  policy: string | null;
  state: AuditState;
}
/**
 * A level with the MFA status that the report shows for it.
 */
export interface AuditState {
  /**
   * The level.
   */
  level: 'disabled' | 'named-locations' | 'standard' | 'unknown';
  /**
   * The MFA status.
   */
  status: string;
}
/**
 * One such account with the state that a receipt shows.
 */
export interface GoneAccount {
  /**
   * The address, or its mask.
   */
  address: string;
  /**
   * The ODS code.
   */
  organisation: string;
  state: AuditState;
}
/**
 * One account at that instant.
 */
export interface AuditAccount {
  /**
   * The address, or its mask.
   */
  address: string;
  /**
   * The ODS code as the directory shows it now.
   */
  organisation: string;
  /**
   * Whether the policies decided for it.
   */
  managed: boolean;
  state: AuditState;
  /**
   * Whether MFA was enforced.
   */
  enforced: 'yes' | 'no' | 'unknown';
  /**
   * What it was exempt by; null where it was not.
   */
  exempt: 'short-term' | 'long-term' | 'unrecorded' | null;
  /**
   * How the state is known: directory (no run has changed the account since: as observed now), receipt (as the first run since found it) or handed-over (a change was handed over to the portal by then, and it is not known when it was made: a change that gives MFA is taken as made when it was seen, a change that takes MFA away as made at the hand-over).
   */
  basis: 'directory' | 'receipt' | 'handed-over';
  evidence: AuditEvidence;
}
/**
 * One line of the trace.
 */
export interface AuditRule {
  /**
   * The step of the decision.
   */
  step: string;
  /**
   * File and line at the commit; null for a rule of the model itself.
   */
  policy: string | null;
  /**
   * What it did.
   */
  says: string;
  commit: AuditCommit;
}
/**
 * What a run did with the account.
 */
export interface AuditReceipt {
  /**
   * The run's id.
   */
  run: string;
  /**
   * The number of its line in the ledger.
   */
  seq: number;
  /**
   * SHA-256 of that line.
   */
  line: string;
  /**
   * When the run began.
   */
  start: string;
  /**
   * When it ended.
   */
  end: string;
  /**
   * What was planned.
   */
  action: string;
  /**
   * What became of it.
   */
  outcome: string;
  /**
   * Why nothing was sent; null where something was.
   */
  reason: string | null;
  before: AuditState;
  after: AuditState;
}
