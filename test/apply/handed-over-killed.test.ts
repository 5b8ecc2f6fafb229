/** A run through the portal that is killed at any point, and what people are given in the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from '../../src/ledger/run/files.ts';
import { createPortalWriter } from '../../src/directory/portal.ts';
import { killAt, type Moment } from './killing.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { apply, assertVerified, resume } from '../worlds/runs.ts';
import { restart, withWorld, type World } from '../worlds/apply-world.ts';

const raised = Array.from({ length: 7 }, (_, i) => address(i));
const [lowered, anew] = [address(20), address(21)];

/** Makes ready a run whose work packs are kept in a list, each as the accounts that it names. */
async function portalWorld(world: World): Promise<string[][]> {
  world.directory.add(...raised.map((name) => account(name, 'disabled')));
  world.directory.add(account(lowered, 'standard'), account(anew, 'standard'));
  const packs: string[][] = [];
  const handOver = async (run: string): Promise<string[]> => {
    const pack: string[] = [];
    for await (const { chunk, change, outcome } of changesOf(world.reports, run))
      if (outcome.outcome === 'handed-over') pack.push(`${chunk.action} ${change.account.address}`);
    packs.push(pack);
    return [`pack of ${run}`];
  };
  world.outside = { ...world.outside, writer: createPortalWriter() };
  world.books = { ...world.books, handOver };
  world.run = 'the-run';
  world.limits = { ...world.limits, canary: 2 };
  await planOf(
    world.plan,
    [
      { accounts: raised.slice(0, 4) },
      { accounts: raised.slice(4) },
      { action: 're-enrol', to: null, from: 'standard', accounts: [anew] },
      { action: 'disable', from: 'standard', to: 'disabled', accounts: [lowered] },
    ],
    { target: { kind: 'portal', name: 'portal' } },
  );
  return packs;
}

const whole = [...raised.map((name) => `enable ${name}`), `re-enrol ${anew}`, `disable ${lowered}`];

/** Kills the run at one point; false where it has no such point. */
async function killedOnce(at: number, moment: Moment): Promise<boolean> {
  let reached = true;
  await withWorld(async (world) => {
    const packs = await portalWorld(world);
    const { killed, heal } = killAt(world, at, moment);
    const ended = await Promise.race([killed, apply(world)]);
    reached = ended === 'killed';
    restart(world);
    heal();
    const where = `${moment} point ${at}`;
    let result = await resume(world, 'the-run');
    if (result.messages.join().includes('there is no run')) result = await apply(world);
    assert.equal(result.exit, 0, `${where}: ${result.messages.join('; ')}`);
    assert.equal(result.counts?.handedOver, whole.length, where);
    assert.deepEqual(packs.at(-1), whole, where);
    await assertVerified(world);
  });
  return reached;
}

for (const moment of ['before', 'torn', 'after'] as const) {
  test(`a run that is killed ${moment === 'torn' ? 'in the middle of' : moment} any write hands over the same, each user once`, async () => {
    let points = 0;
    while (await killedOnce(points, moment)) points++;
    assert.ok(points > 15, `${points} points`);
  });
}

test('the pack is made before the run is booked: a disk that fails leaves the run open', () =>
  withWorld(async (world) => {
    const packs = await portalWorld(world);
    const unhurt = world.books;
    const full = Object.assign(new Error('no space is left'), { syscall: 'write' });
    world.books = { ...world.books, handOver: () => Promise.reject(full) };
    const failed = await apply(world);
    assert.deepEqual([failed.exit, failed.counts, packs], [1, null, []]);
    world.books = unhurt;
    const resumed = await resume(world, 'the-run');
    assert.deepEqual([resumed.exit, resumed.counts?.handedOver], [0, whole.length]);
    assert.ok(resumed.messages.includes('pack of the-run'));
    assert.deepEqual(packs, [whole]);
  }));
