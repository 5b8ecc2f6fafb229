/** Kills the real apply of the mixed plan at boundaries, goes on as people would, and looks that nothing is lost. */
import assert from 'node:assert/strict';
import type { Moment } from './boundaries.ts';
import { brokenCopy, inPairs, type Undisturbed } from './broken.ts';
import { assertNothingLost, goOn, registerAnew } from './going-on.ts';
import type { MixedTenant } from './mixed-tenant.ts';
import { isThorough } from '../worlds/thorough.ts';

/** Kills at each of some boundaries, each time in a copy of its own. */
export async function killAtEach(
  { base, plain }: MixedTenant,
  boundaries: readonly number[],
  moment: Moment,
): Promise<void> {
  await inPairs(boundaries, async (boundary) => {
    const where = `${moment} boundary ${boundary} (${plain().points[boundary]})`;
    const { copy, ran } = await brokenCopy(base(), boundary, moment);
    try {
      assert.equal(ran.signal, 'SIGKILL', `${where}: ${ran.err}`);
      if (boundary % 2 === 0) registerAnew(copy);
      await assertNothingLost(copy, await goOn(copy, copy.here), plain().goal, where);
    } finally {
      await copy.remove();
    }
  });
}

/**
 * Numbers of the boundaries of some names; of all where none is named. In a short run, of each kind (such as the writes
 * of one file) the first two, which lie in different steps of a chunk, and the last.
 */
export function boundariesOf({ points, kinds }: Undisturbed, ...names: string[]): number[] {
  const all = points.flatMap((name, i) => (names.length === 0 || names.includes(name) ? [i] : []));
  if (isThorough) return all;
  const ofKinds = Map.groupBy(all, (i) => kinds[i]);
  return [...ofKinds.values()].flatMap(sampled).sort((a, b) => a - b);
}

function sampled(boundaries: readonly number[]): number[] {
  const { length } = boundaries;
  return boundaries.filter((_, i) => i < 2 || i === length - 1);
}
