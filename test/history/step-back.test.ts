import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actualLevel } from '../../src/model/status.ts';
import { type StateStep, stateThen, withState } from '../../src/history/state-then.ts';
import { account } from '../worlds/accounts.ts';

const off = { level: 'disabled', status: 'Admin Disabled' } as const;
const on = { level: 'standard', status: 'Admin Enabled' } as const;
const steps: StateStep[] = [
  { at: 100, before: off, after: on },
  { at: 200, before: on, after: off },
];

test('the state at an instant is what the first change since then found', () => {
  assert.deepEqual(
    [99, 100, 199, 200].map((at) => stateThen(steps, at)),
    [off, on, on, null],
  );
  // Somebody had switched it on between the two: the change tells so, and nobody knows when.
  const drifted = [steps[0] as StateStep, { at: 200, before: off, after: on }];
  assert.deepEqual(stateThen(drifted, 150), off);
});

test('an account with an earlier state has that level, whether the source tells memberships or not', () => {
  const states = [
    off,
    on,
    { level: 'named-locations', status: 'Admin Enabled' },
    { level: 'unknown', status: '' },
  ] as const;
  for (const membership of [null, 'standard', 'none', 'both'] as const)
    for (const state of states) {
      const then = withState(account({ address: 'jo.example@nhs.net', membership }), state);
      assert.deepEqual([actualLevel(then), then.reported], [state.level, state.status]);
    }
  const now = account({ address: 'jo.example@nhs.net' });
  assert.equal(withState(now, null), now);
});
