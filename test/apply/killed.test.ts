import assert from 'node:assert/strict';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLedger } from '../../src/ledger/read.ts';
import { killAt, type Moment } from './killing.ts';
import { apply, assertVerified, receiptOf, resume } from '../worlds/runs.ts';
import { account } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { repositoryOf, restart, type World, withWorld } from '../worlds/apply-world.ts';

import { enrolled, levels, pointsOf, prepare, RUN, tightened, undisturbed } from './killed-scene.ts';

/** Kills once; then goes on as a person would. */
async function killAndGoOn(world: World, at: number, moment: Moment): Promise<void> {
  const { killed, heal } = killAt(world, at, moment);
  assert.equal(await Promise.race([apply(world).then(() => 'ended'), killed]), 'killed');
  heal();
  restart(world);
  const resumed = await resume(world, RUN);
  if (resumed.exit === 1) {
    assert.match(resumed.messages.join(), /there is no run/);
    assert.equal(world.directory.requests.length, 0, 'no run, nothing sent');
    assert.notEqual((await apply(world)).exit, 1);
  }
}

test('killed at any point, before, within or after it, a run ends as if it had not been', async (t) => {
  const goal = await undisturbed();
  assert.ok(goal.points.length > 40, `${goal.points.length} points`);
  for (const [at, point] of goal.points.entries()) {
    for (const moment of point === 'append' ? (['before', 'torn', 'after'] as const) : (['before', 'after'] as const)) {
      await withWorld(async (world) => {
        const where = `${moment} point ${at} (${point})`;
        await prepare(world);
        await killAndGoOn(world, at, moment);
        assert.deepEqual(levels(world), goal.levels, where);
        for (const [name, count] of world.directory.writes)
          assert.equal(count, 1, `${name} is written once; killed ${where}`);
        const receipt = await receiptOf(world, RUN);
        assert.equal(receipt.accounts.length, 13, where);
        for (const name of enrolled) {
          const entry = receipt.accounts.find((one) => one.account.address === name);
          const done = world.directory.accounts.get(name)?.methods?.length === 0;
          const told = entry?.outcome === 'applied' || entry?.problem?.uncertain === true;
          assert.ok(
            done ? entry?.outcome === 'applied' : told && entry?.outcome !== 'applied',
            `${name}: ${JSON.stringify(entry)}; killed ${where}`,
          );
        }
        assert.ok(receipt.uncertain <= 1, `one re-enrolment at a time may be uncertain; killed ${where}`);
        await assertVerified(world);
        const { openRuns, lines } = await readLedger(world.reports, world.clock.now());
        assert.deepEqual([openRuns, lines.length], [[], 1], where);
        assert.equal((await apply(world)).exit, 4, `applied once; killed ${where}`);
      });
    }
  }
  t.diagnostic(`${goal.points.length} points`);
});

test('killed again and again, at each point of the resumed run too, it still ends the same', async () => {
  const goal = await undisturbed();
  const write = goal.points.indexOf('write');
  for (let second = 0; second < 40; second += 3) {
    await withWorld(async (world) => {
      await prepare(world);
      const one = killAt(world, write, 'after');
      await Promise.race([apply(world), one.killed]);
      one.heal();
      restart(world);
      const two = killAt(world, second, 'after');
      await Promise.race([resume(world, RUN), two.killed]);
      two.heal();
      restart(world);
      await resume(world, RUN);
      assert.deepEqual(levels(world), goal.levels, `killed at ${second} of the second try`);
      for (const [name, count] of world.directory.writes) assert.equal(count, 1, name);
      await assertVerified(world);
    });
  }
});

test('an account whose outcome is in the journal is not even read again', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { points } = await undisturbed();
    const secondWrite = points.indexOf('write', points.indexOf('write') + 1);
    const { killed, heal } = killAt(world, secondWrite, 'before');
    await Promise.race([apply(world), killed]);
    heal();
    restart(world);
    const read = new Set<string>();
    world.directory.beforeRead = (keys) => keys.forEach((key) => read.add(key.address));
    await resume(world, RUN);
    assert.ok(!read.has(tightened[0] as string) && !read.has(tightened[1] as string), 'the canary is known');
    assert.ok(read.has(tightened[2] as string));
  }));

