import assert from 'node:assert/strict';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { bookRun } from '../../src/ledger/book-run.ts';
import { isPending, readLedger } from '../../src/ledger/read.ts';
import { completeLedger } from '../../src/ledger/append.ts';
import { LedgerError } from '../../src/ledger/chain.ts';
import { formatInstant } from '../../src/model/time.ts';
import { apply, assertVerified } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import type { PlanHeader } from '../../src/generated/plan.ts';
import { quickDisk, withWorld, type World } from '../worlds/apply-world.ts';

import { applyOne, verify, withRuns } from './booked-runs.ts';
const HOUR = 3_600_000;
const counts = {
  accounts: 0,
  managed: 0,
  changes: 0,
  relabels: 0,
  byAction: {},
  byDirection: {},
  byCause: {},
  byStatus: {},
  byOrganisation: {},
};

test('no ledger at all is an empty one', () =>
  withWorld(async (world) => {
    const ledger = await readLedger(world.reports, world.clock.time);
    assert.deepEqual([ledger.last, ledger.head, ledger.openRuns], [null, null, []]);
    assert.deepEqual(await verify(world), {
      ok: true,
      lines: 0,
      provenTo: null,
      head: null,
      problems: [],
      acceptable: [],
      accepted: [],
    });
  }));

test('the ledger tells planners which plans were applied, and what was loosened in the last 24 hours', () =>
  withWorld(async (world) => {
    await applyOne(world, 1, 'one');
    world.run = 'two';
    world.directory.add(account(address(2), 'standard'), account(address(3), 'standard'));
    await planOf(world.plan, [
      { action: 'disable', from: 'standard', to: 'disabled', accounts: [address(2), address(3)] },
      { action: 'except', from: 'standard', to: 'disabled', organisation: 'RA1', accounts: ['gone@nhs.net'] },
    ]);
    await apply(world);
    const { loosened, appliedPlans, last } = await readLedger(world.reports, world.clock.time);
    assert.deepEqual([loosened.total, [...loosened.byOrganisation]], [2, [['X26', 2]]]);
    assert.equal(appliedPlans.size, 2);
    assert.equal(last?.run, 'two');
    assert.equal((await readLedger(world.reports, world.clock.time + 24 * HOUR)).loosened.total, 0);
    assert.equal((await readLedger(world.reports, world.clock.time + 24 * HOUR - 1)).loosened.total, 2);
  }));

test('the highest counts of seven days are kept, and no longer', () =>
  withWorld(async (world) => {
    const counted = (accounts: number, byCode: Record<string, number>) => ({
      counts: {
        ...counts,
        changes: 1,
        byAction: { enable: 1 },
        byDirection: { tighten: 1 },
        byOrganisation: { X26: 1 },
        accounts,
        accountsByOrganisation: byCode,
      },
    });
    const observed = () => ({
      directory: {
        kind: 'sandbox' as const,
        name: 'sandbox-1',
        digest: `sha256:${'1'.repeat(64)}`,
        observedAt: formatInstant(world.clock.time),
        complete: { sources: [] },
      },
    });
    await applyOne(world, 1, 'one', { ...counted(100, { X26: 60, RA1: 40 }), ...observed() });
    await applyOne(world, 2, 'two', { ...counted(90, { X26: 70, RA1: 20 }), ...observed() });
    const highest = async () => (await readLedger(world.reports, world.clock.time)).highest;
    assert.deepEqual(
      [(await highest()).total, [...(await highest()).byOrganisation]],
      [
        100,
        [
          ['RA1', 40],
          ['X26', 70],
        ],
      ],
    );
    world.clock.time += 7 * 24 * HOUR;
    assert.equal((await highest()).total, 100);
    world.clock.time += 24 * HOUR;
    assert.equal((await highest()).total, null);
    await applyOne(world, 3, 'three', { ...counted(50, { X26: 50 }), ...observed() });
    assert.equal((await readFile(join(world.reports, 'population.ndjson'), 'utf8')).split('\n').length, 2);
    await assertVerified(world);
  }));

test('what failed or was withheld is pending until a run settles it, or a plan of the whole tenant leaves it out', () =>
  withWorld(async (world) => {
    const [a, b] = [address(1), address(2)];
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    world.directory.fault = () => [{ outcome: 'failed', code: 'refused', retryable: false, says: 'no' }];
    await planOf(world.plan, [{ accounts: [a] }, { accounts: [b], withheld: 'lockout' }]);
    await apply(world);
    const pending = async () => {
      const ledger = await readLedger(world.reports, world.clock.time);
      return [a, b].map((name) => isPending(ledger, { id: 'known-since', address: name }, 'enable'));
    };
    assert.deepEqual(await pending(), [true, true]);
    world.directory.fault = () => null;
    await planOf(world.plan, [{ accounts: [a] }], { scope: { organisations: ['X26'], units: [], userPolicies: [] } });
    await apply(world);
    assert.deepEqual(await pending(), [false, true], 'a part of the tenant says nothing of the rest');
    await applyOne(world, 3, 'whole');
    assert.deepEqual(await pending(), [false, false]);
  }));

