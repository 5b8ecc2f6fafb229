import { deepEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Account, Membership } from '../../../src/model/account.ts';
import { accountsOf } from '../../worlds/accounts.ts';
import { inFolder, snapshotOf } from '../scene.ts';
import { readerOf, writeAccounts } from './reports.ts';

/** Text that a trimmed value may be, with what CSV must quote. */
const value = fc
  .string({
    unit: fc.constantFrom('a', 'B', '7', ' ', ',', '"', "'", 'é', 'Ω', '👩', '/', '\\', '>', '-', '=', '＠'),
    maxLength: 8,
  })
  .map((text) => text.trim());
const part = value.filter((text) => text !== '');
const membership = fc.constantFrom<Membership | null>('standard', 'named-locations', 'none', 'both', 'unknown', null);

const account: fc.Arbitrary<Omit<Account, 'address' | 'id'>> = fc.record({
  organisation: fc.constantFrom('X26', 'A81001', 'R0A', ''),
  unit: value,
  type: fc.constantFrom('User', 'Shared', ''),
  status: fc.constantFrom('Active', 'Disabled_Leaver', ''),
  userPolicy: value,
  roles: fc.array(part, { maxLength: 3 }),
  reported: fc.constantFrom('Admin Enabled', 'MFA 24 Hour Exception', ''),
  methods: fc.array(part, { maxLength: 3 }),
  membership,
  compromised: fc.boolean(),
});
const absent = { reported: '', methods: null, membership: null, compromised: false };

const accounts = fc
  .array(fc.record({ base: account, name: value, inMfa: fc.boolean(), hasId: fc.boolean() }), { maxLength: 25 })
  .map((drawn) =>
    drawn.map(({ base, name, inMfa, hasId }, i): Account => {
      const told = {
        ...base,
        address: `${name}${i}@nhs.net`.normalize('NFC').toLowerCase(),
        id: hasId ? `Id-${i}` : null,
      };
      return inMfa ? told : { ...told, ...absent };
    }),
  );

describe('accounts that are written as reports', () => {
  it('are read back the same', async () => {
    await inFolder(async (folder) => {
      await fc.assert(
        fc.asyncProperty(accounts, async (given) => {
          await writeAccounts(given, folder);
          const { population } = await snapshotOf(readerOf(folder));
          const sorted = given.toSorted((a, b) => Buffer.compare(Buffer.from(a.address), Buffer.from(b.address)));
          deepEqual(accountsOf(population), sorted);
        }),
        { seed: 20261124, numRuns: 300 },
      );
    });
  });
});
