import type { Account } from '../model/account.ts';
import { nameAt, type Population } from './population.ts';
import { fold } from '../model/text.ts';

/** Tells the row of an account, or -1. */
export type FindRow = (account: Pick<Account, 'id' | 'address'>) => number;

/**
 * Finds rows of a population by id where both sides have one, whatever the address is by now, else by address. An
 * address that belongs to somebody else by now is not theirs. Ids are indexed when one is first needed: those of the
 * accounts that will be `asked` for, where that is known ahead, else all.
 */
export function rowFinder(population: Population, asked?: readonly Pick<Account, 'id'>[]): FindRow {
  let byId: ReadonlyMap<string, number> | null = null;
  return ({ id, address }) => {
    const row = population.addresses.find(address);
    if (id === null || population.ids === null) return row;
    const told = row < 0 ? null : nameAt(population, row).id;
    if (told !== null && fold(told) === fold(id)) return row;
    byId ??= rowsById(population.ids, asked);
    return byId.get(fold(id)) ?? (told === null ? row : -1);
  };
}

function rowsById(ids: readonly string[], asked?: readonly Pick<Account, 'id'>[]): Map<string, number> {
  const wanted = asked && new Set(asked.flatMap(({ id }) => (id === null ? [] : [fold(id)])));
  const rows = new Map<string, number>();
  ids.forEach((each, row) => {
    const id = fold(each);
    if (id !== '' && wanted?.has(id) !== false) rows.set(id, row);
  });
  return rows;
}
