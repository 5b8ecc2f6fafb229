/** How late a run was with what had fallen due. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeLateness } from '../../../src/ledger/run/results.ts';
import { HOUR, formatInstant } from '../../../src/model/time.ts';
import { account, address } from '../../worlds/memory-directory.ts';
import { NOW, planOf } from '../../worlds/plans.ts';
import { apply } from '../../worlds/runs.ts';
import { withWorld } from '../../worlds/apply-world.ts';

const [a, b, c] = [address(0), address(1), address(2)];
const MINUTE = 60_000;
const due = (instant: number) => ({ cause: 'time', dueAt: formatInstant(instant) }) as const;

test('a run says how many changes had fallen due, and how late the latest was made', () =>
  withWorld(async (world) => {
    world.directory.add(...[a, b, c].map((name) => account(name, 'disabled')));
    await planOf(world.plan, [
      { accounts: [a], over: due(NOW - 12 * MINUTE) },
      { accounts: [b], over: due(NOW - MINUTE) },
      { accounts: [c] },
    ]);
    const { exit, messages } = await apply(world);
    assert.equal(exit, 0);
    assert.deepEqual(messages, ['2 changes were due; the last of them was made 12 minutes late']);
  }));

test('what was not made by this run is not told of, and the instant of the change counts, not that of the plan', () =>
  withWorld(async (world) => {
    world.directory.add(account(a, 'disabled'), account(b, 'standard'));
    await planOf(world.plan, [
      { accounts: [a], over: due(NOW - 12 * MINUTE) },
      { accounts: [b], over: due(NOW - 40 * MINUTE) },
    ]);
    world.clock.time += 5 * MINUTE;
    const { messages } = await apply(world);
    assert.deepEqual(messages, ['1 change was due; it was made 17 minutes late']);
  }));

test('the delay is told in its largest sensible unit; nothing is told where nothing had fallen due', () => {
  assert.equal(describeLateness({ changes: 0, latest: 0 }), null);
  assert.match(describeLateness({ changes: 1, latest: 59_999 }) ?? '', /made 0 minutes late/);
  assert.match(describeLateness({ changes: 1, latest: 5 * HOUR }) ?? '', /made 5 hours late/);
});
