import type { Account, ActualLevel, Level, Membership, State } from './account.ts';
import { foldStatus } from './text.ts';

/** The eleven statuses of the MFA Status report, as the portal writes them. */
export const STATUS = {
  userEnabled: 'User Enabled',
  userDisabled: 'User Disabled',
  adminEnabled: 'Admin Enabled',
  adminDisabled: 'Admin Disabled',
  enforcedAtp: 'MFA Enforced ATP Group',
  disabledAtp: 'MFA Disabled ATP Group',
  enforcedAdmin: 'MFA Enforced Admin Role',
  disabledAdmin: 'MFA Disabled Admin Role',
  enforcedCompromised: 'MFA Enforced Compromised',
  shortTerm: 'MFA 24 Hour Exception',
  longTerm: 'MFA Long Term Exception',
} as const;

const REPORTED_LEVEL: ReadonlyMap<string, Level> = new Map<string, Level>([
  [foldStatus(STATUS.userEnabled), 'standard'],
  [foldStatus(STATUS.adminEnabled), 'standard'],
  [foldStatus(STATUS.enforcedAtp), 'standard'],
  [foldStatus(STATUS.enforcedAdmin), 'standard'],
  [foldStatus(STATUS.enforcedCompromised), 'standard'],
  [foldStatus(STATUS.userDisabled), 'disabled'],
  [foldStatus(STATUS.adminDisabled), 'disabled'],
  [foldStatus(STATUS.disabledAtp), 'disabled'],
  [foldStatus(STATUS.disabledAdmin), 'disabled'],
  [foldStatus(STATUS.shortTerm), 'disabled'],
  [foldStatus(STATUS.longTerm), 'disabled'],
]);

/** Statuses that say "disabled" and that an account in sync may go on reporting. */
const KEPT_WHEN_DISABLED: readonly string[] = [
  STATUS.userDisabled,
  STATUS.adminDisabled,
  STATUS.disabledAtp,
  STATUS.disabledAdmin,
];

/** Folded once: every decision compares with them a dozen times. */
const FOLDED: ReadonlyMap<string, string> = new Map(
  Object.values(STATUS).map((status) => [status, foldStatus(status)]),
);

/** Whether a reported text is one of some statuses (trimmed, whatever its case). */
export function isStatus(reported: string, ...statuses: readonly string[]): boolean {
  if (statuses.includes(reported)) return true;
  const folded = FOLDED.get(reported) ?? foldStatus(reported);
  return statuses.some((status) => (FOLDED.get(status) ?? foldStatus(status)) === folded);
}

/** The type of the exception that a reported status tells of, or null. */
export function reportedException(reported: string): 'short-term' | 'long-term' | null {
  if (isStatus(reported, STATUS.shortTerm)) return 'short-term';
  return isStatus(reported, STATUS.longTerm) ? 'long-term' : null;
}

/** The level an account has: from its membership where that is told, else from its reported status. */
export function actualLevel(account: Pick<Account, 'membership' | 'reported'>): ActualLevel {
  switch (account.membership) {
    case null:
      return REPORTED_LEVEL.get(foldStatus(account.reported)) ?? 'unknown';
    case 'none':
      return 'disabled';
    case 'both':
      return 'standard';
    default:
      return account.membership;
  }
}

/** The membership by which a directory tells a level. */
export const MEMBERSHIP_OF: Readonly<Record<ActualLevel, Membership>> = {
  standard: 'standard',
  'named-locations': 'named-locations',
  disabled: 'none',
  unknown: 'unknown',
};

/** Level and reported status as they are now. */
export function actualState(account: Pick<Account, 'membership' | 'reported'>): State {
  return { level: actualLevel(account), status: account.reported };
}

/** What the derived status depends on. */
export interface StatusFacts {
  readonly managed: boolean;
  readonly reported: string;
  readonly actual: ActualLevel;
  readonly desired: ActualLevel;
  readonly compromised: boolean;
  /** Categories of the roles that matched in the step of role floors. */
  readonly adminMatched: boolean;
  readonly atpMatched: boolean;
  /** The exception that was accepted. */
  readonly accepted: 'short-term' | 'long-term' | null;
  /** An exception that git does not know was kept. */
  readonly unrecorded: boolean;
}

interface StatusRow {
  readonly when: (facts: StatusFacts) => boolean;
  readonly status: (facts: StatusFacts) => string;
}

const noException = (facts: StatusFacts): boolean => facts.accepted === null && !facts.unrecorded;

/**
 * The table of derived statuses: the first row that holds. The order of the rows for compromised, admin and ATP is an
 * assumption of ours, which is why it stands in this one table.
 */
const TABLE: readonly StatusRow[] = [
  { when: (f) => !f.managed, status: (f) => f.reported },
  { when: (f) => f.compromised, status: () => STATUS.enforcedCompromised },
  { when: (f) => f.adminMatched && noException(f), status: () => STATUS.enforcedAdmin },
  { when: (f) => f.atpMatched && noException(f), status: () => STATUS.enforcedAtp },
  { when: (f) => f.accepted === 'short-term', status: () => STATUS.shortTerm },
  { when: (f) => f.accepted === 'long-term', status: () => STATUS.longTerm },
  { when: (f) => f.unrecorded, status: (f) => f.reported },
  { when: (f) => f.desired !== 'disabled', status: enabledStatus },
  { when: () => true, status: disabledStatus },
];

function enabledStatus(facts: StatusFacts): string {
  const bySelf = isStatus(facts.reported, STATUS.userEnabled) && facts.actual === facts.desired;
  return bySelf ? STATUS.userEnabled : STATUS.adminEnabled;
}

function disabledStatus(facts: StatusFacts): string {
  const kept = facts.actual === 'disabled' && isStatus(facts.reported, ...KEPT_WHEN_DISABLED);
  return kept ? facts.reported : STATUS.adminDisabled;
}

/** What the MFA Status report will say once the account is in sync. */
export function deriveStatus(facts: StatusFacts): string {
  const row = TABLE.find((candidate) => candidate.when(facts)) as StatusRow;
  return row.status(facts);
}
