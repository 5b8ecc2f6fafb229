import type { AccountKey } from '../port.ts';
import { ACCOUNT_COLUMNS, type AccountRow } from './rows.ts';
import type { Database } from './sqlite.ts';

/**
 * Finds the row of a key: by id where the key has one, else by address. Should two accounts have one id, it is the one
 * with the key's address.
 */
export function accountFinder(database: Database): (key: AccountKey) => AccountRow | null {
  const byId = database.prepare(
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE id = ? ORDER BY address = ? DESC, address LIMIT 1`,
  );
  const byAddress = database.prepare(`SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE address = ?`);
  byId.setReturnArrays(true);
  byAddress.setReturnArrays(true);
  return (key) => {
    const row = key.id === null ? byAddress.get(key.address) : byId.get(key.id, key.address);
    return (row as unknown as AccountRow | undefined) ?? null;
  };
}
