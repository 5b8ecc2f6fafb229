import { countsBefore, handOverSeen, seenAt } from '../../history/hand-over.ts';
import { type AccountRun, accountRuns } from '../../history/runs-of-account.ts';
import { stepOf } from '../../history/level-steps.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import type { Instant, State } from '../../model/account.ts';
import type { Population } from '../../snapshot/population.ts';
import type { LedgerRun } from '../../generated/ledger.ts';
import type { AccountRef } from '../../generated/receipt.ts';
import { type HeldLedger, readTrusted } from '../../session/ledger.ts';

/** What is told of an account at a past instant. */
interface StateThen {
  readonly state: State;
  /** The first change since, which found it so; null where it counts as a change that was handed over found it. */
  readonly by: AccountRun | null;
}

/** The states of accounts at a past instant, as far as runs since then tell them. */
export interface StatesThen {
  /** By row of the directory. All other rows are as they are now. */
  readonly changed: ReadonlyMap<number, StateThen>;
  /** Rows of accounts with a change that was handed over by then and not seen again: when it was made is not known. */
  readonly open: ReadonlySet<number>;
  /** Accounts that runs have changed since and the directory no longer has. */
  readonly gone: readonly { readonly account: AccountRef; readonly organisation: string; readonly state: State }[];
}

/** Undoes what runs have done since an instant. The directory was observed at `observedAt`. */
export async function statesThen(
  { folder, ledger }: HeldLedger,
  { population, observedAt }: { readonly population: Population; readonly observedAt: Instant },
  at: Instant,
): Promise<StatesThen> {
  const changed = new Map<number, Kept>();
  const open = new Set<number>();
  const gone = new Map<string, Kept & StatesThen['gone'][number]>();
  const rows = rowFinder(population);
  const runs = ledger.lines.filter((line) => line.type === 'run');
  await readTrusted(async () => {
    for await (const by of accountRuns(folder, ledger, tellsOf(runs, observedAt, at))) {
      const step = stepOf(by);
      if (step === null) continue;
      const isOpen = step.at <= at && by.change.outcome === 'handed-over' && at < seenAt(by, observedAt);
      const kept = { state: step.before, at: step.at, by: isOpen ? null : by };
      const tells = step.at > at || (isOpen && countsBefore(by.change));
      const { account, organisation } = by.change;
      const row = rows(account);
      if (row < 0) {
        keep(gone, account.id ?? account.address, { ...kept, account, organisation }, at, tells);
        continue;
      }
      keep(changed, row, kept, at, tells);
      if (isOpen) open.add(row);
      else if (step.at <= at) open.delete(row);
    }
  });
  return { changed, open, gone: [...gone.values()] };
}

/** Runs that ended since, and from the first one on whose changes were with somebody at that instant. */
function tellsOf(runs: readonly LedgerRun[], observedAt: Instant, at: Instant): (line: LedgerRun) => boolean {
  const first = runs.find((line, index) => {
    const end = Date.parse(line.end);
    if (end > at) return line.counts.applied + line.counts.handedOver > 0;
    return line.counts.handedOver > 0 && at < seenAt({ end, seen: handOverSeen(runs, index) }, observedAt);
  });
  return ({ seq, counts }) => counts.applied + counts.handedOver > 0 && first !== undefined && seq >= first.seq;
}

interface Kept extends StateThen {
  readonly at: Instant;
}

/** Keeps what tells the state: of changes since the first one; and of those before, none but the last, if it is open. */
function keep<Key, Value extends Kept>(values: Map<Key, Value>, key: Key, value: Value, at: Instant, tells: boolean) {
  const known = values.get(key);
  if (value.at <= at) values.delete(key);
  if (tells && (known === undefined || value.at <= at || value.at < known.at)) values.set(key, value);
}
