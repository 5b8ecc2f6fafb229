import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../example/random.ts';
import { APPLY, inPairs } from './broken.ts';
import { assertNothingLost, goOn, registerAnew } from './going-on.ts';
import { counted } from '../worlds/thorough.ts';
import { mixedTenant } from './mixed-tenant.ts';
import { ended } from '../worlds/repository.ts';

/** Kills at random instants; crash.test.ts and crash-machine.test.ts kill at each kind of place. */
const CRASHES = counted(8, 300);

const tenant = mixedTenant();

suite('An apply that is killed', () => {
  test('at random instants it can be resumed, and nothing is lost or done twice', async (t) => {
    const random = seededRandom(20261124);
    let killed = 0;
    await inPairs(
      Array.from({ length: CRASHES }, (_, i) => ({ i, delay: (random.below(1100) * tenant.plain().lasts) / 1000 })),
      async ({ i, delay }) => {
        const copy = await tenant.base().copy();
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
            tenant.plain().goal,
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
