import { setImmediate } from 'node:timers/promises';
import type { Checked } from '../../model/diagnostic.ts';
import { type Column, type Population, valueAt } from '../../snapshot/population.ts';
import type { OnProgress } from '../port.ts';
import { ACCOUNT_COLUMNS, type AccountRow, listText } from './rows.ts';
import { CREATE_ID_INDEX, DROP_ID_INDEX, type Store, asRefused, beginOrCreateStore } from './store.ts';
import type { Database } from './sqlite.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** Rows between two looks at the signal. */
const BATCH = 20_000;

/** What a sandbox is after a load. */
export interface LoadedSandbox {
  /** The id in the file; a file that was there keeps its own. */
  readonly id: string;
  readonly accounts: number;
}

/**
 * Replaces the content of a sandbox by that of a snapshot, in one transaction: a load that fails, is aborted or is
 * killed leaves the former content. Faults, the count of requests and the log of writes begin afresh. A file that is
 * missing is made, with an id from `newId`. A file that is no sandbox, or is held by another process, comes back as a diagnostic.
 */
export async function loadSandbox(
  file: string,
  snapshot: Snapshot,
  newId: () => string,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Checked<LoadedSandbox>> {
  signal.throwIfAborted();
  try {
    return {
      ok: true,
      value: await load(beginOrCreateStore(file, newId), snapshot, signal, onProgress),
      diagnostics: [],
    };
  } catch (error) {
    return asRefused(file, error);
  }
}

async function load(
  store: Store,
  { population }: Snapshot,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<LoadedSandbox> {
  try {
    await replaceContent(store.database, population, signal, onProgress);
    store.database.exec('COMMIT');
    return { id: store.id, accounts: population.size };
  } finally {
    // Closing rolls back what was not committed.
    store.database.close();
  }
}

async function replaceContent(
  database: Database,
  population: Population,
  signal: AbortSignal,
  onProgress: OnProgress | undefined,
): Promise<void> {
  // Ids come in no order: an index made at the end, in one piece, takes a fraction of the time.
  database.exec(`${DROP_ID_INDEX}; DELETE FROM accounts; DELETE FROM faults; DELETE FROM writes`);
  database.prepare('UPDATE meta SET has_ids = ?, requests = 0').run(population.ids === null ? 0 : 1);
  const places = ACCOUNT_COLUMNS.replace(/\w+/g, '?');
  const insert = database.prepare(`INSERT INTO accounts (${ACCOUNT_COLUMNS}) VALUES (${places})`);
  const rowAt = rowReader(population);
  const order = addressOrder(population);
  for (let i = 0; i < order.length; i++) {
    if (i % BATCH === BATCH - 1) {
      await setImmediate();
      signal.throwIfAborted();
      onProgress?.(i / order.length);
    }
    insert.run(...rowAt(order[i] as number));
  }
  database.exec(CREATE_ID_INDEX);
}

/** Rows in the order of their addresses: so the clustered table is only appended to. */
function addressOrder(population: Population): Uint32Array {
  const order = Uint32Array.from({ length: population.size }, (_, row) => row);
  return order.sort((a, b) => population.addresses.compare(a, b));
}

function rowReader(population: Population): (row: number) => AccountRow {
  const { columns } = population;
  const roles = mapped(columns.roles, listText);
  const methods = mapped(columns.methods, (list) => (list === null ? null : listText(list)));
  return (row) => [
    population.addresses.at(row),
    population.ids?.[row] || null,
    valueAt(columns.organisation, row),
    valueAt(columns.unit, row),
    valueAt(columns.type, row),
    valueAt(columns.status, row),
    valueAt(columns.userPolicy, row),
    valueAt(roles, row),
    valueAt(columns.reported, row),
    valueAt(methods, row),
    valueAt(columns.membership, row),
    valueAt(columns.compromised, row) ? 1 : 0,
  ];
}

function mapped<From, To>(column: Column<From>, change: (value: From) => To): Column<To> {
  return { codes: column.codes, values: column.values.map(change) };
}
