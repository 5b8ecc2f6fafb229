/**
 * What every writer of a directory must do, as tests: `describeWriter` registers them for one adapter. The adapter's
 * own test file says how a directory with some given accounts is made.
 */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACTIONS, type Account, type Action, type Level } from '../../src/model/account.ts';
import { type DirectoryReader, type DirectoryWriter, RequestError } from '../../src/directory/port.ts';
import { account } from '../worlds/accounts.ts';
import { inFolder, requestOf, running, snapshotOf, stopped } from './scene.ts';

/** Makes a directory in a folder that is there, empty, and removed after the test. Addresses may be unfolded. */
export type MakeWriter = (
  accounts: readonly Account[],
  folder: string,
) => Promise<{ readonly reader: DirectoryReader; readonly writer: DirectoryWriter }>;

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
