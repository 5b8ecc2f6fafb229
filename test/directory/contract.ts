/**
 * What every adapter of a directory must do, as tests: `describeReader` and `describeWriter` register them for one
 * adapter. The adapter's own test file says how a directory with some given accounts is made.
 */
import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACTIONS, type Account, type Action, type Level } from '../../src/core/model.ts';
import { fold } from '../../src/core/text.ts';
import { type DirectoryReader, type DirectoryWriter, RequestError } from '../../src/directory/port.ts';
import { account, accountsOf } from './accounts.ts';
import { inFolder, requestOf, running, snapshotOf, stopped } from './scene.ts';

/** Makes a directory in a folder that is there, empty, and removed after the test. Addresses may be unfolded. */
export type MakeReader = (accounts: readonly Account[], folder: string) => Promise<DirectoryReader>;
export type MakeWriter = (
  accounts: readonly Account[],
  folder: string,
) => Promise<{ readonly reader: DirectoryReader; readonly writer: DirectoryWriter }>;

/**
 * Every kind of value that two reports can tell: blank, null where a whole source does not name the account (`lee`),
 * and filled. Out of order, with addresses that are not folded.
 */
export const EVERY_KIND: readonly Account[] = [
  account({ address: 'Sam.Example@NHS.net', id: 'B2', reported: '', methods: [], membership: null, unit: '' }),
  account({
    address: 'jo.example@nhs.net',
    id: 'a1',
    roles: ['Local Admin', 'ATP Approver'],
    methods: ['PhoneAppOTP', 'SMS'],
  }),
  account({ address: 'lee.example@nhs.net', reported: '', methods: null, membership: null }),
  account({
    address: 'kiosk@example.nhs.net',
    id: 'C3',
    type: 'Shared',
    status: 'Inactive',
    userPolicy: '',
    membership: 'none',
  }),
  account({
    address: 'ZOE\u0308@nhs.net',
    id: 'D4',
    organisation: 'A81001',
    type: '',
    status: '',
    membership: 'unknown',
  }),
  account({
    address: 'al@nhs.net',
    id: 'E5',
    unit: 'Estates\\Kiosks > Ward 3',
    membership: 'named-locations',
    compromised: true,
  }),
];

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

    it('knows a renamed account by its id, and not a new one by an old address', async () => {
      await withReader(make, EVERY_KIND, async (reader) => {
        const keys = [
          { id: 'a1', address: 'jo.formerly@nhs.net' },
          { id: 'another', address: 'jo.example@nhs.net' },
        ];
        deepEqual(await reader.readAccounts(keys, running()), [EVERY_KIND[1], null]);
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

/** The tests of a writer; the reader beside it tells what became of the accounts. */
export function describeWriter(name: string, make: MakeWriter): void {
  const crew = [
    account({ address: 'a@nhs.net', id: 'a' }),
    account({ address: 'b@nhs.net', id: 'b', membership: 'none', reported: 'Admin Disabled' }),
    account({ address: 'c@nhs.net', id: 'c', membership: 'named-locations' }),
  ];
  const use = async (test: (writer: DirectoryWriter, reader: DirectoryReader) => Promise<void>): Promise<void> => {
    await inFolder(async (folder) => {
      const { writer, reader } = await make(crew, folder);
      await test(writer, reader);
    });
  };

  describe(`${name}, as every writer`, () => {
    it('takes 1 to 50 accounts in a request, whatever the action', async () => {
      await use(async (writer) => {
        for (const action of ACTIONS) ok(writer.limit(action) >= 1 && writer.limit(action) <= 50);
      });
    });

    for (const [action, to] of LEVEL_ACTIONS) {
      it(`takes accounts to ${to} on ${action}, with one outcome each`, async () => {
        await use(async (writer, reader) => {
          // The one that is there already need not be written.
          const results = await writer.write(requestOf(action, to, crew), running());
          deepEqual(
            results.map(({ outcome }) => outcome),
            crew.map(({ membership }) => (membership === membershipOf(to) ? 'already' : 'applied')),
          );
          for (const each of await reader.readAccounts(crew, running())) equal(each?.membership, membershipOf(to));
        });
      });
    }

    it('answers already to a repeated request, and changes nothing', async () => {
      await use(async (writer, reader) => {
        await writer.write(requestOf('switch', 'named-locations', crew), running());
        const before = await snapshotOf(reader);
        const results = await writer.write(requestOf('switch', 'named-locations', crew), running());
        deepEqual(
          results,
          crew.map(() => ({ outcome: 'already' })),
        );
        equal((await snapshotOf(reader)).digest, before.digest);
      });
    });

    it('fails an unknown account alone, for good', async () => {
      await use(async (writer, reader) => {
        const stranger = account({ address: 'stranger@nhs.net', id: 'stranger' });
        const request = requestOf('disable', 'disabled', [crew[0] as Account, stranger, crew[2] as Account]);
        const results = await writer.write(request, running());
        deepEqual(
          results.map(({ outcome }) => outcome),
          ['applied', 'failed', 'applied'],
        );
        const [, unknown] = results;
        ok(unknown?.outcome === 'failed' && !unknown.retryable && unknown.code === 'not-found');
        deepEqual(await reader.readAccounts([stranger], running()), [null]);
      });
    });

    it('refuses a request over the limit before anything is written', async () => {
      await use(async (writer, reader) => {
        const before = await snapshotOf(reader);
        for (const action of ACTIONS) {
          const to = LEVEL_ACTIONS.find(([each]) => each === action)?.[1] ?? null;
          const many = Array.from({ length: writer.limit(action) + 1 }, (_, i) => crew[i % crew.length] as Account);
          await rejects(writer.write(requestOf(action, to, many), running()), isFinalRefusal);
        }
        equal((await snapshotOf(reader)).digest, before.digest);
      });
    });

    it('writes nothing once it is told to stop', async () => {
      await use(async (writer, reader) => {
        const before = await snapshotOf(reader);
        await rejects(writer.write(requestOf('disable', 'disabled', crew), stopped()));
        equal((await snapshotOf(reader)).digest, before.digest);
      });
    });

    it('removes the methods on re-enrol, once, and leaves the level', async () => {
      await use(async (writer, reader) => {
        const [first] = crew as [Account];
        deepEqual(await writer.write(requestOf('re-enrol', null, [first]), running()), [{ outcome: 'applied' }]);
        deepEqual(await reader.readAccounts([first], running()), [{ ...first, methods: [] }]);
        deepEqual(await writer.write(requestOf('re-enrol', null, [first]), running()), [{ outcome: 'already' }]);
      });
    });

    it('leaves all that the request does not name', async () => {
      await use(async (writer, reader) => {
        const [first, ...others] = crew as [Account, ...Account[]];
        await writer.write(requestOf('disable', 'disabled', [first]), running());
        deepEqual(await reader.readAccounts(others, running()), others);
      });
    });
  });
}

const LEVEL_ACTIONS: readonly (readonly [Exclude<Action, 're-enrol'>, Level])[] = [
  ['restore', 'standard'],
  ['enable', 'standard'],
  ['switch', 'named-locations'],
  ['except', 'disabled'],
  ['disable', 'disabled'],
];

function membershipOf(level: Level): string {
  return level === 'disabled' ? 'none' : level;
}

function isFinalRefusal(error: unknown): boolean {
  return error instanceof RequestError && !error.retryable && !error.uncertain;
}

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
