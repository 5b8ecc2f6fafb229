import { type AccountRun, accountRuns, stepOf } from '../apply/account-runs.ts';
import type { Instant, State } from '../core/model.ts';
import { type Population, nameAt } from '../core/population.ts';
import { fold } from '../core/text.ts';
import type { AccountRef } from '../generated/receipt.ts';
import type { HeldLedger } from './held-ledger.ts';
import { trusted } from './past.ts';

/** The states of accounts at a past instant, as far as runs since then tell them. */
export interface StatesThen {
  /** By row of the directory: what the first change since then found. All other rows are as they are now. */
  readonly changed: ReadonlyMap<number, { readonly state: State; readonly by: AccountRun }>;
  /** Accounts that runs have changed since and the directory no longer has. */
  readonly gone: readonly { readonly account: AccountRef; readonly organisation: string; readonly state: State }[];
}

/** Undoes what runs have done since an instant. */
export async function statesThen(
  { folder, ledger }: HeldLedger,
  population: Population,
  at: Instant,
): Promise<StatesThen> {
  const changed = new Map<number, { state: State; by: AccountRun; at: Instant }>();
  const gone = new Map<string, StatesThen['gone'][number] & { at: Instant }>();
  const rows = rowFinder(population);
  await trusted(async () => {
    for await (const by of accountRuns(
      folder,
      ledger,
      ({ end, counts }) => counts.applied > 0 && Date.parse(end) > at,
    )) {
      const step = stepOf(by);
      if (step === null || step.at <= at) continue;
      const { account, organisation } = by.change;
      const row = rows(account);
      const first = { state: step.before, at: step.at };
      if (row >= 0) keepFirst(changed, row, { ...first, by });
      else keepFirst(gone, account.id ?? account.address, { ...first, account, organisation });
    }
  });
  return { changed, gone: [...gone.values()] };
}

function keepFirst<Key, Value extends { readonly at: Instant }>(values: Map<Key, Value>, key: Key, value: Value): void {
  const known = values.get(key);
  if (known === undefined || value.at < known.at) values.set(key, value);
}

/** Finds rows by id where both the directory and the receipt have one, else by address. */
function rowFinder(population: Population): (account: AccountRef) => number {
  let byId: Map<string, number> | null = null;
  return ({ id, address }) => {
    const row = population.addresses.find(address);
    if (id === null || population.ids === null) return row;
    if (row >= 0 && fold(nameAt(population, row).id ?? id) === fold(id)) return row;
    byId ??= new Map(population.ids.map((each, i) => [fold(each), i]));
    return byId.get(fold(id)) ?? -1;
  };
}
