/**
 * The guide for NHSmail admins, part by part: each MFA status and each authentication type that it describes. The name
 * of each test says in our words what the guide says; guide-enablement.test.ts has the rest of it.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Account } from '../src/model/account.ts';
import type { Decision } from '../src/model/decision.ts';
import type { Policies } from '../src/model/policies.ts';
import { HOUR } from '../src/model/time.ts';
import { decideAt, examplePolicies, planFor, REFERENCE, someone } from './example/tenant.ts';

let policies: Policies;
before(() => {
  policies = examplePolicies();
});

const decided = (given: Partial<Account>, now?: number): Decision => decideAt(policies, given, now);
/** A volunteer of X26: the policies disable MFA for them. */
const VOLUNTEER = { organisation: 'X26', unit: 'Corporate/Volunteers', userPolicy: 'X26.E3.Volunteers' };
/** A ward of X26: held until its wave starts. */
const HELD = { organisation: 'X26', unit: 'Wards/Ward 3' };

function assertDecision(decision: Decision, action: Decision['action'], level: string, status: string): void {
  assert.deepEqual({ action: decision.action, ...decision.desired }, { action, level, status });
}

describe('MFA statuses of the guide', () => {
  test('User Enabled, by the self-enrol flow: what a user switched on is kept, even where the policies ask for no MFA', () => {
    assertDecision(decided({ ...VOLUNTEER, reported: 'User Enabled' }), 'none', 'standard', 'User Enabled');
    assertDecision(decided({ reported: 'User Enabled' }), 'none', 'standard', 'User Enabled');
  });

  test('User Disabled, by the self-enrol flow: what a user switched off counts as disabled, and is enabled where the policies ask for MFA', () => {
    assertDecision(decided({ reported: 'User Disabled' }), 'enable', 'standard', 'Admin Enabled');
    assertDecision(decided({ ...HELD, reported: 'User Disabled' }), 'none', 'disabled', 'User Disabled');
  });

  test('Admin Enabled, by User Management: an account that is enabled for a user reports this, and is left alone from then on', () => {
    assertDecision(decided({ reported: 'Admin Disabled' }), 'enable', 'standard', 'Admin Enabled');
    assertDecision(decided({ reported: 'Admin Enabled' }), 'none', 'standard', 'Admin Enabled');
  });

  test('Admin Disabled, by User Management: an account that is disabled for a user reports this, and is left alone from then on', () => {
    assertDecision(decided({ ...VOLUNTEER, reported: 'Admin Enabled' }), 'disable', 'disabled', 'Admin Disabled');
    assertDecision(decided({ ...VOLUNTEER, reported: 'Admin Disabled' }), 'none', 'disabled', 'Admin Disabled');
  });

  for (const role of ['ATP Approvers DL', 'ATP Group']) {
    test(`MFA Enforced ATP Group, by an ATP role: being given ${role} enables MFA`, () => {
      assertDecision(
        decided({ ...HELD, roles: [role], reported: 'Admin Disabled' }),
        'enable',
        'standard',
        'MFA Enforced ATP Group',
      );
      assertDecision(
        decided({ roles: [role], reported: 'MFA Enforced ATP Group' }),
        'none',
        'standard',
        'MFA Enforced ATP Group',
      );
    });
  }

  for (const status of ['MFA Disabled ATP Group', 'MFA Disabled Admin Role']) {
    test(`${status}, by a role that was removed before February 2024: it counts as disabled, may stay, and is never newly set`, () => {
      assertDecision(decided({ ...HELD, reported: status }), 'none', 'disabled', status);
      assertDecision(decided({ reported: status }), 'enable', 'standard', 'Admin Enabled');
      const formerly = decided({ ...VOLUNTEER, reported: status.replace('Disabled', 'Enforced'), membership: 'none' });
      assert.notEqual(formerly.desired.status, status);
    });
  }

  for (const role of [
    'Local Admin',
    'Primary Local Admin',
    'Local Helpdesk',
    'Global Admin',
    'Global Helpdesk',
    'Tenant Admin',
  ]) {
    test(`MFA Enforced Admin Role, by an admin role: being given ${role} enables MFA`, () => {
      assertDecision(
        decided({ ...HELD, roles: [role], reported: 'Admin Disabled' }),
        'enable',
        'standard',
        'MFA Enforced Admin Role',
      );
      assertDecision(
        decided({ ...VOLUNTEER, roles: [role], reported: 'MFA Enforced Admin Role' }),
        'none',
        'standard',
        'MFA Enforced Admin Role',
      );
    });
  }

  test('MFA Enforced Compromised, by a mark on the account: it has MFA whatever else the policies say', () => {
    assertDecision(
      decided({ ...VOLUNTEER, compromised: true, reported: 'Admin Disabled' }),
      'enable',
      'standard',
      'MFA Enforced Compromised',
    );
    assertDecision(
      decided({ ...VOLUNTEER, reported: 'MFA Enforced Compromised' }),
      'none',
      'standard',
      'MFA Enforced Compromised',
    );
  });

  test('MFA 24 Hour Exception, by a short-term exception: it lasts 24 hours to the millisecond, then MFA is restored', () => {
    const bo = { address: 'bo.example@nhs.net' };
    assertDecision(decided({ ...bo, reported: 'Admin Enabled' }), 'except', 'disabled', 'MFA 24 Hour Exception');
    const reported = { ...bo, reported: 'MFA 24 Hour Exception' };
    assertDecision(decided(reported, REFERENCE + 24 * HOUR - 1), 'none', 'disabled', 'MFA 24 Hour Exception');
    assertDecision(decided(reported, REFERENCE + 24 * HOUR), 'restore', 'standard', 'Admin Enabled');
  });

  test('MFA Long Term Exception, by a 180-day exception: it lasts 180 times 24 hours, then MFA is restored', () => {
    const eli = { address: 'eli.example@nhs.net' };
    const end = Date.parse('2026-11-23T00:00:00Z') + 180 * 24 * HOUR;
    assertDecision(decided({ ...eli, reported: 'User Enabled' }), 'except', 'disabled', 'MFA Long Term Exception');
    const reported = { ...eli, reported: 'MFA Long Term Exception' };
    assertDecision(decided(reported, end - 1), 'none', 'disabled', 'MFA Long Term Exception');
    assertDecision(decided(reported, end), 'restore', 'standard', 'Admin Enabled');
  });

  test('a blank or unfamiliar status, which the guide does not know, is never taken for MFA that is on', () => {
    for (const reported of ['', 'Temporarily Unavailable']) {
      assert.equal(decided({ reported }).actual.level, 'unknown');
      assertDecision(decided({ reported }), 'enable', 'standard', 'Admin Enabled');
    }
  });
});

