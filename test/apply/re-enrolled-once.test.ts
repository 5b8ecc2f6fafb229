/** A re-enrolment is at most once, whatever clocks and names do. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AccountMap } from '../../src/model/account.ts';
import { type Hold, isHeldBack, readHolds } from '../../src/ledger/holds.ts';
import { isPending, readLedger } from '../../src/ledger/read.ts';
import { formatInstant } from '../../src/model/time.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { chunk, NOW, planOf } from '../worlds/plans.ts';
import { apply } from '../worlds/runs.ts';
import { withWorld, type World } from '../worlds/apply-world.ts';

const name = address(0);
const reEnrol = { action: 're-enrol' as const, to: null, from: 'standard' as const, accounts: [name] };
const byId = { account: { id: 'ID-1', address: name } };

async function plan(world: World, file: string, madeAt: number, over = {}): Promise<void> {
  world.plan = join(world.folder, file);
  await planOf(world.plan, [{ ...reEnrol, over }], { madeAt: formatInstant(madeAt), asOf: formatInstant(madeAt) });
}

test('methods that were registered after a re-enrolment stay, also where the clock was put back in between', () =>
  withWorld(async (world) => {
    world.directory.add(account(name, 'standard'));
    await plan(world, 'two.ndjson', NOW);
    await plan(world, 'one.ndjson', NOW - 60_000);
    world.clock.time = NOW - 50_000;
    assert.equal((await apply(world)).counts?.applied, 1);
    world.directory.set(name, { methods: ['NewPhone'] });
    world.clock.time = NOW + 60_000;
    world.plan = join(world.folder, 'two.ndjson');
    assert.equal((await apply(world)).counts?.already, 1);
    assert.deepEqual(world.directory.accounts.get(name)?.methods, ['NewPhone']);
  }));

test('methods that were registered after a re-enrolment by id stay, where the next plan knows the address alone', () =>
  withWorld(async (world) => {
    world.directory.add(account(name, 'standard', { id: 'ID-1' }));
    await plan(world, 'one.ndjson', NOW, byId);
    assert.equal((await apply(world)).counts?.applied, 1);
    world.directory.set(name, { methods: ['NewPhone'] });
    await plan(world, 'two.ndjson', NOW - 1000);
    assert.equal((await apply(world)).counts?.already, 1);
    assert.deepEqual(world.directory.accounts.get(name)?.methods, ['NewPhone']);
  }));

test('what was left over by id is found by address, and the other way round', () =>
  withWorld(async (world) => {
    world.directory.add(account(name, 'disabled', { id: 'ID-1' }));
    world.directory.fault = (request) => request.items.map(() => ({ outcome: 'handed-over' }));
    await planOf(world.plan, [{ accounts: [name], over: byId }]);
    await apply(world);
    const ledger = await readLedger(world.reports, world.clock.time);
    for (const key of [
      { id: null, address: name },
      { id: 'id-1', address: 'renamed.example@nhs.net' },
    ])
      assert.equal(isPending(ledger, key, 'enable'), true, key.address);
    assert.equal(isPending(ledger, { id: null, address: address(1) }, 'enable'), false);
  }));

test('a hold on what was taken back by id is found by address', () =>
  withWorld(async (world) => {
    world.directory.add(account(name, 'standard', { id: 'ID-1' }));
    const spec = { action: 'disable' as const, to: 'disabled' as const, from: 'standard' as const, accounts: [name] };
    await planOf(world.plan, [{ ...spec, over: byId }], { undoes: 'earlier' });
    await apply(world);
    const { holds } = await readLedger(world.reports, world.clock.time);
    const [again] = chunk(1, { accounts: [name] }).changes;
    assert.ok(again !== undefined && isHeldBack(holds, again, world.clock.time));
  }));

test('a hold never keeps an exception running that has ended, whatever the cause of the restore', () => {
  const holds = new AccountMap<Hold>();
  holds.set({ id: null, address: name }, { level: 'standard', until: NOW + 1, run: 'u' });
  for (const cause of ['time', 'pending', 'policy', 'drift'] as const) {
    const before = { level: 'disabled' as const, status: 'MFA Long Term Exception' };
    const [restore] = chunk(1, { action: 'restore', accounts: [name], over: { cause, before } }).changes;
    assert.ok(restore !== undefined);
    assert.equal(isHeldBack(holds, restore, NOW), false, cause);
  }
  const [enable] = chunk(1, { accounts: [name], over: { cause: 'policy' } }).changes;
  assert.ok(enable !== undefined);
  assert.equal(isHeldBack(holds, enable, NOW), true);
});

test('a hold is not about another account that was given the address', () => {
  const holds = new AccountMap<Hold>();
  holds.set(byId.account, { level: 'standard', until: NOW + 1, run: 'u' });
  const [enable] = chunk(1, { accounts: [name] }).changes;
  assert.ok(enable !== undefined);
  assert.equal(isHeldBack(holds, { ...enable, account: byId.account }, NOW), true);
  assert.equal(isHeldBack(holds, { ...enable, account: { id: 'ID-2', address: name } }, NOW), false);
});

test('what an undo may have taken back is held like what it has', () =>
  withWorld(async (world) => {
    world.directory.add(account(name, 'standard'));
    const spec = { action: 'disable' as const, to: 'disabled' as const, from: 'standard' as const, accounts: [name] };
    await planOf(world.plan, [spec], { undoes: 'earlier' });
    world.directory.fault = () => {
      world.directory.beforeRead = () => Promise.reject(new Error('down'));
      throw new Error('no answer');
    };
    assert.equal((await apply(world)).exit, 6);
    const { lines } = await readLedger(world.reports, world.clock.time);
    assert.deepEqual(
      lines.map(({ type }) => type),
      ['run', 'hold'],
    );
    assert.equal(
      (await readHolds(world.reports, lines, world.clock.time)).get({ id: null, address: name })?.level,
      'standard',
    );
  }));
