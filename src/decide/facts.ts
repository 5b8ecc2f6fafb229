import type { Account, ActualLevel, DecisionContext, Instant, Level, RoleCategory } from '../model/account.ts';
import type { UserException, Named, Policies, RolePolicy } from '../model/policies.ts';
import { rank } from '../model/level.ts';
import { STATUS, actualLevel, isStatus, reportedException } from '../model/status.ts';
import { portalRoleCategory } from '../model/portal-names.ts';
import { fold, foldName } from '../model/text.ts';

/** Statuses of people who leave: their exceptions are refused. */
export const LEAVER_STATUSES: readonly string[] = ['Active (Leaver)', 'Disabled_Leaver'];

/** A role that an account holds: by a document that matches, or because its reported status says so. */
export interface HeldRole {
  readonly name: string;
  readonly category: RoleCategory;
  readonly floor: Level;
  readonly exceptions: 'allowed' | 'forbidden';
  readonly allowedMethods: readonly string[] | null;
  readonly origin: string | null;
  readonly exceptionsOrigin: string | null;
}

/** What the directory says of an account, read with the eyes of the policies. */
export interface AccountFacts {
  readonly account: Account;
  readonly actual: ActualLevel;
  readonly compromised: boolean;
  readonly roles: readonly HeldRole[];
  /** Role names that no document matches. */
  readonly unknownRoles: readonly string[];
  readonly exceptionReported: 'short-term' | 'long-term' | null;
  /** Whether mfactl granted an exception of the type that is reported. */
  readonly granted: boolean;
  /** Holds an admin or ATP role, is reported so, or is compromised. */
  readonly privileged: boolean;
}

/** Reads an account; where status evidence counts, a reported status stands for a role or for compromise. */
export function readFacts(account: Account, policies: Policies, context: DecisionContext): AccountFacts {
  const named = namedRoles(account.roles, policies.roles);
  const reported = context.statusEvidence ? reportedRoles(account.reported, named.roles, policies.roles) : [];
  const roles = [...named.roles, ...reported];
  const exceptionReported = reportedException(account.reported);
  const reportedCompromised = isStatus(account.reported, STATUS.enforcedCompromised);
  return {
    account,
    actual: actualLevel(account),
    compromised: account.compromised || (context.statusEvidence && reportedCompromised),
    roles,
    unknownRoles: named.unknown,
    exceptionReported,
    granted: exceptionReported !== null && context.granted.get(account, exceptionReported) !== undefined,
    privileged:
      roles.some((role) => role.category !== 'other') ||
      account.compromised ||
      isStatus(account.reported, STATUS.enforcedAdmin, STATUS.enforcedAtp, STATUS.enforcedCompromised),
  };
}

/**
 * The roles that an account holds by the names that the directory tells: those of documents, and for each category of
 * which no document matches, a portal role that no document lists. `unknown`: names that no document lists.
 */
export function namedRoles(
  names: readonly string[],
  all: readonly RolePolicy[],
): { readonly roles: readonly HeldRole[]; readonly unknown: readonly string[] } {
  const held = names.map(foldName);
  const matched = all.filter((role) => role.match.some((name) => held.includes(name)));
  const unknown = names.filter((_, i) => !all.some((role) => role.match.includes(held[i] as string)));
  const standIns = EVIDENCE.flatMap(([category]) => {
    const portalRole = unknown.find((name) => portalRoleCategory(name) === category);
    const isMatched = matched.some((role) => role.category === category);
    return portalRole === undefined || isMatched ? [] : [standIn(portalRole, category, all)];
  });
  return { roles: [...matched, ...standIns], unknown };
}

/** What a reported status tells of roles that the directory does not name. */
function reportedRoles(reported: string, held: readonly HeldRole[], all: readonly RolePolicy[]): HeldRole[] {
  return EVIDENCE.filter(
    ([category, status]) => isStatus(reported, status) && !held.some((role) => role.category === category),
  ).map(([category, status]) => standIn(`reported as ${status}`, category, all));
}

/** The reported statuses that stand for a role (docs/policy-model.md, "Status evidence"). */
const EVIDENCE = [
  ['admin', STATUS.enforcedAdmin],
  ['atp', STATUS.enforcedAtp],
] as const;

/** Stands for a role that the directory does not name: the highest floor of its category, and no exceptions. */
function standIn(name: string, category: RoleCategory, all: readonly RolePolicy[]): HeldRole {
  const documents = all.filter((role) => role.category === category);
  const highest = documents.reduce<RolePolicy | null>(
    (best, role) => (best === null || rank(role.floor) > rank(best.floor) ? role : best),
    null,
  );
  return {
    name,
    category,
    floor: highest?.floor ?? 'standard',
    exceptions: 'forbidden',
    allowedMethods: null,
    origin: highest?.origin ?? null,
    exceptionsOrigin: null,
  };
}

/** The entries that name an account: by id where both have one, else by address. */
export function entriesFor<Entry extends { readonly id: string | null }>(
  account: Pick<Account, 'id' | 'address'>,
  named: Named<Entry>,
): Entry[] {
  const id = account.id === null ? null : fold(account.id);
  const byAddress = (named.byAddress.get(account.address) ?? []).filter(
    (entry) => entry.id === null || id === null || entry.id === id,
  );
  if (id === null) return byAddress;
  const byId = (named.byId.get(id) ?? []).filter((entry) => !byAddress.includes(entry));
  return [...byAddress, ...byId];
}

/** The entries for an account that run at an instant. */
export interface ActiveEntries {
  /** Of its own organisation; the first one counts: the last to expire, at a tie the long-term one. */
  readonly own: readonly UserException[];
  /** Of other organisations. */
  readonly foreign: readonly UserException[];
}

export function activeEntries(account: Account, policies: Policies, now: Instant): ActiveEntries {
  const active = entriesFor(account, policies.exceptions).filter(
    (entry) => entry.startsAt <= now && now < entry.expiresAt,
  );
  const isOwn = ({ organisation }: UserException): boolean => organisation === account.organisation;
  return { own: active.filter(isOwn).sort(lastToExpireFirst), foreign: active.filter((entry) => !isOwn(entry)) };
}

function lastToExpireFirst(a: UserException, b: UserException): number {
  if (a.expiresAt !== b.expiresAt) return b.expiresAt - a.expiresAt;
  return a.type === b.type ? 0 : a.type === 'long-term' ? -1 : 1;
}
