/** A run that is taken back: what its tests apply, and the undo of it. */
import { planUndo, type Undo } from '../../src/ledger/undo.ts';
import { formatInstant } from '../../src/model/time.ts';
import type { World } from '../worlds/apply-world.ts';
import { type ChunkSpec, planOf } from '../worlds/plans.ts';
import { apply } from '../worlds/runs.ts';

export async function applyAs(
  world: World,
  run: string,
  specs: readonly ChunkSpec[],
  over: Parameters<typeof planOf>[2] = {},
): Promise<Awaited<ReturnType<typeof apply>>> {
  const at = formatInstant(world.clock.time);
  world.run = run;
  await planOf(world.plan, specs, { asOf: at, madeAt: at, ...over });
  return apply(world);
}

export function undo(world: World, run: string): Promise<Undo> {
  return planUndo(world.reports, run, world.outside, new AbortController().signal);
}

/** The chunks of an undo, as a plan writer would make them. */
export function specsOf({ changes }: Undo): ChunkSpec[] {
  return changes.map(({ account: one, action, to, direction, before, after }) => ({
    action,
    to,
    from: before.level,
    accounts: [one.address],
    over: { direction, before, after, cause: 'policy' },
  }));
}
