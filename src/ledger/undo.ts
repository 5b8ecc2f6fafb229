/** The changes that take a run back, and those that are never taken back. A plan is made of them like of any others. */
import type { Account, Action, ActualLevel, Direction, Level, State } from '../model/account.ts';
import { actualState, isStatus, STATUS } from '../model/status.ts';
import type { DirectoryReader } from '../directory/port.ts';
import type { LedgerRun } from '../generated/ledger.ts';
import { lastRun, LedgerError, readChain } from './chain.ts';
import { vouchedChangesOf } from './run/files.ts';
import type { SettledChange } from './run/results.ts';

/** One change that takes another back. */
export interface UndoChange {
  readonly account: Account;
  readonly action: Exclude<Action, 're-enrol'>;
  readonly to: Level;
  readonly direction: Direction;
  readonly before: State;
  /** As it was before the run. */
  readonly after: State;
}

/** A change of the run that stays, and why. */
export interface NotUndone {
  readonly address: string;
  readonly reason: string;
}

export interface Undo {
  readonly run: LedgerRun;
  readonly changes: readonly UndoChange[];
  readonly notUndone: readonly NotUndone[];
  /** Policy commits to revert, lest the next plan does it all again: after `from` (null: from the first) up to `to`. */
  readonly revert: { readonly from: string | null; readonly to: string } | null;
}

/** What an undo needs of the outside. */
export interface UndoDeps {
  readonly reader: Pick<DirectoryReader, 'readAccounts'>;
  /** As in `Outside`. */
  readonly isProtected: (accounts: readonly Account[], signal: AbortSignal) => Promise<boolean[]>;
  /** As in `Outside`: what the policies want of accounts now. */
  readonly redecide: (accounts: readonly Account[], signal: AbortSignal) => Promise<(State | null)[]>;
}

const AT_ONCE = 500;

/**
 * What takes a run back. Throws a LedgerError where the ledger has no such run, or it or the files of the run cannot be trusted; a directory that
 * fails throws as its reader does.
 */
export async function planUndo(ledgerFolder: string, run: string, deps: UndoDeps, signal: AbortSignal): Promise<Undo> {
  const { lines } = await readChain(ledgerFolder);
  const index = lines.findIndex((line) => line.type === 'run' && line.run === run);
  const line = lines[index];
  if (line?.type !== 'run') throw new LedgerError(`the ledger has no run ${run}`);
  const changes: UndoChange[] = [];
  const notUndone: NotUndone[] = [];
  for await (const batch of inBatches(madeChanges(ledgerFolder, line))) {
    for (const one of await takeBack(batch, deps, signal)) {
      if ('reason' in one) notUndone.push(one);
      else changes.push(one);
    }
  }
  const { commit } = line.policy;
  const before = lastRun(lines.slice(0, index))?.policy.commit ?? null;
  return {
    run: line,
    changes,
    notUndone,
    revert: commit === null || commit === before ? null : { from: before, to: commit },
  };
}

/** Changes that the run made, or may have made. */
async function* madeChanges(ledgerFolder: string, run: LedgerRun): AsyncGenerator<SettledChange> {
  for await (const settled of vouchedChangesOf(ledgerFolder, run)) {
    const { outcome, problem } = settled.outcome;
    if (outcome === 'applied' || outcome === 'handed-over' || problem?.uncertain === true) yield settled;
  }
}

async function* inBatches<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function takeBack(
  batch: readonly SettledChange[],
  deps: UndoDeps,
  signal: AbortSignal,
): Promise<(UndoChange | NotUndone)[]> {
  const accounts = await deps.reader.readAccounts(
    batch.map(({ change }) => change.account),
    signal,
  );
  const there = accounts.filter((account) => account !== null);
  const answers = await deps.isProtected(there, signal);
  const states = await deps.redecide(there, signal);
  const now = new Map(
    there.map((account, i) => [
      account,
      { isProtected: answers[i] !== false, isExcepted: isException(states[i]?.status ?? '') },
    ]),
  );
  return batch.map((settled, i) => {
    const account = accounts[i] ?? null;
    const reason = reasonAgainst(settled, account, account === null ? undefined : now.get(account));
    if (reason !== null || account === null) return { address: settled.change.account.address, reason: reason ?? GONE };
    return reverse(settled, account);
  });
}

const GONE = 'the account no longer exists';

/** An account as the policies have it now. */
interface Standing {
  readonly isProtected: boolean;
  /** Whether an exception of the account is accepted now. */
  readonly isExcepted: boolean;
}

/** Null where the change can be taken back. */
function reasonAgainst(
  { chunk, change, outcome }: SettledChange,
  account: Account | null,
  now: Standing | undefined,
): string | null {
  if (chunk.action === 're-enrol') return 'a re-enrolment removed the methods, and nobody can give them back';
  if (chunk.action === 'restore' && change.cause !== 'policy') return 'its exception has ended, so MFA stays on';
  if (account === null || now === undefined) return GONE;
  // Whatever the cause of the restore was called: an exception is given back only while the policies have it.
  if (chunk.action === 'restore' && !now.isExcepted)
    return 'no exception of the account is accepted now, so MFA stays on';
  if (now.isProtected)
    return 'the account is privileged, compromised or not managed, and an undo never changes such accounts';
  const { level } = actualState(account);
  if (level !== change.after.level)
    return outcome.outcome === 'handed-over' && level === change.before.level
      ? 'the change was handed over to people, and no report shows yet that it was made'
      : 'something else has changed the account since';
  if (change.before.level === 'unknown') return 'nobody knows the level that it had before the run';
  return null;
}

function reverse({ change }: SettledChange, account: Account): UndoChange {
  const before = actualState(account);
  const to = change.before.level as Level;
  const direction = rank(to) > rank(before.level) ? 'tighten' : 'loosen';
  return { account, action: actionFor(before, change.before), to, direction, before, after: change.before };
}

function actionFor(now: State, then: State): UndoChange['action'] {
  if (then.level === 'disabled') return isException(then.status) ? 'except' : 'disable';
  if (now.level !== 'disabled') return 'switch';
  return isException(now.status) ? 'restore' : 'enable';
}

function isException(status: string): boolean {
  return isStatus(status, STATUS.shortTerm, STATUS.longTerm);
}

const RANK: Readonly<Record<ActualLevel, number>> = { unknown: 0, disabled: 0, 'named-locations': 1, standard: 2 };

function rank(level: ActualLevel): number {
  return RANK[level];
}
