/** The guardrail that sees a cut export: one of the two lacks many accounts of the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OneSided } from '../../../src/snapshot/snapshot.ts';
import { account, NOON, override, policies } from '../../worlds/build.ts';
import { planOf } from '../../worlds/plan-of.ts';

/** 100 accounts, ten of which change: five are raised and five restored. */
const ACCOUNTS = Array.from({ length: 100 }, (_, i) =>
  account({
    address: `user.${i}@nhs.net`,
    reported: i < 5 ? 'Admin Disabled' : i < 10 ? 'MFA Long Term Exception' : 'Admin Enabled',
  }),
);
const given = policies({ tenant: { unrecorded: { treatment: 'restore', origin: 'policies/tenant.yaml:9' } } });
const oneSided = (mailboxOnly: number, mfaOnly: number): OneSided => ({
  mailboxOnly: new Map([
    ['User', mailboxOnly],
    ['Shared', 50],
  ]),
  mfaOnly,
});

test('more than 10 % of the accounts in one export only withhold everything, restores included', () => {
  const holds = planOf(ACCOUNTS, { policies: given, oneSided: oneSided(6, 4) });
  assert.equal(holds.refused, false);
  const cut = planOf(ACCOUNTS, { policies: given, oneSided: oneSided(7, 4) });
  assert.equal(cut.refused, true);
  assert.deepEqual(new Set(cut.chunks.map(({ withheld }) => withheld)), new Set(['one-sided']));
  const [result] = cut.guardrails.filter(({ id }) => id === 'one-sided');
  assert.deepEqual([result?.measure, result?.limit, result?.withholds], [11, 10, 10]);
});

test('five accounts may always be in one export only, and a plan with nothing to change is refused all the same', () => {
  const few = [account(), account({ address: 'sam.example@nhs.net' })];
  assert.equal(planOf(few, { oneSided: oneSided(5, 0) }).refused, false);
  assert.equal(planOf(few, { oneSided: oneSided(3, 3) }).refused, true);
});

test('an override raises its limit, and another directory than two exports is not measured', () => {
  const lifted = policies({ overrides: [override({ guardrail: 'one-sided', limit: 20, expiresAt: NOON + 1 })] });
  assert.equal(planOf(ACCOUNTS, { policies: lifted, oneSided: oneSided(12, 0) }).refused, false);
  assert.deepEqual(
    planOf(ACCOUNTS).guardrails.filter(({ id }) => id === 'one-sided'),
    [],
  );
});
