import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { APPLY } from './broken.ts';
import { assertNothingLost, goOn } from './going-on.ts';
import { lockFiles, mixedTenant, untilSent, withFaults } from './mixed-tenant.ts';
import { ended } from '../worlds/repository.ts';
import { requestsOf, storedAccounts } from './traces.ts';

const { plain, copyFor } = mixedTenant();

suite('An apply that is told to stop', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`by ${signal} while an answer is awaited: it sends nothing new, ends within 5 s, gives the lock back, and can be resumed`, async (t) => {
      const copy = await copyFor(t);
      await withFaults(copy, [{ request: 3, fault: 'slow', latency: 600_000 }]);
      const child = copy.start(APPLY);
      const end = ended(child);
      await untilSent(copy, 3, child);
      const from = performance.now();
      child.kill(signal);
      const ran = await end;
      const lasted = performance.now() - from;
      t.diagnostic(`it took ${Math.round(lasted)} ms`);
      assert.equal(ran.code, 6, ran.out + ran.err);
      assert.match(
        ran.out,
        /mfactl was told to stop, so it sent nothing more; go on with it: mfactl apply --resume the-run/,
      );
      assert.ok(lasted < 5000, `${lasted} ms`);
      assert.equal(requestsOf(copy), 3);
      assert.deepEqual(await lockFiles(copy), []);
      await withFaults(copy, []);
      await assertNothingLost(copy, await goOn(copy, copy.here), plain().goal, signal);
    });

    test(`by ${signal} while it waits before another try: it ends at once, and can be resumed`, async (t) => {
      const copy = await copyFor(t);
      await withFaults(
        copy,
        Array.from({ length: 30 }, (_, i) => ({ request: i + 1, fault: 'retryable' })),
      );
      const child = copy.start(APPLY);
      const end = ended(child);
      await untilSent(copy, 4, child);
      const from = performance.now();
      child.kill(signal);
      const ran = await end;
      t.diagnostic(`it took ${Math.round(performance.now() - from)} ms`);
      assert.equal(ran.code, 6, ran.out + ran.err);
      assert.ok(performance.now() - from < 5000);
      assert.deepEqual(await lockFiles(copy), []);
      await withFaults(copy, []);
      const done = await goOn(copy, copy.here);
      assert.equal(done.code, 3, done.err);
      assert.deepEqual([...storedAccounts(copy).values()], [...plain().goal.values()]);
    });
  }

  test('by two signals ends at once, and can be resumed', async (t) => {
    const copy = await copyFor(t);
    await withFaults(copy, [{ request: 1, fault: 'slow', latency: 600_000 }]);
    const child = copy.start(APPLY);
    const end = ended(child);
    await untilSent(copy, 1, child);
    child.kill('SIGINT');
    await setTimeout(200);
    child.kill('SIGINT');
    assert.equal((await end).signal, 'SIGINT');
    await withFaults(copy, []);
    await assertNothingLost(copy, await goOn(copy, copy.here), plain().goal, 'two signals');
  });
});
