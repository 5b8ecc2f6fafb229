import type { Account } from '../../src/model/account.ts';
import { accountAt, type Column, type Population } from '../../src/snapshot/population.ts';
import { fold } from '../../src/model/text.ts';
import { TextIndex } from '../../src/snapshot/addresses.ts';

/** An ordinary user of X26 on the level standard; what a test cares about is given. */
export function account(given: Partial<Account> & { readonly address: string }): Account {
  return {
    id: null,
    organisation: 'X26',
    unit: 'Corporate/IT',
    type: 'User',
    status: 'Active',
    userPolicy: 'X26.E3.Staff',
    roles: [],
    reported: 'Admin Enabled',
    methods: ['PhoneAppOTP'],
    membership: 'standard',
    compromised: false,
    ...given,
  };
}

/** A population of accounts in their order; addresses are folded, as a reader does. */
export function populationOf(accounts: readonly Account[]): Population {
  const addresses = new TextIndex(accounts.length);
  for (const { address } of accounts) addresses.addText(fold(address));
  return {
    size: accounts.length,
    addresses,
    ids: accounts.some(({ id }) => id !== null) ? accounts.map(({ id }) => id ?? '') : null,
    columns: {
      organisation: column(accounts, (each) => each.organisation),
      unit: column(accounts, (each) => each.unit),
      userPolicy: column(accounts, (each) => each.userPolicy),
      type: column(accounts, (each) => each.type),
      status: column(accounts, (each) => each.status),
      roles: column(accounts, (each) => each.roles),
      reported: column(accounts, (each) => each.reported),
      methods: column(accounts, (each) => each.methods),
      membership: column(accounts, (each) => each.membership),
      compromised: column(accounts, (each) => each.compromised),
    },
  };
}

function column<Value>(accounts: readonly Account[], valueOf: (account: Account) => Value): Column<Value> {
  const known = new Map<string, number>();
  const values: Value[] = [];
  const codes = Uint32Array.from(accounts, (each) => {
    const value = valueOf(each);
    const key = JSON.stringify(value);
    const code = known.get(key) ?? values.push(value) - 1;
    known.set(key, code);
    return code;
  });
  return { codes, values };
}

/** All accounts of a population, by the order of their addresses. */
export function accountsOf(population: Population): Account[] {
  const rows = Array.from({ length: population.size }, (_, row) => row);
  rows.sort((a, b) => population.addresses.compare(a, b));
  return rows.map((row) => accountAt(population, row));
}
