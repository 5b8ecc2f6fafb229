import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, outcomeOf } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { restart, withWorld, type World } from '../worlds/apply-world.ts';

const names = Array.from({ length: 12 }, (_, i) => address(i));

async function prepare(world: World): Promise<void> {
  world.limits = { ...world.limits, canary: 5 };
  world.directory.add(...names.map((name) => account(name, 'disabled')));
  await planOf(world.plan, [{ accounts: names }]);
}

test('the first changes of an action go alone, and are seen before the rest follows', () =>
  withWorld(async (world) => {
    await prepare(world);
    assert.equal((await apply(world)).exit, 0);
    assert.deepEqual(
      world.directory.requests.map((request) => request.items.length),
      [5, 7],
    );
  }));

test('one failure among the first changes stops the run', () =>
  withWorld(async (world) => {
    await prepare(world);
    world.directory.fault = (request) =>
      request.items.map((_, i) =>
        i === 2 ? { outcome: 'failed', code: 'refused', retryable: false, says: 'no' } : { outcome: 'applied' },
      );
    const { exit, messages, counts } = await apply(world);
    assert.equal(exit, 6);
    assert.match(messages.join(), /1 of the first 5 changes of enable failed/);
    assert.deepEqual([counts?.applied, counts?.failed, counts?.skipped], [4, 1, 7]);
  }));

test('a write that says yes and does nothing is found out, after `settle`', () =>
  withWorld(async (world) => {
    await prepare(world);
    world.directory.fault = (request) => request.items.map(() => ({ outcome: 'applied' }));
    const { exit, messages } = await apply(world);
    assert.equal(exit, 6);
    assert.match(messages.join(), /the directory does not show 5 of the first 5 changes of enable/);
    const waited = world.clock.slept.reduce((sum, wait) => sum + wait, 0);
    assert.equal(waited, world.limits.settle);
  }));

test('a write that is seen late, but within `settle`, is waited for', () =>
  withWorld(async (world) => {
    await prepare(world);
    const late = world.clock.time + 120_000;
    world.directory.fault = (request, number) => {
      if (number > 1) return null;
      const before = request.items.map((item) => world.directory.accounts.get(item.account.address));
      const results = world.directory.perform(request);
      const after = request.items.map((item) => world.directory.accounts.get(item.account.address));
      for (const one of before) if (one !== undefined) world.directory.add(one);
      world.directory.beforeRead = () => {
        if (world.clock.time < late) return;
        for (const one of after) if (one !== undefined) world.directory.add(one);
        world.directory.beforeRead = () => undefined;
      };
      return results;
    };
    assert.deepEqual([(await apply(world)).exit, world.directory.requests.length], [0, 2]);
  }));

test('each action has first changes of its own', () =>
  withWorld(async (world) => {
    await prepare(world);
    world.directory.add(...names.slice(6).map((name) => account(name, 'standard')));
    await planOf(world.plan, [
      { accounts: names.slice(0, 6) },
      { action: 'disable', from: 'standard', to: 'disabled', accounts: names.slice(6) },
    ]);
    assert.equal((await apply(world)).exit, 0);
    assert.deepEqual(
      world.directory.requests.map((request) => request.items.length),
      [5, 1, 5, 1],
    );
  }));

test('what loosens is decided again after its first changes were waited for', () =>
  withWorld(async (world) => {
    await prepare(world);
    world.directory.add(...names.map((name) => account(name, 'standard')));
    await planOf(world.plan, [{ action: 'disable', from: 'standard', to: 'disabled', accounts: names }]);
    const asked: number[] = [];
    world.outside = {
      ...world.outside,
      redecide: async (accounts) => {
        asked.push(accounts.length);
        return accounts.map(() => ({ level: 'disabled', status: 'Admin Disabled' }));
      },
    };
    assert.equal((await apply(world)).exit, 0);
    assert.deepEqual(asked, [12, 7]);
  }));

test('first changes that have all moved are no proof: the next ones are the first', () =>
  withWorld(async (world) => {
    await prepare(world);
    for (const name of names.slice(0, 3)) world.directory.set(name, { membership: 'named-locations' });
    await apply(world);
    assert.deepEqual(
      world.directory.requests.map((request) => request.items.length),
      [5, 4],
    );
  }));

test('a re-enrolment is seen once the methods are gone', () =>
  withWorld(async (world) => {
    await prepare(world);
    await planOf(world.plan, [{ action: 're-enrol', to: null, accounts: names.slice(0, 3) }]);
    const { run, exit } = await apply(world);
    assert.equal(exit, 0);
    assert.equal((await outcomeOf(world, run, names[0] as string)).outcome, 'applied');
    restart(world);
  }));
