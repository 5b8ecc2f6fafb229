import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Ran, Repository } from '../worlds/repository.ts';
import { journalLines, moveAccount, requestsOf } from './traces.ts';
import { turnedTenant } from './turned.ts';

const { waits, copyFor, setFaults, apply } = turnedTenant();

/** Applies the plan; the answer to the first request takes a while, in which something can happen. */
async function slowly(copy: Repository): Promise<Ran> {
  await setFaults(copy, [{ request: 1, fault: 'slow', latency: 1000 }]);
  return apply(copy, 'faulty');
}

suite('The first changes of an action', () => {
  test('that are undone before they are read back stop the run when settle is over', async (t) => {
    const copy = await copyFor(t);
    waits.onWait = () => moveAccount(copy, 'x26-0.example@nhs.net', 'none', 'Admin Disabled');
    const from = waits.waited;
    const ran = await slowly(copy);
    assert.equal(ran.code, 6);
    assert.match(ran.err, /the directory does not show 1 of the first 2 changes of enable/);
    const settled = waits.waited - from;
    assert.ok(settled >= 300_000 && settled < 310_000, `waited ${settled} ms for PT5M`);
    assert.equal(requestsOf(copy), 1, 'nothing more was sent');
  });

  test('that can be read back only after a while delay the run, and no more', async (t) => {
    const copy = await copyFor(t);
    let looks = 0;
    waits.onWait = () => {
      const isSeen = ++looks === 4;
      moveAccount(
        copy,
        'x26-0.example@nhs.net',
        isSeen ? 'standard' : 'none',
        isSeen ? 'Admin Enabled' : 'Admin Disabled',
      );
    };
    const ran = await slowly(copy);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /applied 22\./);
    assert.ok((await journalLines(copy, 'faulty')).some((line) => line.type === 'canary' && line.ok));
  });

  test('are not sent apart with --canary 0', async (t) => {
    const copy = await copyFor(t);
    const ran = await apply(copy, 'faulty', '--canary', '0');
    assert.equal(ran.code, 0, ran.err);
    assert.equal(requestsOf(copy), 5);
    assert.ok((await journalLines(copy, 'faulty')).every(({ type }) => type !== 'canary'));
    assert.match(ran.out, /applied 22\./);
  });
});
