/** Runs that were interrupted and may not go on, or go on from where they were. */
import assert from 'node:assert/strict';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { closeRun } from '../../src/apply/close.ts';
import { Journal } from '../../src/ledger/run/journal.ts';
import { readLedger } from '../../src/ledger/read.ts';
import { LiveRun } from '../../src/apply/live-run.ts';
import { planHeaderOf } from '../../src/ledger/run/files.ts';
import { readRunState } from '../../src/ledger/run/state.ts';
import { RequestError } from '../../src/directory/port.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { NOW, planOf } from '../worlds/plans.ts';
import { apply, outcomeOf, receiptOf, resume } from '../worlds/runs.ts';
import { AGREES, quickDisk, repositoryOf, restart, withWorld, type World } from '../worlds/apply-world.ts';

const RUN = 'the-run';
const [a, b] = [address(0), address(1)];
const OLD = { policy: { digest: `sha256:${'1'.repeat(64)}`, commit: 'a'.repeat(40), dirty: false } };

/** A run whose only request has no answer, when it is told to stop. */
async function interrupt(world: World, over: Parameters<typeof planOf>[2] = {}): Promise<void> {
  world.run = RUN;
  world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
  world.directory.fault = () => {
    world.stop.abort();
    throw new RequestError('no answer', { code: 'timeout', retryable: true, uncertain: true });
  };
  await planOf(world.plan, [{ accounts: [a] }, { accounts: [b] }], over);
  assert.equal((await apply(world)).exit, 6);
  restart(world);
  world.directory.fault = () => null;
}

test('a run whose policies were changed meanwhile does not go on, and its receipt says so', () =>
  withWorld(async (world) => {
    await interrupt(world);
    world.rules = { ...world.rules, policyDigest: `sha256:${'2'.repeat(64)}` };
    const { exit, messages } = await resume(world, RUN);
    assert.equal(exit, 4);
    assert.match(messages.join(), /the policies have changed/);
    assert.equal((await receiptOf(world, RUN)).stopped?.code, 'not-resumed');
    assert.equal(world.directory.requests.length, 1);
    assert.equal((await outcomeOf(world, RUN, b)).reason, 'stopped');
  }));

test('an undo follows no policies, and goes on whatever they are', () =>
  withWorld(async (world) => {
    await interrupt(world, { undoes: 'earlier' });
    world.rules = { ...world.rules, policyDigest: `sha256:${'2'.repeat(64)}` };
    assert.equal((await resume(world, RUN)).exit, 0);
  }));

test('a run that was given up stands for no policies: neither what came last nor what was applied to the whole', () =>
  withWorld(async (world) => {
    await interrupt(world, OLD);
    world.rules = { ...world.rules, policyDigest: `sha256:${'2'.repeat(64)}` };
    world.run = null;
    world.rules = { ...world.rules, repository: repositoryOf(() => false) };
    assert.equal((await resume(world, RUN)).exit, 4);
    const { last, lastWhole } = await readLedger(world.reports, NOW);
    assert.deepEqual([last?.run, lastWhole], [RUN, null]);
    const policy = { ...OLD.policy, digest: `sha256:${'2'.repeat(64)}`, commit: 'b'.repeat(40) };
    await planOf(world.plan, [{ accounts: [b] }], { policy });
    assert.equal((await apply(world)).exit, 0);
  }));

/** Closes an interrupted run as it is given up. */
async function close(world: World): Promise<void> {
  const file = join(world.reports, 'runs', RUN, 'journal.ndjson');
  const state = await readRunState(file);
  const journal = await Journal.open(file, state.end, quickDisk);
  const facts = {
    run: RUN,
    plan: await planHeaderOf(world.reports, RUN),
    changes: 2,
    reEnrolledAt: new Map<string, number>(),
    verdictOf: AGREES.verdictOf,
    isHeldBack: () => false,
  };
  const lock = { id: 'l', isHeld: async () => true, release: async () => undefined };
  const run = new LiveRun(facts, { ...world, progress: state.progress, journal, lock, signal: world.stop.signal });
  try {
    await closeRun(run, { code: 'not-resumed', says: 'it does not hold' });
  } finally {
    await journal.close();
  }
}

async function lastOutcomes(world: World): Promise<string[]> {
  const journal = await readFile(join(world.reports, 'runs', RUN, 'journal.ndjson'), 'utf8');
  const line = journal.split('\n').findLast((text) => text.includes('"type":"outcomes"'));
  const { outcomes } = JSON.parse(line ?? '{"outcomes":[]}') as { outcomes: { outcome: string; evidence: string }[] };
  return outcomes.map(({ outcome, evidence }) => `${outcome} ${evidence}`);
}

test('where the target is another directory now, what was sent stays uncertain: it is not looked for there', () =>
  withWorld(async (world) => {
    await interrupt(world);
    world.directory.name = 'sandbox-2';
    world.outside = { ...world.outside, writer: world.directory.writer };
    world.directory.set(a, { membership: 'standard' });
    await close(world);
    assert.deepEqual(await lastOutcomes(world), ['failed plan']);
  }));

