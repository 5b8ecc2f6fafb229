/** Kills the real apply of the mixed plan at boundaries, goes on as people would, and looks that nothing is lost. */
import assert from 'node:assert/strict';
import type { Moment } from './boundaries.ts';
import { brokenCopy, inPairs } from './broken.ts';
import { assertNothingLost, goOn, registerAnew } from './going-on.ts';
import type { MixedTenant } from './mixed-tenant.ts';

/** Kills at random instants; 300 makes it a long run, in which every boundary is killed at in every way. */
export const CRASHES = Number(process.env['MFACTL_CRASHES'] ?? 40);
export const isLong = CRASHES >= 300;

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

/** Numbers of the boundaries of some kinds; of all where none is named. */
export function boundariesOf({ plain }: MixedTenant, ...names: string[]): number[] {
  return plain().points.flatMap((name, i) => (names.length === 0 || names.includes(name) ? [i] : []));
}
