import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCase } from '../../src/prove/policy-test.ts';
import type { ExpectedDecision, GivenAccount } from '../../src/generated/policy-test.ts';
import { DAY } from '../../src/model/time.ts';
import { exception, NOON, organisation, policies, reEnrolment, role, wave } from '../worlds/build.ts';

const given: GivenAccount = { address: ' Jo.Example@nhs.net ', organisation: 'x26' };
const at = { now: NOON, statusEvidence: true };
const mismatches = (account: GivenAccount, expect: ExpectedDecision, parts = {}, context = at) =>
  runCase({ given: account, expect }, policies(parts), context).mismatches;

test('what a case leaves out is the default: an active user without roles or methods, level from what is reported', () => {
  assert.deepEqual(runCase({ given, expect: {} }, policies(), at).account, {
    address: 'jo.example@nhs.net',
    id: null,
    organisation: 'X26',
    unit: '',
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: [],
    reported: '',
    methods: [],
    membership: null,
    compromised: false,
  });
});

test('each expectation that is not met is told with what came out, and no other', () => {
  const expect: ExpectedDecision = {
    managed: false,
    level: 'disabled',
    status: 'User Enabled',
    action: 'none',
    reEnrol: true,
    held: true,
    exception: 'short-term',
  };
  assert.deepEqual(mismatches({ ...given, reported: 'Admin Disabled' }, expect), [
    { what: 'managed', expected: false, got: true },
    { what: 'level', expected: 'disabled', got: 'standard' },
    { what: 'status', expected: 'User Enabled', got: 'Admin Enabled' },
    { what: 'action', expected: 'none', got: 'enable' },
    { what: 'reEnrol', expected: true, got: false },
    { what: 'held', expected: true, got: false },
    { what: 'exception', expected: 'short-term', got: 'none' },
  ]);
  assert.deepEqual(mismatches({ ...given, reported: 'Admin Disabled' }, { action: 'enable' }), []);
});

test('an exception that mfactl granted and whose entry is gone is not kept; without `granted` the portal granted it', () => {
  const reported = 'MFA Long Term Exception';
  assert.deepEqual(mismatches({ ...given, reported }, { level: 'disabled', action: 'none' }), []);
  assert.deepEqual(
    mismatches({ ...given, reported, granted: 'long-term' }, { level: 'standard', action: 'restore' }),
    [],
  );
  assert.deepEqual(mismatches({ ...given, reported, granted: 'short-term' }, { level: 'disabled' }), []);
});

test('everything that a case may expect can be met', () => {
  const parts = {
    organisations: [organisation('X26', { rollout: [wave({ starts: NOON + DAY, everyone: true })] })],
    exceptions: [exception({ type: 'long-term' })],
    reEnrolments: [reEnrolment()],
  };
  const expect: ExpectedDecision = {
    managed: true,
    level: 'disabled',
    status: 'mfa LONG TERM exception',
    action: 'except',
    reEnrol: true,
    held: true,
    exception: 'long-term',
  };
  assert.deepEqual(mismatches({ ...given, level: 'named-locations', methods: ['SMS'] }, expect, parts), []);
});

test('an exception that is refused is none', () => {
  const parts = { exceptions: [exception()], roles: [role()] };
  assert.deepEqual(
    mismatches({ ...given, roles: [' local ADMIN'] }, { exception: 'none', level: 'standard' }, parts),
    [],
  );
});

test('a level that is given goes before what is reported', () => {
  for (const [level, action] of [
    ['disabled', 'enable'],
    ['named-locations', 'switch'],
    ['standard', 'none'],
    ['unknown', 'enable'],
  ] as const)
    assert.deepEqual(mismatches({ ...given, reported: 'Admin Enabled', level }, { action }), []);
});

test('reported statuses are evidence only where the directory says so', () => {
  const reported = { ...given, reported: 'MFA Enforced Compromised' };
  assert.deepEqual(mismatches(reported, { status: 'MFA Enforced Compromised' }), []);
  assert.deepEqual(mismatches(reported, { status: 'Admin Enabled' }, {}, { ...at, statusEvidence: false }), []);
});
