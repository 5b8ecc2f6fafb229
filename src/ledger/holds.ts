/** After an undo, later runs leave the accounts alone for a day, so that they do not do again what was taken back. */
import { type ActualLevel, AccountMap, type Instant } from '../model/account.ts';
import { STATUS, isStatus } from '../model/status.ts';
import type { LedgerLine } from '../generated/ledger.ts';
import type { PlanChange } from '../generated/plan.ts';
import { LedgerError } from './chain.ts';
import { checkedInstant } from '../model/time.ts';
import { vouchedChangesOf } from './run/files.ts';

/** What was taken back from an account. */
export interface Hold {
  /** The level that the account had before the undo, and is not given again. */
  readonly level: ActualLevel;
  readonly until: Instant;
  /** The run that took it back. */
  readonly run: string;
}

export type Holds = AccountMap<Hold>;

/** Holds that are in force at an instant. Throws a LedgerError where the files of a run that they come from are not those that the ledger names. */
export async function readHolds(ledgerFolder: string, lines: readonly LedgerLine[], now: Instant): Promise<Holds> {
  const holds = new AccountMap<Hold>();
  for (const line of lines) {
    if (line.type !== 'hold') continue;
    const until = checkedInstant(line.until);
    if (until <= now) continue;
    const run = lines.find((each) => each.type === 'run' && each.run === line.run);
    if (run?.type !== 'run')
      throw new LedgerError(
        `the ledger has a hold of the run ${line.run}, but no line of that run; fetch the ledger again`,
      );
    for await (const { change, outcome } of vouchedChangesOf(ledgerFolder, run)) {
      const takenBack = outcome.outcome === 'applied' || outcome.outcome === 'handed-over';
      if (!takenBack && outcome.problem?.uncertain !== true) continue;
      const hold = { level: change.before.level, until, run: line.run };
      holds.set(change.account, hold);
    }
  }
  return holds;
}

const EXCEPTIONS = [STATUS.shortTerm, STATUS.longTerm];
const FORCED = [STATUS.enforcedCompromised, STATUS.enforcedAdmin, STATUS.enforcedAtp];

/**
 * Whether a change would do again what an undo took back. A hold never keeps an exception running that has ended, nor
 * an account low that its role or its compromise raises.
 */
export function isHeldBack(
  holds: Holds,
  { account, before, after, cause, direction }: PlanChange,
  now: Instant,
): boolean {
  const hold = holds.get(account);
  if (hold === undefined || hold.until <= now || hold.level !== after.level) return false;
  const ends = cause === 'time' || isStatus(before.status, ...EXCEPTIONS);
  return direction !== 'tighten' || !(ends || isStatus(after.status, ...FORCED));
}
