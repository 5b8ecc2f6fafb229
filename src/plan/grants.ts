/** Exceptions that mfactl granted, as a directory shows them: what a plan has news of. */
import type { PlanGrant } from '../generated/plan.ts';
import type { Account, ExceptionType, Grant, Instant } from '../model/account.ts';
import { reportedException } from '../model/status.ts';
import { type FindRow, rowFinder } from '../snapshot/find-rows.ts';
import { type Population, accountAt } from '../snapshot/population.ts';
import { type HandedOver, type Look, sightOf } from './handed-over.ts';

/** A grant that a run has booked. */
export interface BookedGrant extends Grant {
  readonly organisation: string;
  /** When that run ended. */
  readonly at: Instant;
}

/**
 * The news of a directory: grants whose account was observed after them without an exception, and exceptions that
 * people were asked to grant and that it shows. An account that is not there tells nothing: an export may be cut.
 */
export function grantNews(
  population: Population,
  grants: readonly BookedGrant[],
  handedOver: readonly HandedOver[],
  look: Look,
): PlanGrant[] {
  const asked = handedOver.filter((line) => line.action === 'except' && sightOf(line, look) === 'seen');
  const rowOf = rowFinder(
    population,
    [...grants, ...asked].map(({ account }) => account),
  );
  const ended = grants
    .filter(({ at, account }) => look.observedAt > at && shownType(population, rowOf, account) === null)
    .map(({ account, organisation, type }) => news({ account, organisation, type }, false));
  const granted = asked.flatMap(({ account, organisation, status }) => {
    const type = reportedException(status ?? '');
    return type !== null && shownType(population, rowOf, account) === type
      ? [news({ account, organisation, type }, true)]
      : [];
  });
  return [...ended, ...granted];
}

/** The exception that the directory reports of an account; undefined where the account is not there. */
function shownType(
  population: Population,
  rowOf: FindRow,
  account: Pick<Account, 'id' | 'address'>,
): ExceptionType | null | undefined {
  const row = rowOf(account);
  return row < 0 ? undefined : reportedException(accountAt(population, row).reported);
}

function news({ account, organisation, type }: Omit<BookedGrant, 'at'>, shown: boolean): PlanGrant {
  return { account: { id: account.id, address: account.address }, organisation, type, shown };
}
