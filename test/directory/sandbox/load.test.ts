import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Account, Membership } from '../../../src/model/account.ts';
import { accountAt } from '../../../src/snapshot/population.ts';
import { loadSandbox } from '../../../src/directory/sandbox/load.ts';
import { createSandboxReader } from '../../../src/directory/sandbox/reader.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { account, accountsOf, populationOf } from '../../worlds/accounts.ts';
import { inFolder, requestOf, running, snapshotOf } from '../scene.ts';
import { crew } from './child.ts';
import { makeSandbox, NOON, readWrites, sessionsRevokedAt, snapshotWith, turnedClock } from './tenant.ts';

const MANY = 200_000;
const MEMBERSHIPS: readonly (Membership | null)[] = ['standard', 'named-locations', 'none', 'both', 'unknown', null];

describe('a load of the sandbox', () => {
  it('reads back every account as the snapshot had it, whatever its texts are', async () => {
    // Readers refuse NUL like every control character, and SQLite of Node 22 ends a text there.
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((each) => each.toWellFormed().replaceAll('\0', ''));
    const list = fc.array(text, { maxLength: 3 });
    const any: fc.Arbitrary<Account> = fc.record({
      address: fc.uuid(),
      id: fc.option(fc.uuid()),
      organisation: text,
      unit: text,
      type: text,
      status: text,
      userPolicy: text,
      roles: list,
      reported: text,
      methods: fc.option(list),
      membership: fc.constantFrom(...MEMBERSHIPS),
      compromised: fc.boolean(),
    });
    const accounts = fc.uniqueArray(any, { selector: ({ address }) => address, maxLength: 30 });
    await inFolder(async (folder) => {
      const property = fc.asyncProperty(accounts, async (given) => {
        const file = await makeSandbox(given, folder);
        const { population } = await snapshotOf(createSandboxReader(file, turnedClock().now));
        deepEqual(accountsOf(population), accountsOf(populationOf(given)));
      });
      await fc.assert(property, { seed: 20261124, numRuns: 40 });
    });
  });

  it('keeps apart a source without ids and one that tells none for any account', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'tenant.sqlite');
      for (const ids of [null, ['']]) {
        const population = { ...populationOf(crew(1)), ids };
        await loadSandbox(file, snapshotWith(population), () => 'sandbox-1', running());
        deepEqual((await snapshotOf(createSandboxReader(file, turnedClock().now))).population.ids, ids);
      }
    });
  });

  it('leaves nothing of the former content: accounts, log, revoked sessions, count of requests', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox(crew(3), folder);
      await createSandboxWriter(file, turnedClock()).write(requestOf('re-enrol', null, crew(1)), running());
      await makeSandbox(crew(2), folder);
      const { population } = await snapshotOf(createSandboxReader(file, turnedClock().now));
      deepEqual(accountsOf(population), crew(2));
      deepEqual(readWrites(file), []);
      equal(sessionsRevokedAt(file, 'a0@nhs.net'), null);
      await createSandboxWriter(file, turnedClock()).write(requestOf('re-enrol', null, crew(1)), running());
      deepEqual(
        readWrites(file).map(({ request }) => request),
        [1],
      );
    });
  });

  it('leaves the former content when it is stopped half-way', async () => {
    await inFolder(async (folder) => {
      const file = await makeSandbox(crew(3), folder);
      const stop = new AbortController();
      const snapshot = snapshotWith(populationOf(crew(60_000)));
      await rejects(
        loadSandbox(
          file,
          snapshot,
          () => 'x',
          stop.signal,
          () => stop.abort(new Error('told to stop')),
        ),
        /told to stop/,
      );
      const { population } = await snapshotOf(createSandboxReader(file, turnedClock().now));
      deepEqual(accountsOf(population), crew(3));
    });
  });

  it(`brings ${MANY.toLocaleString('en')} accounts there and back`, async () => {
    await inFolder(async (folder) => {
      const given = populationOf(Array.from({ length: MANY }, (_, i) => ordinary((i * 7919) % MANY)));
      const file = join(folder, 'tenant.sqlite');
      const checked = await loadSandbox(file, snapshotWith(given), () => 'sandbox-1', running());
      deepEqual(checked.ok && checked.value, { id: 'sandbox-1', accounts: MANY });
      const snapshot = await snapshotOf(createSandboxReader(file, turnedClock().now));
      deepEqual(snapshot.sources, [{ name: 'sandbox-1', pages: null, rows: MANY, claimed: MANY }]);
      for (let row = 0; row < MANY; row += 1) {
        const { address } = ordinary((row * 7919) % MANY);
        const found = accountAt(snapshot.population, snapshot.population.addresses.find(address));
        // deepEqual of all would take longer than load and read together.
        if (row % 97 === 0) deepEqual(found, accountAt(given, row));
        else equal(found.address, address);
      }
    });
  });
});

describe('a reading of the sandbox', () => {
  it('is observed when it is read', async () => {
    await inFolder(async (folder) => {
      const clock = turnedClock();
      const reader = createSandboxReader(await makeSandbox(crew(1), folder), clock.now);
      clock.turn(5000);
      const { observedAt, statusEvidence, kind, name } = await snapshotOf(reader);
      deepEqual([observedAt, statusEvidence, kind, name], [NOON + 5000, true, 'sandbox', 'sandbox-1']);
    });
  });

  it('tells its progress and stops half-way when it is told to', async () => {
    await inFolder(async (folder) => {
      const reader = createSandboxReader(await makeSandbox(crew(60_000), folder), turnedClock().now);
      const stop = new AbortController();
      const shares: number[] = [];
      const reading = reader.read(stop.signal, (share) => {
        shares.push(share);
        stop.abort(new Error('told to stop'));
      });
      await rejects(reading, /told to stop/);
      ok(shares.length === 1 && (shares[0] as number) > 0.2 && (shares[0] as number) < 0.5, String(shares));
    });
  });

  it('keeps lists and texts apart in its digest, wherever one ends and the next begins', async () => {
    const pairs: [Partial<Account>, Partial<Account>][] = [
      [{ roles: ['a', 'b'] }, { roles: ['a,b'] }],
      [
        { unit: 'ab', type: '' },
        { unit: 'a', type: 'b' },
      ],
      [{ methods: [] }, { methods: null }],
      [{ id: '-' }, { id: null }],
      [
        { unit: '1', type: '1:x' },
        { unit: '11:', type: 'x' },
      ],
    ];
    for (const [left, right] of pairs) {
      const digests = await Promise.all(
        [left, right].map((given) => digestOf(account({ address: 'a@nhs.net', ...given }))),
      );
      equal(new Set(digests).size, 2, JSON.stringify([left, right]));
    }
  });
});

async function digestOf(given: Account): Promise<string> {
  let digest = '';
  await inFolder(async (folder) => {
    digest = (await snapshotOf(createSandboxReader(await makeSandbox([given], folder), turnedClock().now))).digest;
  });
  return digest;
}

function ordinary(i: number): Account {
  return account({
    address: `first${i % 500}.last${i}@nhs.net`,
    id: i % 10 === 0 ? null : `id-${i}`,
    organisation: `R${i % 300}`,
    unit: `Division ${i % 40}/Ward ${i % 900}`,
    methods: i % 3 === 0 ? null : i % 3 === 1 ? [] : ['PhoneAppOTP'],
    membership: MEMBERSHIPS[i % MEMBERSHIPS.length] ?? null,
    compromised: i % 1000 === 0,
  });
}
