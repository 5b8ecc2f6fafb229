import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatInstant } from '../../src/model/time.ts';
import { apply, assertVerified, outcomeOf, receiptOf } from '../worlds/runs.ts';
import { account, address, STATUS_OF } from '../worlds/memory-directory.ts';
import { NOW, planOf } from '../worlds/plans.ts';
import { withWorld } from '../worlds/apply-world.ts';

const names = Array.from({ length: 12 }, (_, i) => address(i));
const [first, second, third] = names as [string, string, string];

test('a plan is done, receipted and booked, and is not applied a second time', () =>
  withWorld(async (world) => {
    world.directory.add(...names.map((name) => account(name, 'disabled')));
    await planOf(world.plan, [{ accounts: names }]);
    const result = await apply(world);
    assert.deepEqual([result.exit, result.messages, result.counts?.applied], [0, [], 12]);
    assert.ok(names.every((name) => world.directory.level(name) === 'standard'));
    assert.match(result.head ?? '', /^1:sha256:[0-9a-f]{64}$/);
    const receipt = await receiptOf(world, result.run);
    assert.deepEqual(
      receipt.accounts.map((entry) => [entry.account.address, entry.outcome, entry.evidence]),
      names.map((name) => [name, 'applied', 'answer']),
    );
    await assertVerified(world);
    const again = await apply(world);
    assert.equal(again.exit, 4);
    assert.match(again.messages.join(), /has applied this plan already/);
    assert.equal(world.directory.requests.length, 1);
  }));

test('the id of the run is told before anything is written, and is the name of its folder', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'));
    await planOf(world.plan, [{ accounts: [first] }]);
    world.run = 'nightly-7';
    const { run } = await apply(world);
    assert.equal(run, 'nightly-7');
    assert.deepEqual(world.events[0], { type: 'run', run: 'nightly-7', resumed: false });
    assert.equal((await receiptOf(world, 'nightly-7')).run, 'nightly-7');
  }));

test('an id that leaves its folder, or that is taken, is refused', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'), account(second, 'disabled'));
    await planOf(world.plan, [{ accounts: [first] }]);
    for (const run of ['../out', 'a/b', '.', '', 'a..b', '.new-x', 'con', 'x\\y', 'ends.']) {
      world.run = run;
      assert.equal((await apply(world)).exit, 1, JSON.stringify(run));
    }
    world.run = 'one';
    assert.equal((await apply(world)).exit, 0);
    await planOf(world.plan, [{ accounts: [second] }]);
    const taken = await apply(world);
    assert.equal(taken.exit, 1);
    assert.match(taken.messages.join(), /exists already/);
    assert.equal(world.directory.level(second), 'none');
  }));

test('an account that has the planned level is left alone; one that has another, or is gone, has moved', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'standard'), account(second, 'named-locations'));
    await planOf(world.plan, [{ accounts: [first, second, third] }]);
    const { run, exit } = await apply(world);
    assert.equal(exit, 0);
    assert.equal((await outcomeOf(world, run, first)).outcome, 'already');
    for (const name of [second, third]) {
      const { outcome, reason } = await outcomeOf(world, run, name);
      assert.deepEqual([outcome, reason], ['skipped', 'moved']);
    }
    assert.equal(world.directory.requests.length, 0);
  }));

test('a level decides, not the status, which may lag behind', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled', { reported: 'User Enabled' }));
    await planOf(world.plan, [{ accounts: [first] }]);
    assert.equal((await apply(world)).counts?.applied, 1);
  }));

test('a decision that has lapsed is not applied: it holds until, not including, validUntil', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'), account(second, 'disabled'));
    await planOf(world.plan, [
      { accounts: [first], over: { validUntil: formatInstant(NOW) } },
      { accounts: [second], over: { validUntil: formatInstant(NOW + 1) } },
    ]);
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, first)).reason, 'lapsed');
    assert.equal((await outcomeOf(world, run, second)).outcome, 'applied');
  }));

