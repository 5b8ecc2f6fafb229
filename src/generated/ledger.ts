/* Generated from schemas/ledger.schema.json by npm run generate; never edited. */

/**
 * One line of reports/ledger.ndjson: a chain in which each line holds the hash of the line before.
 */
export type LedgerLine = LedgerRun | LedgerHold | LedgerAccept;
/**
 * SHA-256 as sha256: and 64 hexadecimal digits.
 */
export type Sha256 = string;

/**
 * One run that has ended.
 */
export interface LedgerRun {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always run.
   */
  type: 'run';
  /**
   * SHA-256 of the line before, its line feed left out; null for the first.
   */
  previous: Sha256 | null;
  /**
   * The run's id: the name of its folder.
   */
  run: string;
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  planId: string;
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  receipt: string;
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  journal: string;
  /**
   * The gzip parts of large files; empty where there are none.
   */
  parts: LedgerPart[];
  /**
   * SHA-256 of population.ndjson after this run; null where there is none.
   */
  population: Sha256 | null;
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  grants?: string;
  /**
   * SHA-256 of pending.ndjson after this run; null where there is none.
   */
  pending: Sha256 | null;
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  fingerprint: string;
  policy: LedgerPolicy;
  /**
   * The instant that was planned for.
   */
  asOf: string;
  /**
   * The run that this run took back, or null.
   */
  undoes: string | null;
  /**
   * Whether the plan was for a part of the tenant: the rest of the tenant was not looked at.
   */
  partial: boolean;
  /**
   * Who applied.
   */
  actor: string;
  /**
   * Who approved, as CI reports it.
   */
  approvers: string[];
  /**
   * When the run began.
   */
  start: string;
  /**
   * When it ended.
   */
  end: string;
  /**
   * The exit code.
   */
  exit: 0 | 1 | 3 | 4 | 5 | 6;
  /**
   * Changes of the plan.
   */
  changes: number;
  counts: OutcomeCounts;
  /**
   * Accounts of which it is not known whether the change took effect.
   */
  uncertain: number;
  /**
   * Accounts whose methods were, or may have been, removed.
   */
  reEnrolled: number;
  /**
   * Accounts that were, or may have been, loosened, by organisation.
   */
  loosened: {
    [k: string]: number;
  };
  /**
   * What became of changes that earlier runs handed over, by run, the oldest first. Left out where there are none.
   */
  confirmations?: LedgerConfirmation[];
}
/**
 * One part of a large file.
 */
export interface LedgerPart {
  /**
   * Its name in the run's folder.
   */
  file: string;
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  sha256: string;
}
/**
 * The policies that were applied.
 */
export interface LedgerPolicy {
  /**
   * SHA-256 as sha256: and 64 hexadecimal digits.
   */
  digest: string;
  /**
   * The git commit; null without git.
   */
  commit: string | null;
}
/**
 * Accounts by outcome.
 */
export interface OutcomeCounts {
  /**
   * Changed by this run.
   */
  applied: number;
  /**
   * As planned before anything was sent.
   */
  already: number;
  /**
   * Moved, lapsed, or never sent.
   */
  skipped: number;
  /**
   * Withheld by a guardrail or after an undo.
   */
  withheld: number;
  /**
   * Failed.
   */
  failed: number;
  /**
   * Handed over to a person.
   */
  handedOver: number;
}
/**
 * The changes that one run handed over and that were still open.
 */
export interface LedgerConfirmation {
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
 * After an undo: later runs do not change the accounts, so that they do not repeat what was taken back.
 */
export interface LedgerHold {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always hold.
   */
  type: 'hold';
  /**
   * SHA-256 of the line before, its line feed left out; null for the first.
   */
  previous: Sha256 | null;
  /**
   * The run that took another back.
   */
  run: string;
  /**
   * The run that was taken back.
   */
  undoes: string;
  /**
   * From when.
   */
  at: string;
  /**
   * Until when.
   */
  until: string;
}
/**
 * A person went on with a ledger whose clock ran ahead, or whose policy commits were rewritten for a good reason (mfactl verify --accept). Damage is never accepted.
 */
export interface LedgerAccept {
  /**
   * The number of the line, from 1.
   */
  seq: number;
  /**
   * Always accept.
   */
  type: 'accept';
  /**
   * SHA-256 of the line before, its line feed left out; null for the first.
   */
  previous: Sha256 | null;
  /**
   * When it was accepted. From here on, times count from this one.
   */
  at: string;
  /**
   * Who accepted it.
   */
  actor: string;
  /**
   * Who approved, as CI reports it.
   */
  approvers: string[];
  /**
   * Why, as that person wrote it.
   */
  reason: string;
  /**
   * Where a policy commit is accepted: the last commit of the protected branch at that time. Policies that are applied later must contain it. Null where none is accepted, or the branch has no commit.
   */
  commit: string | null;
  /**
   * What was accepted, at least one.
   *
   * @minItems 1
   */
  accepts: [AcceptedProblem, ...AcceptedProblem[]];
}
/**
 * One problem of one earlier line.
 */
export interface AcceptedProblem {
  /**
   * clock: the line is later than one after it, or than the clock at that time; commit: its policy commit is gone or not on the protected branch.
   */
  kind: 'clock' | 'commit';
  /**
   * The number of that line.
   */
  seq: number;
}
