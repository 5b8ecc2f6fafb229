import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Previous } from '../../src/plan/cause.ts';
import type { Account } from '../../src/model/account.ts';
import type { Policies } from '../../src/model/policies.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { account, exception, NOON, policies, reEnrolment } from '../worlds/build.ts';
import { planOf } from '../worlds/plan-of.ts';

const STRICT = policies();
const LAX = policies({ tenant: { level: 'disabled' } });
const disabled = account({ reported: 'Admin Disabled' });

function previous(given: Partial<Previous> = {}): Previous {
  return { policies: STRICT, asOf: NOON - HOUR, isPending: () => false, ...given };
}

function causesOf(each: Account, given: Policies, before: Previous | null): string[] {
  return planOf([each], { policies: given, previous: before }).changes.map(({ cause }) => cause);
}

test('without a ledger, or where the last applied policies cannot be read, the cause is the policy', () => {
  assert.deepEqual(causesOf(disabled, STRICT, null), ['policy']);
  assert.deepEqual(causesOf(disabled, STRICT, previous({ policies: null, isPending: () => true })), ['policy']);
});

test('where the last applied policies ask for something else now, the cause is the policy, whatever else holds', () => {
  assert.deepEqual(causesOf(disabled, STRICT, previous({ policies: LAX, isPending: () => true })), ['policy']);
});

test('where the same policies asked for something else then, the cause is time: something lapsed or began', () => {
  const lapsed = policies({ exceptions: [exception({ expiresAt: NOON })] });
  const excepted = account({ reported: 'MFA 24 Hour Exception', membership: 'none' });
  assert.deepEqual(causesOf(excepted, lapsed, previous({ policies: lapsed, asOf: NOON - 1, isPending: () => true })), [
    'time',
  ]);
  assert.deepEqual(causesOf(excepted, lapsed, previous({ policies: lapsed, asOf: NOON })), ['drift']);
  const begun = policies({ exceptions: [exception({ startsAt: NOON, expiresAt: NOON + DAY })] });
  assert.deepEqual(causesOf(account(), begun, previous({ policies: begun, asOf: NOON - 1 })), ['time']);
});

test('what an earlier run left over is pending, and only the action that it left over', () => {
  const given = policies({ reEnrolments: [reEnrolment({ requestedAt: NOON - 2 * HOUR })] });
  const before = previous({
    policies: given,
    isPending: ({ address }, action) => address === disabled.address && action === 'enable',
  });
  assert.deepEqual(causesOf(disabled, given, before), ['pending', 'drift']);
});

test('where nothing else explains a change, somebody changed the directory', () => {
  assert.deepEqual(causesOf(disabled, STRICT, previous()), ['drift']);
});

test('a re-enrolment that was asked for since is a matter of policy where the entry is new, of time where it has begun', () => {
  const asked = policies({ reEnrolments: [reEnrolment({ requestedAt: NOON })] });
  assert.deepEqual(causesOf(account(), asked, previous()), ['policy']);
  assert.deepEqual(causesOf(account(), asked, previous({ policies: asked, asOf: NOON - 1 })), ['time']);
});

test('the plan counts its changes by cause', () => {
  const { counts } = planOf([disabled, account({ address: 'sam.example@nhs.net', reported: '' })], {
    previous: previous({ isPending: ({ address }) => address.startsWith('sam') }),
  });
  assert.deepEqual(counts.byCause, { policy: 0, time: 0, pending: 1, drift: 1 });
});
