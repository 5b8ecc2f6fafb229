import type { Account } from './account.ts';
import { fold } from './text.ts';

/** One text for an account: the folded id where there is one, else the address. */
export function accountKey({ id, address }: Pick<Account, 'id' | 'address'>): string {
  return id === null ? address : fold(id);
}

/** Whether two names may be of one account: an address that was given to somebody else, with another id, is not it. */
export function mayBeOne(a: Pick<Account, 'id'>, b: Pick<Account, 'id'>): boolean {
  return a.id === null || b.id === null || fold(a.id) === fold(b.id);
}

/** Every text by which an account may be known: a source without ids knows it by its address alone. */
export function accountNames(account: Pick<Account, 'id' | 'address'>): string[] {
  return [...new Set([accountKey(account), account.address])];
}