test('before loosening it is decided again, and a difference is skipped', () =>
  withWorld(async (world) => {
    world.directory.add(...[first, second, third].map((name) => account(name, 'standard')));
    await planOf(world.plan, [
      { action: 'disable', to: 'disabled', from: 'standard', accounts: [first, second, third] },
    ]);
    world.outside = {
      ...world.outside,
      redecide: async () => [
        { level: 'standard', status: 'Admin Enabled' },
        null,
        { level: 'disabled', status: STATUS_OF.disabled },
      ],
    };
    const { run } = await apply(world);
    assert.equal((await outcomeOf(world, run, first)).reason, 'moved');
    assert.equal((await outcomeOf(world, run, second)).reason, 'moved');
    assert.equal((await outcomeOf(world, run, third)).outcome, 'applied');
  }));

test('where it cannot be decided again, nothing is loosened, and what tightens goes on', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'), account(second, 'standard'));
    await planOf(world.plan, [
      { accounts: [first] },
      { action: 'disable', to: 'disabled', from: 'standard', accounts: [second] },
    ]);
    world.outside = { ...world.outside, redecide: () => Promise.reject(new Error('the policies cannot be read')) };
    const { run, exit } = await apply(world);
    assert.equal(exit, 6);
    assert.equal((await outcomeOf(world, run, second)).problem?.code, 'redecide-failed');
    assert.equal(world.directory.level(first), 'standard');
    assert.equal(world.directory.level(second), 'standard');
  }));

test('more than the larger of 5 and 10 % moved stops the run before it sends', () =>
  withWorld(async (world) => {
    world.directory.add(...names.map((name, i) => account(name, i < 6 ? 'named-locations' : 'disabled')));
    await planOf(world.plan, [{ accounts: names }]);
    const { run, exit, messages } = await apply(world);
    assert.equal(exit, 4);
    assert.match(messages.join(), new RegExp(`${run}.*6 accounts have changed since the plan was made`));
    assert.equal(world.directory.requests.length, 0);
    assert.equal((await outcomeOf(world, run, names[11] as string)).reason, 'stopped');
    await assertVerified(world);
  }));

test('five that moved do not stop a small run', () =>
  withWorld(async (world) => {
    world.directory.add(...names.map((name, i) => account(name, i < 5 ? 'named-locations' : 'disabled')));
    await planOf(world.plan, [{ accounts: names }]);
    const { exit, counts } = await apply(world);
    assert.deepEqual([exit, counts?.skipped, counts?.applied], [0, 5, 7]);
  }));

test('withheld chunks are never sent, are receipted, and make exit code 3', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'standard'), account(second, 'disabled'));
    await planOf(world.plan, [
      { accounts: [second] },
      { action: 'disable', to: 'disabled', from: 'standard', withheld: 'loosen', accounts: [first] },
    ]);
    const { run, exit } = await apply(world);
    assert.equal(exit, 3);
    const { outcome, reason } = await outcomeOf(world, run, first);
    assert.deepEqual([outcome, reason], ['withheld', 'loosen']);
    assert.equal(world.directory.level(first), 'standard');
    assert.equal(world.directory.level(second), 'standard');
  }));

test('a failure comes before what is withheld in the exit code', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'standard'), account(second, 'disabled'));
    await planOf(world.plan, [{ accounts: [second] }, { withheld: 'lockout', accounts: [first] }]);
    world.directory.fault = () => [{ outcome: 'failed', code: 'refused', retryable: false, says: 'no' }];
    assert.equal((await apply(world)).exit, 6);
  }));

test('what is handed over is neither failed nor applied, and stays pending', () =>
  withWorld(async (world) => {
    world.directory.add(account(first, 'disabled'));
    await planOf(world.plan, [{ accounts: [first] }]);
    world.directory.fault = () => [{ outcome: 'handed-over' }];
    const { exit, counts } = await apply(world);
    assert.deepEqual([exit, counts?.handedOver], [0, 1]);
    assert.match(await readFile(join(world.reports, 'pending.ndjson'), 'utf8'), /"outcome":"handed-over"/);
  }));

test('runs with nothing to do are told of once a day', () =>
  withWorld(async (world) => {
    const plan = async () => {
      const at = formatInstant(world.clock.time);
      await planOf(world.plan, [], { asOf: at, madeAt: at });
      return apply(world);
    };
    assert.notEqual((await plan()).run, null);
    world.clock.time += 900_000;
    const second = await plan();
    assert.deepEqual([second.exit, second.run], [0, null]);
    assert.match(second.head ?? '', /^1:/);
    world.clock.time += 24 * 3_600_000;
    assert.match((await plan()).head ?? '', /^2:/);
    await assertVerified(world);
  }));
