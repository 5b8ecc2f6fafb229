/**
 * The exceptions that an account may have. Anybody may add an entry tomorrow, so an invariant must hold whatever
 * entries there are: not for those that stand in git today alone.
 */
import { type ExceptionKind, exceptionOf } from './invariant.ts';
import type { Account, ExceptionType, Instant } from '../model/account.ts';
import type { ExceptionEntry, Named, Policies } from '../model/policies.ts';
import { reportedException } from '../model/status.ts';

const TYPES: readonly ExceptionType[] = ['short-term', 'long-term'];

/** What the entries for an account come to; of two that run, the one that does not count changes nothing. */
export interface ExceptionClass {
  readonly key: string;
  /** The type of the entry that runs, and of one that is over. */
  readonly active: ExceptionType | null;
  readonly over: ExceptionType | null;
  readonly kind: ExceptionKind;
}

/**
 * What entries may come to for an account that reports a status: one runs or none does; and where the status tells of
 * an exception, git has an entry of that type or not. No entry can be valid where the tenant lets none last.
 */
export function exceptionClasses(account: Account, policies: Policies): ExceptionClass[] {
  const possible = TYPES.filter((type) => policies.tenant.exceptionRules[type].maxDuration > 0);
  const reported = reportedException(account.reported);
  const recorded = possible.filter((type) => type === reported);
  return [null, ...possible].flatMap((active) =>
    [null, ...recorded.filter((type) => type !== active)].map((over) => {
      const entries = exceptionEntries({ active, over }, account, policies, 0);
      return {
        key: `${active ?? 'none'}${over === null ? '' : ` after ${over}`}`,
        active,
        over,
        kind: exceptionOf(account, { ...policies, exceptions: namedEntries(account, entries) }, 0),
      };
    }),
  );
}

/** Entries for one account that come to a class at an instant. */
export function exceptionEntries(
  { active, over }: Pick<ExceptionClass, 'active' | 'over'>,
  account: Account,
  policies: Policies,
  now: Instant,
): ExceptionEntry[] {
  const entry = (type: ExceptionType, lasts: readonly [from: number, to: number]): ExceptionEntry => {
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
  origin: 'an entry that somebody may add',
};

export function namedEntries({ address }: Account, entries: readonly ExceptionEntry[]): Named<ExceptionEntry> {
  return { byAddress: new Map([[address, entries]]), byId: new Map() };
}
