/** The sets of roles that policies tell apart: by their highest floor, whether they allow exceptions, their categories. */
import { rank } from '../model/level.ts';
import { type Account, type ExceptionType, type Instant, LEVELS, type Level, grantsOf } from '../model/account.ts';
import { NO_PAST, type PastFacts } from '../decide/context.ts';
import type { UserException, Named, Policies, RolePolicy } from '../model/policies.ts';
import { type ExceptionKind, exceptionOf } from './invariant.ts';
import { namedRoles } from '../decide/facts.ts';
import { portalRoles } from '../model/portal-names.ts';
import { reportedException } from '../model/status.ts';
import { foldName } from '../model/text.ts';

/** Accounts whose roles come to the same, by the names of the fewest roles that do. */
export interface RoleClass {
  readonly key: string;
  /** Names as the directory may write them. */
  readonly names: readonly string[];
}

/**
 * The classes of all sets of roles that one account may hold, roles of the portal that no document lists among them; only
 * those with a certain role, where one is given. What a set comes to is found from what its parts come to, so each
 * class is extended once, by each name.
 */
export function roleClasses(roles: readonly RolePolicy[], role: RolePolicy | null): RoleClass[] {
  const names = [...new Set(roles.flatMap(({ match }) => match)), ...unlistedPortalRoles(roles)];
  const visited = new Map<string, string[]>();
  const classes = new Map<string, RoleClass>();
  const visit = (held: string[]): void => {
    const matched = roles.filter(({ match }) => match.some((name) => held.includes(name)));
    const { roles: all, unknown } = namedRoles(held, roles);
    const holds = role === null || matched.includes(role);
    // What an unlisted role stands for ends once a document of its category matches, so it is kept apart.
    const key = [roleKey(matched), ...unknown, holds ? '' : 'without'].join('\n');
    if (visited.has(key)) return;
    visited.set(key, held);
    if (holds && !classes.has(roleKey(all))) classes.set(roleKey(all), { key: roleKey(all), names: held });
  };
  visit([]);
  // Entries that are added while the map is walked are walked too.
  for (const held of visited.values()) for (const name of names) if (!held.includes(name)) visit([...held, name]);
  return [...classes.values()];
}

/** One role of the portal a category that no document lists, where there is one: any other comes to the same. */
function unlistedPortalRoles(roles: readonly RolePolicy[]): string[] {
  const listed = new Set(roles.flatMap(({ match }) => match));
  return (['admin', 'atp'] as const).flatMap(
    (category) => portalRoles(category).find((name) => !listed.has(foldName(name))) ?? [],
  );
}

/** What of some matched roles matters for levels and exceptions. */
export function roleKey(matched: readonly Pick<RolePolicy, 'category' | 'floor' | 'exceptions'>[]): string {
  const floor = matched.reduce<Level>((high, role) => (rank(role.floor) > rank(high) ? role.floor : high), LEVELS[0]);
  const forbids = matched.some(({ exceptions }) => exceptions === 'forbidden');
  const categories = [...new Set(matched.map(({ category }) => category))].sort();
  return [floor, forbids ? 'no exceptions' : 'exceptions', ...categories].join(' ');
}

const TYPES: readonly ExceptionType[] = ['short-term', 'long-term'];

/** What the entries for an account come to; of two that run, the one that does not count changes nothing. */
export interface ExceptionClass {
  readonly key: string;
  /** The type of the entry that runs, and of one that is over. */
  readonly active: ExceptionType | null;
  readonly over: ExceptionType | null;
  /** The type of an exception that mfactl granted and whose entry is gone. */
  readonly granted: ExceptionType | null;
  readonly kind: ExceptionKind;
}

/**
 * What entries may come to for an account that reports a status: one runs or none does; and where the status tells of
 * an exception, git has an entry of that type or not, and without one mfactl granted it or the portal did. No entry
 * can be valid where the tenant lets none last, but one may have been before.
 */
export function exceptionClasses(account: Account, policies: Policies): ExceptionClass[] {
  const possible = TYPES.filter((type) => policies.tenant.exceptionRules[type].maxDuration > 0);
  const reported = reportedException(account.reported);
  const recorded = possible.filter((type) => type === reported);
  const classes = [null, ...possible].flatMap((active) =>
    [null, ...recorded.filter((type) => type !== active)].map((over): ExceptionClass => {
      const entries = exceptionEntries({ active, over }, account, policies, 0);
      return {
        key: `${active ?? 'none'}${over === null ? '' : ` after ${over}`}`,
        active,
        over,
        granted: null,
        kind: exceptionOf(account, { ...policies, exceptions: namedEntries(account, entries) }, 0, false),
      };
    }),
  );
  const ended: ExceptionClass = { key: 'granted and gone', active: null, over: null, granted: reported, kind: 'none' };
  return reported === null ? classes : [...classes, ended];
}

/** What earlier runs did for an account of a class. */
export function pastOfClass({ granted }: Pick<ExceptionClass, 'granted'>, account: Account): PastFacts {
  return granted === null ? NO_PAST : { ...NO_PAST, granted: grantsOf([{ account, type: granted }]) };
}

/** Entries for one account that come to a class at an instant. */
export function exceptionEntries(
  { active, over }: Pick<ExceptionClass, 'active' | 'over'>,
  account: Account,
  policies: Policies,
  now: Instant,
): UserException[] {
  const entry = (type: ExceptionType, lasts: readonly [from: number, to: number]): UserException => {
    const { maxDuration, reasons } = policies.tenant.exceptionRules[type];
    const [startsAt, expiresAt] = lasts.map((times) => now + times * maxDuration) as [Instant, Instant];
    return {
      ...BLANK,
      organisation: account.organisation,
      user: account.address,
      type,
      startsAt,
      expiresAt,
      reason: reasons[0] ?? '',
    };
  };
  return [...(active === null ? [] : [entry(active, [0, 1])]), ...(over === null ? [] : [entry(over, [-1, 0])])];
}

const BLANK = {
  id: null,
  requestedBy: null,
  approvedBy: null,
  ticket: null,
  riskAssessment: null,
  plan: null,
  origin: 'an exception that somebody may add',
};

export function namedEntries({ address }: Account, entries: readonly UserException[]): Named<UserException> {
  return { byAddress: new Map([[address, entries]]), byId: new Map() };
}