test('a new apply finishes an earlier run first, and says so', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { killed, heal } = killAt(world, 12, 'after');
    await Promise.race([apply(world), killed]);
    heal();
    restart(world);
    world.run = 'the-next';
    world.directory.add(account('new@nhs.net', 'disabled'));
    await planOf(world.plan, [{ accounts: ['new@nhs.net'] }]);
    const { exit, run, messages } = await apply(world);
    assert.deepEqual([exit, run], [0, 'the-next']);
    assert.match(messages.join('\n'), /the earlier run the-run had not finished: mfactl finished it first/);
    assert.equal((await readLedger(world.reports, world.clock.now())).lines.length, 2);
    await assertVerified(world);
  }));

test('an earlier run whose plan no longer holds is ended, with a receipt that says what is uncertain', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { points } = await undisturbed();
    const { killed, heal } = killAt(world, points.indexOf('write'), 'before');
    await Promise.race([apply(world), killed]);
    heal();
    restart(world);
    world.clock.time += 5 * 3_600_000;
    const { exit, messages } = await resume(world, RUN);
    assert.equal(exit, 4);
    assert.match(messages.join(), /too old/);
    const receipt = await receiptOf(world, RUN);
    assert.equal(receipt.stopped?.code, 'not-resumed');
    assert.equal(receipt.uncertain, 2, 'the first two were about to be sent');
    assert.equal(world.directory.requests.length, 0, 'nothing more is sent');
    await assertVerified(world);
  }));

test('the intent of a re-enrolment counts as done, in later plans too', () =>
  withWorld(async (world) => {
    await prepare(world);
    const [name] = enrolled as [string];
    await planOf(world.plan, [{ action: 're-enrol', to: null, from: 'standard', accounts: [name] }]);
    const { killed, heal } = killAt(world, (await pointsOf(world)).indexOf('write'), 'before');
    await Promise.race([apply(world), killed]);
    heal();
    restart(world);
    const { reEnrolledAt } = await readLedger(world.reports, world.clock.now());
    assert.equal(reEnrolledAt.get(name), world.clock.now());
    assert.equal((await resume(world, RUN)).exit, 6);
    assert.deepEqual(
      world.directory.accounts.get(name)?.methods,
      ['PhoneAppOTP'],
      'not touched: it might be a new one',
    );
    assert.ok((await readLedger(world.reports, world.clock.now())).reEnrolledAt.has(name));
    world.run = 'again';
    await planOf(world.plan, [
      { action: 're-enrol', to: null, from: 'standard', accounts: [name, enrolled[1] as string] },
    ]);
    const again = await apply(world);
    assert.deepEqual([again.counts?.already, again.counts?.applied], [1, 1], 'a plan made before the intent was known');
    assert.match(
      await readFile(join(world.reports, 'runs', RUN, 'journal.ndjson'), 'utf8'),
      /"methods":\["PhoneAppOTP"\]/,
    );
  }));

test('what is left of a run that never began is cleared away', () =>
  withWorld(async (world) => {
    await prepare(world);
    const { points } = await undisturbed();
    const { killed, heal } = killAt(world, points.indexOf('rename'), 'before');
    await Promise.race([apply(world), killed]);
    assert.deepEqual(await readdir(join(world.reports, 'runs')), [`.new-${RUN}`]);
    heal();
    restart(world);
    world.run = 'another';
    assert.equal((await apply(world)).exit, 3);
    await assertVerified(world);
  }));

test('an earlier run is not resumed when a newer policy was applied meanwhile', () =>
  withWorld(async (world) => {
    const policy = (commit: string) => ({ policy: { digest: `sha256:${'1'.repeat(64)}`, commit, dirty: false } });
    const [one, two] = enrolled as [string, string];
    world.directory.add(account(one, 'disabled'), account(two, 'disabled'));
    world.run = RUN;
    await planOf(world.plan, [{ accounts: [one] }], policy('c4'));
    world.rules = { ...world.rules, repository: repositoryOf((ancestor, commit) => ancestor <= commit) };
    const { killed, heal } = killAt(world, 2, 'after');
    await Promise.race([apply(world), killed]);
    heal();
    restart(world);
    // As if another clone, which did not know of the run, had applied.
    const folder = join(world.reports, 'runs', RUN);
    await rename(folder, join(world.folder, RUN));
    world.run = 'newer';
    await planOf(world.plan, [{ accounts: [two] }], policy('c5'));
    assert.equal((await apply(world)).exit, 0);
    await rename(join(world.folder, RUN), folder);
    const { exit, messages } = await resume(world, RUN);
    assert.equal(exit, 4);
    assert.match(messages.join(), /do not contain those that were applied last/);
    assert.equal(world.directory.level(one), 'none');
    await assertVerified(world);
  }));