const TYPES = [
  { type: 'OneWaySMS', generation: 'legacy', says: 'a code comes by text message', app: false },
  { type: 'PhoneAppNotification', generation: 'legacy', says: 'the app asks to approve or reject', app: true },
  { type: 'PhoneAppOTP', generation: 'legacy', says: 'the app shows a one-time code', app: true },
  { type: 'TwoWayVoiceMobile', generation: 'legacy', says: 'a call to the mobile wants a key pressed', app: false },
  {
    type: 'TwoWayVoiceAlternateMobile',
    generation: 'legacy',
    says: 'a call to the other registered mobile wants a key pressed',
    app: false,
  },
  {
    type: 'TwoWayVoiceOffice',
    generation: 'legacy',
    says: 'a call to the registered office phone wants a key pressed',
    app: false,
  },
  { type: 'SMS', generation: 'new', says: 'a text message is sent', app: false },
  { type: 'Voice', generation: 'new', says: 'an automated call to the registered number wants # pressed', app: false },
  { type: 'PhoneAppNotification', generation: 'new', says: 'the app asks to approve or reject', app: true },
  { type: 'PhoneAppOTP', generation: 'new', says: 'the app is sent a one-time code', app: true },
  { type: 'SoftwareOTP', generation: 'new', says: 'a software token gives a one-time code', app: true },
] as const;

function lockouts(methods: readonly string[]): number {
  const plan = planFor(policies, [someone({ reported: 'Admin Disabled', methods })]);
  return plan.guardrails.find(({ id, organisation }) => id === 'lockout' && organisation === null)?.measure as number;
}

describe('Authentication types of the guide', () => {
  for (const { type, generation, says, app } of TYPES) {
    test(`${type}, ${generation}: ${says}, so a method is registered${app ? ', and admins may use it' : ', but not one for admins'}`, () => {
      assert.equal(lockouts([type]), 0);
      assert.notEqual(decided({ address: 'gil.example@nhs.net', methods: [type] }).reEnrol, null);
      const admin = decided({ roles: ['Local Admin'], reported: 'MFA Enforced Admin Role', methods: [type] });
      assert.equal(
        admin.findings.some(({ code }) => code === 'weak-method'),
        !app,
      );
    });
  }

  test('without any type nothing is registered: the account could be locked out, and has nothing to re-enrol', () => {
    assert.equal(lockouts([]), 1);
    assert.equal(decided({ address: 'gil.example@nhs.net', methods: [] }).reEnrol, null);
  });

  test('what is registered and what is enforced are two facts: no type changes the level', () => {
    const levels = [[], ...TYPES.map(({ type }) => [type])].map(
      (methods) => decided({ reported: 'Admin Disabled', methods }).desired.level,
    );
    assert.deepEqual(new Set(levels), new Set(['standard']));
  });
});
