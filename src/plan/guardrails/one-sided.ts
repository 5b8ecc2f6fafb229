/** The guardrail `one-sided`: a report of which one side lacks many accounts was cut, or is not of the same day. */
import { foldName } from '../../model/text.ts';
import type { TenantPolicy } from '../../model/policies.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { shareOf } from './tally.ts';

/** Accounts that one of the two exports lacks, and how many may be lacking. */
export interface OneSidedMeasure {
  /** Accounts of a managed type in the Mailbox Report alone. */
  readonly mailboxOnly: number;
  /** Accounts in the MFA Status report alone. */
  readonly mfaOnly: number;
  readonly measure: number;
  readonly limit: number;
}

/** Null where the directory is not read from two exports. */
export function measureOneSided(
  { oneSided, population }: Pick<Snapshot, 'oneSided'> & { readonly population: { readonly size: number } },
  { accountTypes }: Pick<TenantPolicy, 'accountTypes'>,
): OneSidedMeasure | null {
  if (oneSided === null) return null;
  let mailboxOnly = 0;
  for (const [type, count] of oneSided.mailboxOnly)
    if (accountTypes.get(foldName(type))?.treatment === 'managed') mailboxOnly += count;
  const { mfaOnly } = oneSided;
  // Every row of the population stands in one of the two, or in both.
  const limit = Math.max(5, shareOf(10, population.size));
  return { mailboxOnly, mfaOnly, measure: mailboxOnly + mfaOnly, limit };
}
