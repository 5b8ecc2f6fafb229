import type { OneSided } from '../../snapshot/snapshot.ts';
import type { Column } from '../../snapshot/population.ts';
import type { Join } from './join.ts';

/** Counts the accounts that stand in one of the two exports alone. */
export function countOneSided(join: Join, { codes, values }: Column<string>): OneSided {
  const mailboxOnly = new Map<string, number>();
  let mfaOnly = 0;
  for (let row = 0; row < join.size; row++) {
    if (!join.has('mailboxReport', row)) mfaOnly++;
    else if (!join.has('mfaStatusReport', row)) {
      const type = values[codes[row] as number] as string;
      mailboxOnly.set(type, (mailboxOnly.get(type) ?? 0) + 1);
    }
  }
  return { mailboxOnly, mfaOnly };
}

/** All accounts of the Mailbox Report alone, whatever their type. */
export function mailboxOnlyOf({ mailboxOnly }: OneSided): number {
  return [...mailboxOnly.values()].reduce((sum, count) => sum + count, 0);
}
