/** Runs that have ended and stand in the ledger. */
import assert from 'node:assert/strict';
import { formatInstant } from '../../src/model/time.ts';
import { verifyLedger, type Verification } from '../../src/ledger/verify/verify.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { apply } from '../worlds/runs.ts';
import { type World, withWorld } from '../worlds/apply-world.ts';

/** Applies a plan for one more account, made now. */
export async function applyOne(
  world: World,
  i: number,
  run: string,
  over: Parameters<typeof planOf>[2] = {},
): Promise<void> {
  const at = formatInstant(world.clock.time);
  world.directory.add(account(address(i), 'disabled'));
  world.run = run;
  await planOf(world.plan, [{ accounts: [address(i)] }], { asOf: at, madeAt: at, ...over });
  assert.equal((await apply(world)).exit, 0);
}

export async function withRuns(check: (world: World) => Promise<void>): Promise<void> {
  await withWorld(async (world) => {
    for (const [i, run] of ['one', 'two', 'three'].entries()) await applyOne(world, i, run);
    await check(world);
  });
}

export function verify(world: World, ...heads: string[]): Promise<Verification> {
  return verifyLedger(world.reports, { heads, commits: null });
}
