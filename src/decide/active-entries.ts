import { entriesFor } from './facts.ts';
import type { Account, Instant } from '../model/account.ts';
import type { ExceptionEntry, Policies } from '../model/policies.ts';

/** The entries for an account that run at an instant. */
export interface ActiveEntries {
  /** Of its own organisation; the first one counts: the last to expire, at a tie the long-term one. */
  readonly own: readonly ExceptionEntry[];
  /** Of other organisations. */
  readonly foreign: readonly ExceptionEntry[];
}

export function activeEntries(account: Account, policies: Policies, now: Instant): ActiveEntries {
  const active = entriesFor(account, policies.exceptions).filter(
    (entry) => entry.startsAt <= now && now < entry.expiresAt,
  );
  const isOwn = ({ organisation }: ExceptionEntry): boolean => organisation === account.organisation;
  return { own: active.filter(isOwn).sort(lastToExpireFirst), foreign: active.filter((entry) => !isOwn(entry)) };
}

function lastToExpireFirst(a: ExceptionEntry, b: ExceptionEntry): number {
  if (a.expiresAt !== b.expiresAt) return b.expiresAt - a.expiresAt;
  return a.type === b.type ? 0 : a.type === 'long-term' ? -1 : 1;
}
