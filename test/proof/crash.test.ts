import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../example/random.ts';
import type { Moment } from './boundaries.ts';
import { APPLY, brokenCopy, inPairs, type Undisturbed, undisturbed } from './broken.ts';
import { assertNothingLost, goOn, registerAnew } from './going-on.ts';
import { createMixed } from './mixed.ts';
import { ended, type Repository } from './repository.ts';

/** Kills at random instants. Set it to 300 for a long run, which also kills after each boundary. */
const CRASHES = Number(process.env['MFACTL_CRASHES'] ?? 40);
const isLong = CRASHES >= 300;

let base: Repository;
let plain: Undisturbed;

before(async () => {
  base = await createMixed();
  plain = await undisturbed(base);
});
after(() => base.remove());

/** Kills at each of some boundaries; then goes on, and looks. */
async function killAtEach(boundaries: readonly number[], moment: Moment): Promise<void> {
  await inPairs(boundaries, async (boundary) => {
    const where = `${moment} boundary ${boundary} (${plain.points[boundary]})`;
    const { copy, ran } = await brokenCopy(base, boundary, moment);
    try {
      assert.equal(ran.signal, 'SIGKILL', `${where}: ${ran.err}`);
      if (boundary % 2 === 0) registerAnew(copy);
      await assertNothingLost(copy, await goOn(copy, copy.here), plain.goal, where);
    } finally {
      await copy.remove();
    }
  });
}

function boundaries(...names: string[]): number[] {
  return plain.points.flatMap((name, i) => (names.length === 0 || names.includes(name) ? [i] : []));
}

suite('An apply that is killed', () => {
  test('before any write, flush, rename, link or commit it can be resumed, and nothing is lost or done twice', async (t) => {
    t.diagnostic(`${plain.points.length} boundaries`);
    assert.ok(plain.points.length > 60);
    // A killed process loses nothing that it gave to the system: before a flush is as before what follows it.
    const places = isLong ? boundaries() : boundaries('append', 'write', 'rename', 'link', 'commit');
    await killAtEach(places, 'before');
  });

  test('in the middle of any write it can be resumed, and nothing is lost or done twice', () =>
    killAtEach(boundaries('append', 'write'), 'torn'));

  test('with its machine, so that all goes that no flush had put on the disk, it can be resumed, and nothing is lost or done twice', () => {
    // Right before a flush most is at stake; right after a commit of the sandbox, that the intent was flushed before it.
    const afterCommits = boundaries('commit').map((i) => i + 1);
    return killAtEach(
      isLong
        ? boundaries('append', 'write', 'flush', 'rename', 'link')
        : [...boundaries('flush'), ...afterCommits].sort((a, b) => a - b),
      'lost',
    );
  });

  test('right after the last boundary, or after any one in a long run, it can be resumed, and nothing is lost or done twice', () =>
    killAtEach(isLong ? boundaries() : boundaries().slice(-1), 'after'));

  test('at random instants it can be resumed, and nothing is lost or done twice', async (t) => {
    const random = seededRandom(20261124);
    let killed = 0;
    await inPairs(
      Array.from({ length: CRASHES }, (_, i) => ({ i, delay: (random.below(1100) * plain.lasts) / 1000 })),
      async ({ i, delay }) => {
        const copy = await base.copy();
        try {
          const child = copy.start(APPLY);
          const end = ended(child);
          await new Promise((resolve) => child.stdout?.once('data', resolve));
          await setTimeout(delay);
          child.kill('SIGKILL');
          if ((await end).signal === 'SIGKILL') killed++;
          if (i % 2 === 0) registerAnew(copy);
          // The real command goes on in some of them; in this process it is the same code, and faster.
          await assertNothingLost(
            copy,
            await goOn(copy, i % 8 === 0 ? copy.mfactl : copy.here),
            plain.goal,
            `${i}, after ${delay} ms`,
          );
        } finally {
          await copy.remove();
        }
      },
    );
    t.diagnostic(`${killed} of ${CRASHES} were killed in time`);
    assert.ok(killed > CRASHES / 4, `${killed} of ${CRASHES} were killed in time`);
  });
});
