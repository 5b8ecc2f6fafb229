/** A run through the portal that was cut off and may not go on: what it was about to hand over has reached nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLedger } from '../../src/ledger/read.ts';
import type { WriteRequest } from '../../src/directory/port.ts';
import { createPortalWriter } from '../../src/directory/portal.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { type ChunkSpec, planOf } from '../worlds/plans.ts';
import { apply, assertVerified, outcomeOf, resume } from '../worlds/runs.ts';
import { restart, withWorld, type World } from '../worlds/apply-world.ts';

const RUN = 'the-run';
const [a, b] = [address(0), address(1)];

/** A run that is told to stop while it hands one account over, and is given up because the policies have changed. */
async function giveUp(world: World, chunks: readonly ChunkSpec[], last: string): Promise<void> {
  const writer = createPortalWriter();
  const write = async (request: WriteRequest, signal: AbortSignal) => {
    if (!request.items.some((item) => item.account.address === last)) return writer.write(request, signal);
    world.stop.abort();
    throw new Error('cut off');
  };
  world.outside = { ...world.outside, writer: { ...writer, write } };
  world.run = RUN;
  world.directory.add(account(a, 'standard'), account(b, 'standard'));
  await planOf(world.plan, chunks, { target: { kind: 'portal', name: 'portal' } });
  assert.equal((await apply(world)).exit, 6);
  restart(world);
  world.rules = { ...world.rules, policyDigest: `sha256:${'2'.repeat(64)}` };
  assert.equal((await resume(world, RUN)).exit, 4);
}

test('a re-enrolment that nobody was given does not count as done; one that was does', () =>
  withWorld(async (world) => {
    await giveUp(world, [{ action: 're-enrol', to: null, from: 'standard', accounts: [a, b] }], b);
    const { reEnrolledAt, last } = await readLedger(world.reports, world.clock.time);
    assert.deepEqual([...reEnrolledAt.keys()], [a]);
    assert.deepEqual([last?.counts.handedOver, last?.counts.skipped, last?.uncertain, last?.reEnrolled], [1, 1, 0, 1]);
    const { outcome, reason } = await outcomeOf(world, RUN, b);
    assert.deepEqual([outcome, reason], ['skipped', 'stopped']);
    await assertVerified(world);
  }));

test('what loosens and was given to nobody is not counted as loosened', () =>
  withWorld(async (world) => {
    const disable = { action: 'disable', from: 'standard', to: 'disabled' } as const;
    await giveUp(
      world,
      [
        { ...disable, accounts: [a] },
        { ...disable, accounts: [b] },
      ],
      b,
    );
    assert.equal((await readLedger(world.reports, world.clock.time)).loosened.total, 1);
  }));