test('at the end of a run a reader that is busy is asked again', () =>
  withWorld(async (world) => {
    await interrupt(world);
    world.directory.set(a, { membership: 'standard' });
    let reads = 0;
    world.directory.beforeRead = () => {
      if (++reads < 3) throw new RequestError('busy', { code: 'locked', retryable: true });
    };
    await close(world);
    assert.deepEqual(await lastOutcomes(world), ['applied re-read']);
  }));

test('where reading fails at the end of a run, nothing is said to have been read', () =>
  withWorld(async (world) => {
    await interrupt(world);
    world.directory.beforeRead = () => Promise.reject(new Error('down'));
    await close(world);
    assert.deepEqual(await lastOutcomes(world), ['failed plan']);
  }));

/** First changes that were answered, in a run that is told to stop before they are read back. */
async function answered(world: World, action: 'enable' | 're-enrol', accounts: readonly string[]): Promise<void> {
  world.run = RUN;
  world.limits = { ...world.limits, canary: 5 };
  world.directory.add(...accounts.map((name) => account(name, action === 'enable' ? 'disabled' : 'standard')));
  const { sleep } = world.clock;
  world.clock.sleep = (milliseconds, signal) => {
    world.stop.abort();
    return sleep(milliseconds, signal);
  };
  const spec = action === 'enable' ? {} : { to: null, from: 'standard' as const };
  await planOf(world.plan, [{ action, accounts, ...spec }]);
  assert.equal((await apply(world)).exit, 6);
  restart(world);
  world.clock.sleep = sleep;
}

test('first changes that were answered but not read back are looked at when the run goes on', async () => {
  for (const action of ['enable', 're-enrol'] as const) {
    await withWorld(async (world) => {
      world.directory.fault = (request) => request.items.map(() => ({ outcome: 'applied' }));
      await answered(world, action, [a]);
      const { exit, messages } = await resume(world, RUN);
      assert.equal(exit, 6, action);
      assert.match(messages.join(), new RegExp(`the directory does not show 1 of the first 1 changes of ${action}`));
    });
  }
});

test('first changes that are seen when the run goes on let the rest follow', () =>
  withWorld(async (world) => {
    const names = Array.from({ length: 8 }, (_, i) => address(i));
    world.directory.fault = (request, number) =>
      number === 1 ? request.items.map(() => ({ outcome: 'applied' })) : null;
    await answered(world, 'enable', names);
    for (const name of names.slice(0, 5)) world.directory.set(name, { membership: 'standard' });
    assert.equal((await resume(world, RUN)).exit, 0);
    assert.deepEqual(
      world.directory.requests.map(({ items }) => items.length),
      [5, 3],
    );
  }));

test('waiting for the first changes ends also where the clock stands still', () =>
  withWorld(async (world) => {
    world.limits = { ...world.limits, canary: 5 };
    world.directory.add(account(a, 'disabled'));
    world.directory.fault = (request) => request.items.map(() => ({ outcome: 'applied' }));
    let sleeps = 0;
    world.clock.sleep = async (_, signal) => {
      if (++sleeps > 500) world.stop.abort();
      signal.throwIfAborted();
    };
    await planOf(world.plan, [{ accounts: [a] }]);
    const { messages } = await apply(world);
    assert.match(messages.join(), /does not show 1 of the first 1 changes/);
    assert.ok(sleeps < 500);
  }));

test('the id of a run that is booked is taken, also where its folder is gone', () =>
  withWorld(async (world) => {
    world.run = RUN;
    world.directory.add(account(a, 'disabled'), account(b, 'disabled'));
    await planOf(world.plan, [{ accounts: [a] }]);
    assert.equal((await apply(world)).exit, 0);
    await rm(join(world.reports, 'runs', RUN), { recursive: true });
    await planOf(world.plan, [{ accounts: [b] }]);
    const { exit, messages } = await apply(world);
    assert.equal(exit, 1);
    assert.match(messages.join(), /exists already/);
    assert.equal(world.directory.requests.length, 1);
  }));

test('where the plan of an open run is applied again, other open runs that were finished are told of too', () =>
  withWorld(async (world) => {
    world.directory.add(account(address(2), 'disabled'));
    await planOf(world.plan, [{ accounts: [address(2)] }]);
    assert.equal((await apply(world)).exit, 0);
    await interrupt(world);
    const aside = join(world.folder, 'aside');
    await rename(join(world.reports, 'runs', RUN), aside);
    world.run = 'z-run';
    world.directory.fault = () => {
      world.stop.abort();
      throw new RequestError('no answer', { code: 'timeout', retryable: true, uncertain: true });
    };
    await planOf(world.plan, [{ accounts: [b] }]);
    assert.equal((await apply(world)).exit, 6);
    restart(world);
    world.directory.fault = () => null;
    await rename(aside, join(world.reports, 'runs', RUN));
    const { run, messages } = await apply(world);
    assert.equal(run, 'z-run');
    for (const name of [RUN, 'z-run'])
      assert.match(messages.join(), new RegExp(`earlier run ${name} had not finished`));
  }));