/** A world in which one change was handed over, with whether it still waits, and plans from a report of some instant. */
async function withHandedOver(
  check: (
    world: World,
    waits: () => Promise<boolean>,
    observed: (at: number) => Pick<PlanHeader, 'directory'>,
  ) => Promise<void>,
): Promise<void> {
  await withWorld(async (world) => {
    const name = address(1);
    world.directory.add(account(name, 'disabled'));
    world.directory.fault = () => [{ outcome: 'handed-over' }];
    await planOf(world.plan, [{ accounts: [name] }]);
    await apply(world);
    world.directory.fault = () => null;
    const waits = async () =>
      isPending(await readLedger(world.reports, world.clock.time), { id: null, address: name }, 'enable');
    const observed = (at: number) => ({
      directory: {
        kind: 'sandbox' as const,
        name: 'sandbox-1',
        digest: `sha256:${'1'.repeat(64)}`,
        observedAt: formatInstant(at),
        complete: { sources: [] },
      },
    });
    await check(world, waits, observed);
  });
}

test('what was handed over waits for a report observed afterwards, at most eight days', () =>
  withHandedOver(async (world, waits, observed) => {
    const handedOverAt = world.clock.time;
    world.clock.time += HOUR;
    await applyOne(world, 2, 'before-the-report', observed(handedOverAt));
    assert.ok(await waits());
    world.clock.time = handedOverAt + 8 * 24 * HOUR - 1;
    await applyOne(world, 4, 'last-moment', observed(handedOverAt));
    assert.ok(await waits());
    world.clock.time += 1;
    await applyOne(world, 5, 'too-late', observed(handedOverAt));
    assert.ok(!(await waits()));
  }));

test('a report observed after a change was handed over tells whether it was made', () =>
  withHandedOver(async (world, waits, observed) => {
    const handedOverAt = world.clock.time;
    world.clock.time += HOUR;
    assert.ok(await waits());
    await applyOne(world, 3, 'after-the-report', observed(handedOverAt + 1));
    assert.ok(!(await waits()));
  }));

test('a ledger of which anything is missing or was changed is an error, never "none"', async () => {
  const damages: [string, (world: World) => Promise<unknown>][] = [
    ['no ledger', (world) => rm(join(world.reports, 'ledger.ndjson'))],
    ['an empty ledger', (world) => writeFile(join(world.reports, 'ledger.ndjson'), '')],
    ['no head', (world) => rm(join(world.reports, 'ledger.head'))],
    [
      'no head and no ledger',
      async (world) => Promise.all(['ledger.ndjson', 'ledger.head'].map((name) => rm(join(world.reports, name)))),
    ],
    ['a foreign head', (world) => writeFile(join(world.reports, 'ledger.head'), `3:sha256:${'0'.repeat(64)}\n`)],
    ['no population', (world) => rm(join(world.reports, 'population.ndjson'))],
    ['no pending', (world) => rm(join(world.reports, 'pending.ndjson'))],
    [
      'a cut line that the head names',
      async (world) =>
        truncate(
          join(world.reports, 'ledger.ndjson'),
          (await readFile(join(world.reports, 'ledger.ndjson'))).length - 1,
        ),
    ],
    ['a line that is no line', (world) => appendFile(join(world.reports, 'ledger.ndjson'), '{}\n')],
    ['population that is none', (world) => writeFile(join(world.reports, 'population.ndjson'), '{"day":1}\n')],
  ];
  for (const [says, damage] of damages) {
    await withRuns(async (world) => {
      await damage(world);
      await assert.rejects(readLedger(world.reports, world.clock.time), LedgerError, says);
      assert.ok(!(await verify(world)).ok, says);
      world.directory.add(account(address(9), 'disabled'));
      world.run = 'four';
      await planOf(world.plan, [{ accounts: [address(9)] }]);
      assert.equal((await apply(world)).exit, 1, says);
      assert.equal(world.directory.level(address(9)), 'none', says);
    });
  }
});

test('a crash between line and head, or within a line, is completed by the next run', async () => {
  await withRuns(async (world) => {
    const head = await readFile(join(world.reports, 'ledger.head'), 'utf8');
    const lines = (await readFile(join(world.reports, 'ledger.ndjson'), 'utf8')).split('\n');
    const { previous } = JSON.parse(lines[2] as string) as { previous: string };
    await writeFile(join(world.reports, 'ledger.head'), `2:${previous}\n`);
    await appendFile(join(world.reports, 'ledger.ndjson'), '{"seq":4,"ty');
    assert.ok(!(await verify(world)).ok);
    assert.equal(`${await completeLedger(world.reports, quickDisk)}\n`, head);
    await applyOne(world, 9, 'four');
    await assertVerified(world);
  });
});

test('a run that is booked again, as after a rejected push, has one line', () =>
  withRuns(async (world) => {
    const before = await readFile(join(world.reports, 'ledger.ndjson'), 'utf8');
    await bookRun('three', { ledgerFolder: world.reports, partSize: world.books.partSize, disk: quickDisk });
    assert.equal(await readFile(join(world.reports, 'ledger.ndjson'), 'utf8'), before);
    await assertVerified(world);
  }));
