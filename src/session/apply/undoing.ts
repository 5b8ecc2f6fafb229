import { LedgerError } from '../../ledger/chain.ts';
import { readLedger } from '../../ledger/read.ts';
import { type Undo, type UndoDeps, planUndo } from '../../ledger/undo.ts';
import type { TakenBack } from '../../plan/take-back.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';
import type { Population } from '../../snapshot/population.ts';
import { openTargetReader } from '../directories.ts';
import { type Io, EndOfCommand } from '../io.ts';
import { readTrusted } from '../ledger.ts';
import type { Planning } from '../planning.ts';
import { areProtected, statesNow } from './decide-again.ts';

/** What takes a run back, and how that is planned. */
export interface Undoing {
  readonly undone: Undo;
  readonly undo: NonNullable<Planning['undo']>;
}

/** Looks at every account of a run on the directory that it wrote to. A run that the ledger does not have ends the command. */
export async function prepareUndo(
  io: Io,
  settings: ResolvedSettings,
  loaded: LoadedPolicies,
  { run, ledgerFolder }: { readonly run: string; readonly ledgerFolder: string },
): Promise<Undoing> {
  const reader = await openTargetReader(io, settings);
  const past = await readTrusted(() => readLedger(ledgerFolder, io.now()));
  const from = { io, loaded, kind: reader.kind, past };
  const deps: UndoDeps = {
    reader,
    isProtected: (accounts) => Promise.resolve(areProtected(from, accounts)),
    redecide: (accounts) => Promise.resolve(statesNow(from, accounts)),
  };
  const undone = await planUndo(ledgerFolder, run, deps, io.signal).catch((error: unknown) => {
    throw error instanceof LedgerError
      ? new EndOfCommand(`${error.message}. The folder ${ledgerFolder} holds its runs.`)
      : error;
  });
  return { undone, undo: { run, accounts: (population) => rowsOf(population, undone, run) } };
}

function rowsOf(population: Population, { changes }: Undo, run: string): TakenBack[] {
  const rowOf = rowFinder(
    population,
    changes.map(({ account }) => account),
  );
  return changes.flatMap(({ account, action, after }) => {
    const row = rowOf(account);
    // The account may have gone since it was read a moment ago; then there is nothing to take back.
    return row >= 0 ? [{ row, action, after, says: `takes back run ${run}` }] : [];
  });
}
