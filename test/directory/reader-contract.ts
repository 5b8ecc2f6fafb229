/**
 * What every reader of a directory must do, as tests: `describeReader` registers them for one adapter. The adapter's
 * own test file says how a directory with some given accounts is made.
 */
import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Account } from '../../src/model/account.ts';
import { fold } from '../../src/model/text.ts';
import type { DirectoryReader } from '../../src/directory/port.ts';
import { accountsOf } from '../worlds/accounts.ts';
import { EVERY_KIND } from '../worlds/every-kind.ts';
import { inFolder, running, snapshotOf, stopped } from './scene.ts';

/** Makes a directory in a folder that is there, empty, and removed after the test. Addresses may be unfolded. */
export type MakeReader = (accounts: readonly Account[], folder: string) => Promise<DirectoryReader>;

/** The tests of a reader. */
export function describeReader(name: string, make: MakeReader): void {
  describe(`${name}, as every reader`, () => {
    it('tells every account just as the source does, blank and null kept apart', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const { population } = await snapshotOf(reader);
        const expected = EVERY_KIND.map((each) => ({ ...each, address: fold(each.address) }));
        deepEqual(accountsOf(population), expected.sort(byAddress));
      });
    });

    it('finds every account by its folded address', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const { population } = await snapshotOf(reader);
        for (const { address } of EVERY_KIND) notEqual(population.addresses.find(fold(address)), -1);
      });
    });

    it('certifies that it read all that the source holds', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const { sources, population, observedAt, kind } = await snapshotOf(reader);
        equal(kind, reader.kind);
        ok(Number.isInteger(observedAt));
        equal(Math.max(...sources.map(({ rows }) => rows)), population.size);
        for (const { rows, claimed } of sources) ok(claimed === null || claimed === rows);
      });
    });

    it('gives the same digest for the same accounts in another order', async () => {
      const reversed = await digestOf(make, [...EVERY_KIND].reverse());
      equal(reversed, await digestOf(make, EVERY_KIND));
      match(reversed, /^sha256:[0-9a-f]{64}$/);
    });

    it('gives another digest when one value of one account differs', async () => {
      const [first, ...others] = EVERY_KIND as readonly [Account, ...Account[]];
      const before = await digestOf(make, EVERY_KIND);
      for (const change of ONE_CHANGE) {
        notEqual(await digestOf(make, [{ ...first, ...change }, ...others]), before, JSON.stringify(change));
      }
      notEqual(await digestOf(make, others), before);
    });

    it('reads some accounts afresh, in the order of the keys, null where one is gone', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const keys = [
          { id: null, address: 'lee.example@nhs.net' },
          { id: null, address: 'gone@nhs.net' },
          { id: 'a1', address: 'jo.example@nhs.net' },
          { id: null, address: 'lee.example@nhs.net' },
        ];
        const read = await reader.readAccounts(keys, running());
        deepEqual(read, [EVERY_KIND[2], null, EVERY_KIND[1], EVERY_KIND[2]]);
        deepEqual(await reader.readAccounts([], running()), []);
      });
    });

    it('knows a renamed account by its id, and not a new one by an old address, but by address one whose id it was not told', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const keys = [
          { id: 'a1', address: 'jo.formerly@nhs.net' },
          { id: 'another', address: 'jo.example@nhs.net' },
          { id: 'another', address: 'lee.example@nhs.net' },
        ];
        deepEqual(await reader.readAccounts(keys, running()), [EVERY_KIND[1], null, EVERY_KIND[2]]);
      });
    });

    it('reads nothing once it is told to stop', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        await rejects(reader.read(stopped()));
        await rejects(reader.readAccounts([{ id: null, address: 'lee.example@nhs.net' }], stopped()));
      });
    });

    it('tells progress as a share that never falls', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const shares = [0];
        await reader.read(running(), (share) => shares.push(share));
        deepEqual(
          shares,
          [...shares].sort((a, b) => a - b),
        );
        ok(shares.every((share) => share >= 0 && share <= 1));
      });
    });
  });
}

/** For the first of `EVERY_KIND`: each is one difference. */
const ONE_CHANGE: readonly Partial<Account>[] = [
  { organisation: 'A81001' },
  { unit: 'Corporate' },
  { status: '' },
  { userPolicy: '' },
  { roles: ['Local Admin'] },
  { reported: 'User Enabled' },
  { methods: ['SMS'] },
  { membership: 'none' },
  { compromised: true },
];

function byAddress(a: Account, b: Account): number {
  return Buffer.compare(Buffer.from(a.address), Buffer.from(b.address));
}

async function digestOf(make: MakeReader, accounts: readonly Account[]): Promise<string> {
  let digest = '';
  await withReader(make, accounts, async (reader) => {
    digest = (await snapshotOf(reader)).digest;
  });
  return digest;
}

async function withReader(
  make: MakeReader,
  accounts: readonly Account[],
  test: (reader: DirectoryReader) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => test(await make(accounts, folder)));
}
