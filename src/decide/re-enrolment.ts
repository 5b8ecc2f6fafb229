import { entriesFor } from './facts.ts';
import type { Account, DecisionContext, Instant } from '../model/account.ts';
import type { Policies, UserReEnrolment } from '../model/policies.ts';
import { fold } from '../model/text.ts';
import { DAY } from '../model/time.ts';

/** An entry is open for 30 days from `requestedAt`. */
const OPEN_FOR = 30 * DAY;

/** The instant from which an entry is no longer open. */
export function reEnrolmentEnd({ requestedAt }: Pick<UserReEnrolment, 'requestedAt'>): Instant {
  return requestedAt + OPEN_FOR;
}

/** The first open entry of the account's own organisation that is not done, where a method is registered; else null. */
export function reEnrolmentDue(account: Account, policies: Policies, context: DecisionContext): UserReEnrolment | null {
  const entries = entriesFor(account, policies.reEnrolments);
  if (entries.length === 0 || account.methods === null || account.methods.length === 0) return null;
  const done = lastDone(account, context);
  const due = entries.filter(
    (entry) =>
      entry.organisation === account.organisation &&
      entry.requestedAt <= context.now &&
      context.now < reEnrolmentEnd(entry) &&
      done < entry.requestedAt,
  );
  return due[0] ?? null;
}

/** The latest fresh registration under either name: a run whose source had no ids knew the account by its address alone. */
function lastDone(account: Account, { reEnrolledAt }: DecisionContext): Instant {
  const keys = account.id === null ? [account.address] : [account.address, fold(account.id)];
  return Math.max(...keys.map((key) => reEnrolledAt.get(key) ?? Number.NEGATIVE_INFINITY));
}

/** Instants at which an account's re-enrolment may begin or stop to be due. */
export function reEnrolmentChanges(account: Account, policies: Policies): Instant[] {
  return entriesFor(account, policies.reEnrolments).flatMap((entry) => [entry.requestedAt, reEnrolmentEnd(entry)]);
}
