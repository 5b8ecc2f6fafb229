/** A ledger in which a run has all that a run can have: each outcome, a canary, a withheld chunk, a re-enrolment, a loosening. */
import assert from 'node:assert/strict';
import { formatInstant } from '../../../src/model/time.ts';
import type { WriteRequest, WriteResult } from '../../../src/directory/port.ts';
import { account, address } from '../../worlds/memory-directory.ts';
import { planOf } from '../../worlds/plans.ts';
import { apply } from '../../worlds/runs.ts';
import { type World, withWorld } from '../../worlds/apply-world.ts';
import { applyOne } from '../booked-runs.ts';

export const [first, refused, there, gone, withheld, reEnrolled, loosened] = Array.from({ length: 7 }, (_, i) =>
  address(i + 10),
) as [string, string, string, string, string, string, string];

/** Runs `before`, `eventful` and `after`; the second is the one that tests look at. */
export async function withEventfulRuns(check: (world: World) => Promise<void>): Promise<void> {
  await withWorld(async (world) => {
    await applyOne(world, 1, 'before');
    await applyEventful(world);
    await applyOne(world, 2, 'after');
    await check(world);
  });
}

export async function applyEventful(world: World): Promise<void> {
  const at = formatInstant(world.clock.time);
  const { directory } = world;
  directory.add(...[first, refused, withheld].map((name) => account(name, 'disabled')));
  directory.add(...[there, reEnrolled, loosened].map((name) => account(name, 'standard')));
  directory.fault = (request) => (request.items.some(isRefused) ? answers(world, request) : null);
  world.limits = { ...world.limits, canary: 1 };
  world.run = 'eventful';
  await planOf(
    world.plan,
    [
      { accounts: [first, refused, there, gone] },
      { organisation: 'RA1', accounts: [withheld], withheld: 'lockout' },
      { action: 're-enrol', to: null, from: 'standard', accounts: [reEnrolled] },
      { action: 'disable', from: 'standard', to: 'disabled', accounts: [loosened] },
    ],
    { asOf: at, madeAt: at },
  );
  const { exit, counts } = await apply(world);
  assert.deepEqual([exit, counts], [6, { applied: 3, already: 1, skipped: 1, withheld: 1, failed: 1, handedOver: 0 }]);
  directory.fault = () => null;
}

function isRefused({ account: { address: name } }: WriteRequest['items'][number]): boolean {
  return name === refused;
}

function answers({ directory }: World, request: WriteRequest): WriteResult[] {
  const works = directory.perform({ ...request, items: request.items.filter((item) => !isRefused(item)) });
  return request.items.map(
    (item) =>
      (isRefused(item)
        ? { outcome: 'failed', code: 'refused', retryable: false, says: 'no' }
        : works.shift()) as WriteResult,
  );
}
