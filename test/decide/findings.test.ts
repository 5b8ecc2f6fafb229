import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/decide/decide.ts';
import type { Account } from '../../src/model/account.ts';
import { DAY } from '../../src/model/time.ts';
import {
  account,
  context,
  exception,
  NOON,
  organisation,
  type PolicyParts,
  policies,
  role,
  wave,
} from '../worlds/build.ts';

function codes(given: Partial<Account>, parts: PolicyParts = {}): string[] {
  return decide(account(given), policies(parts), context()).findings.map(({ code }) => code);
}

test('an ordinary account in sync has no finding', () => assert.deepEqual(codes({}), []));

test('an account in both groups is a finding, and so is a membership of an unknown name', () => {
  assert.deepEqual(codes({ membership: 'both' }), ['both-groups']);
  assert.deepEqual(codes({ membership: 'unknown' }), ['unknown-membership']);
});

test('a role name that no document matches is a finding, whatever its case decides', () => {
  assert.deepEqual(codes({ roles: ['LOCAL ADMIN', 'Rota Editor'] }, { roles: [role()] }), ['unknown-role']);
});

test('a registered method that a held role does not allow is a finding', () => {
  const roles = [role({ allowedMethods: ['phoneappotp'] })];
  assert.deepEqual(codes({ roles: ['Local Admin'], methods: ['PhoneAppOTP', 'SMS'] }, { roles }), ['weak-method']);
  assert.deepEqual(codes({ roles: ['Local Admin'], methods: ['phoneAPPotp'] }, { roles }), []);
  assert.deepEqual(codes({ roles: [], methods: ['SMS'] }, { roles }), []);
  assert.deepEqual(codes({ roles: ['Local Admin'], methods: null }, { roles }), []);
});

test('an exception is refused to who holds a role that forbids it, is compromised or leaves, in this order', () => {
  const parts = { roles: [role()], exceptions: [exception()] };
  const refused = (given: Partial<Account>): string | null | undefined =>
    decide(account(given), policies(parts), context()).exception?.refused;
  assert.equal(refused({ roles: ['Local Admin'], compromised: true, status: 'Active (Leaver)' }), 'role');
  assert.equal(refused({ compromised: true, status: 'disabled_leaver' }), 'compromised');
  for (const status of [' ACTIVE (leaver)', 'Disabled_Leaver']) assert.equal(refused({ status }), 'leaver');
  assert.equal(refused({}), null);
  assert.deepEqual(codes({ compromised: true }, parts), ['refused-exception']);
});

test('an active exception of another organisation is a finding that names both, and changes nothing', () => {
  const parts = {
    exceptions: [exception({ organisation: 'RAB', origin: 'policies/organisations/RAB/exceptions.yaml:4' })],
  };
  const { desired, findings } = decide(account(), policies(parts), context());
  assert.equal(desired.level, 'standard');
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['foreign-exception'],
  );
  assert.match(findings[0]?.says ?? '', /RAB.*X26/);
  assert.deepEqual(codes({}, { exceptions: [exception({ organisation: 'RAB', expiresAt: NOON })] }), []);
});

test('an exception that the portal granted and git does not know is kept and a finding, where the tenant keeps it', () => {
  assert.deepEqual(codes({ reported: 'MFA 24 Hour Exception' }), ['unrecorded-exception']);
  assert.deepEqual(
    codes({ reported: 'MFA 24 Hour Exception' }, { tenant: { unrecorded: { treatment: 'restore', origin: 'x:1' } } }),
    [],
  );
  assert.deepEqual(
    codes(
      { reported: 'MFA 24 Hour Exception' },
      { exceptions: [exception({ expiresAt: NOON - DAY, startsAt: NOON - 2 * DAY })] },
    ),
    [],
  );
});

test('disabled without an exception for an account of unknown level is a finding, and nothing is done', () => {
  assert.deepEqual(codes({ reported: '' }, { tenant: { level: 'disabled' } }), ['undecidable']);
});

test('each account of an organisation is a finding from the day on which it is closed, unmanaged ones too', () => {
  const closed = (closedFrom: number): PolicyParts => ({ organisations: [organisation('X26', { closedFrom })] });
  assert.deepEqual(codes({}, closed(NOON)), ['closed-organisation']);
  assert.deepEqual(codes({ type: 'Application' }, closed(NOON)), ['closed-organisation']);
  assert.deepEqual(codes({}, closed(NOON + 1)), []);
});

test('an account that is unmanaged for now keeps its hold and the finding of its refused exception', () => {
  const parts = {
    organisations: [organisation('X26', { rollout: [wave({ starts: NOON + DAY, everyone: true })] })],
    exceptions: [exception()],
  };
  const decision = decide(account({ reported: '', status: 'Active (Leaver)' }), policies(parts), context());
  assert.deepEqual(
    [decision.managed, decision.action, decision.held],
    [false, 'none', { wave: 'Everyone', starts: NOON + DAY }],
  );
  assert.deepEqual(
    [decision.exception?.refused, decision.findings.map(({ code }) => code)],
    ['leaver', ['refused-exception']],
  );
});

test('every step that spoke leaves a line with the file and line of its policy', () => {
  const parts: PolicyParts = {
    roles: [role({ exceptions: 'allowed' })],
    organisations: [
      organisation('X26', { level: 'named-locations', rollout: [wave({ starts: NOON, everyone: true })] }),
    ],
    exceptions: [exception()],
  };
  const { because } = decide(account({ roles: ['Local Admin'] }), policies(parts), context());
  assert.deepEqual(
    because.map(({ step, policy }) => `${step} ${policy ?? ''}`),
    [
      'managed policies/tenant.yaml:5',
      'base policies/tenant.yaml:5',
      'base policies/organisations/X26/organisation.yaml:2',
      'rollout rollout:1',
      'role policies/roles/local-admin.yaml:5',
      'exception policies/organisations/X26/exceptions.yaml:4',
    ],
  );
});
