/** A plan with something of everything, what it comes to undisturbed, and the points at which it can be killed. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { applyPlan } from '../../src/apply/apply.ts';
import { killAt } from './killing.ts';
import { apply } from '../worlds/runs.ts';
import { account, address } from '../worlds/memory-directory.ts';
import { planOf } from '../worlds/plans.ts';
import { createWorld, type World } from '../worlds/apply-world.ts';

export const RUN = 'the-run';
export const tightened = Array.from({ length: 7 }, (_, i) => address(i));
export const enrolled = [address(20), address(21)];
export const loosened = Array.from({ length: 3 }, (_, i) => address(40 + i));

/** A plan with a canary, two re-enrolments, loosening, an account that is in place, one that moved, and a withheld chunk. */
export async function prepare(world: World): Promise<void> {
  world.run = RUN;
  world.limits = { ...world.limits, canary: 2 };
  world.directory.add(
    ...tightened.map((name, i) => account(name, i === 5 ? 'standard' : i === 6 ? 'named-locations' : 'disabled')),
  );
  world.directory.add(
    ...enrolled.map((name) => account(name, 'standard')),
    ...loosened.map((name) => account(name, 'standard')),
  );
  world.directory.add(account('held@nhs.net', 'standard'));
  await planOf(world.plan, [
    { accounts: tightened },
    { action: 're-enrol', to: null, from: 'standard', accounts: enrolled },
    { action: 'disable', to: 'disabled', from: 'standard', accounts: loosened },
    { action: 'disable', to: 'disabled', from: 'standard', accounts: ['held@nhs.net'], withheld: 'loosen' },
  ]);
}

export function levels(world: World): (string | null | undefined)[] {
  return [...tightened, ...loosened, 'held@nhs.net'].map((name) => world.directory.level(name));
}

export async function undisturbed(): Promise<{ levels: ReturnType<typeof levels>; points: string[] }> {
  const world = await createWorld();
  try {
    await prepare(world);
    const { points } = killAt(world, Number.POSITIVE_INFINITY, 'before');
    assert.equal((await apply(world)).exit, 3);
    return { levels: levels(world), points };
  } finally {
    await rm(world.folder, { recursive: true, force: true });
  }
}

/** The points of the plan of a world, from an apply of its own. */
export async function pointsOf(like: World): Promise<string[]> {
  const world = await createWorld();
  try {
    world.directory.add(...like.directory.accounts.values());
    const { points } = killAt(world, Number.POSITIVE_INFINITY, 'before');
    const { run, rules, limits, applier } = like;
    await applyPlan({ file: like.plan, run }, { ...world, rules, limits, applier }, world.stop.signal);
    return points;
  } finally {
    await rm(world.folder, { recursive: true, force: true });
  }
}
