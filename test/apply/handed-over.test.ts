/** What stays pending after a run: changes that were handed over, and parts of the tenant that it was not for. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkHandedOver } from '../../src/apply/plan-still-holds.ts';
import { isPending, readLedger } from '../../src/ledger/read.ts';
import { readPlanChunks } from '../../src/plan/file/write.ts';
import { formatInstant } from '../../src/model/time.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { NOW, planOf } from '../worlds/plans.ts';
import { apply } from '../worlds/runs.ts';
import { type World, withWorld } from '../worlds/apply-world.ts';

const [a, b] = [address(0), address(1)];

test('a file among the runs is no run', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'));
    await planOf(world.plan, [{ accounts: [a] }]);
    await apply(world);
    await writeFile(join(world.reports, 'runs', 'Thumbs.db'), '');
    assert.deepEqual((await readLedger(world.reports, NOW)).openRuns, []);
  }));

const inOrganisation = (code: string) => ({ organisations: [code], units: [], userPolicies: [] });

async function handOver(world: World, id: string | null = null) {
  world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
  world.directory.fault = (request) => request.items.map(() => ({ outcome: 'handed-over' }));
  await planOf(world.plan, [{ accounts: [a], over: { account: { id, address: a } } }]);
  await apply(world);
  world.directory.fault = () => null;
  world.clock.time += 1000;
  const at = formatInstant(world.clock.time);
  const digest = `sha256:${'1'.repeat(64)}`;
  const directory = { kind: 'sandbox' as const, name: 'sandbox-1', digest, observedAt: at, complete: { sources: [] } };
  return { madeAt: at, asOf: at, directory };
}

async function pendingOf(world: World): Promise<string[]> {
  const { pending } = await readLedger(world.reports, world.clock.time);
  return [...pending.values()].map((line) => line.account.address);
}

test('what was handed over stays pending through a plan for another part, and through an undo', async () => {
  const others = [{ scope: inOrganisation('Y99') }, { undoes: 'earlier' }];
  for (const over of others) {
    await withWorld(async (world) => {
      const later = await handOver(world);
      await planOf(world.plan, [{ organisation: 'Y99', accounts: [b] }], { ...later, ...over });
      assert.equal((await apply(world)).exit, 0);
      assert.deepEqual(await pendingOf(world), [a]);
    });
  }
});

test('what was handed over is no longer pending once a plan for its organisation saw it done', () =>
  withWorld(async (world) => {
    const later = await handOver(world);
    await planOf(world.plan, [{ accounts: [b] }], { ...later, scope: inOrganisation('X26') });
    assert.equal((await apply(world)).exit, 0);
    assert.deepEqual(await pendingOf(world), []);
  }));

test('an address that was given to somebody else does not inherit what waits with the first, nor end it', () =>
  withWorld(async (world) => {
    const later = await handOver(world, 'one');
    const ids = async () =>
      [...new Set((await readLedger(world.reports, world.clock.time)).pending.values())].map(
        ({ account: { id } }) => id,
      );
    assert.deepEqual(await ids(), ['one']);
    const waiting = { ...later, directory: { ...later.directory, observedAt: formatInstant(NOW) } };
    const second = { accounts: [a], over: { account: { id: 'two', address: a } } };
    const ledger = await readLedger(world.reports, world.clock.time);
    const of = (id: string) => isPending(ledger, { id, address: a }, 'enable');
    assert.deepEqual([of('two'), of('ONE')], [false, true]);
    await planOf(world.plan, [second], waiting);
    assert.equal((await apply(world)).exit, 0);
    assert.deepEqual(await ids(), ['one']);
  }));

test('a plan is refused for what was handed over after it was made, by the account and not by its address', async () => {
  for (const [id, problems] of [
    ['one', 1],
    ['two', 0],
    [null, 1],
  ] as const) {
    await withWorld(async (world) => {
      await handOver(world, 'one');
      const target = { target: { kind: 'portal' as const, name: 'portal' }, madeAt: formatInstant(NOW - 1) };
      const header = await planOf(world.plan, [{ accounts: [a], over: { account: { id, address: a } } }], target);
      const ledger = await readLedger(world.reports, world.clock.time);
      assert.equal((await checkHandedOver(header, readPlanChunks(world.plan), ledger)).length, problems, String(id));
    });
  }
});

test('an idle run for a part adds no line because something is pending elsewhere', () =>
  withWorld(async (world) => {
    const later = await handOver(world);
    const { head } = await readLedger(world.reports, world.clock.time);
    await planOf(world.plan, [], { ...later, scope: inOrganisation('Y99') });
    const { run, exit } = await apply(world);
    assert.deepEqual([run, exit], [null, 0]);
    assert.equal((await readLedger(world.reports, world.clock.time)).head, head);
  }));
