import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Membership } from '../../src/model/account.ts';
import { actualLevel, deriveStatus, reportedException, type StatusFacts } from '../../src/model/status.ts';

const facts = (given: Partial<StatusFacts>): StatusFacts => ({
  managed: true,
  reported: 'Admin Enabled',
  actual: 'standard',
  desired: 'standard',
  compromised: false,
  adminMatched: false,
  atpMatched: false,
  accepted: null,
  unrecorded: false,
  ...given,
});

/** Each row of the page's table, with what would let a later row win. */
const ROWS: readonly (readonly [says: string, given: Partial<StatusFacts>, status: string])[] = [
  [
    '1: an unmanaged account keeps what is reported',
    { managed: false, compromised: true, reported: ' some thing' },
    ' some thing',
  ],
  [
    '2: compromise comes before every role',
    { compromised: true, adminMatched: true, atpMatched: true },
    'MFA Enforced Compromised',
  ],
  ['3: an admin role comes before an ATP role', { adminMatched: true, atpMatched: true }, 'MFA Enforced Admin Role'],
  ['4: an ATP role', { atpMatched: true }, 'MFA Enforced ATP Group'],
  [
    '5: a short-term exception, admin role or not',
    { accepted: 'short-term', adminMatched: true, desired: 'disabled' },
    'MFA 24 Hour Exception',
  ],
  [
    '6: a long-term exception, ATP role or not',
    { accepted: 'long-term', atpMatched: true, desired: 'disabled' },
    'MFA Long Term Exception',
  ],
  [
    '7: an exception that was kept is shown as reported',
    { unrecorded: true, adminMatched: true, reported: 'mfa 24 hour exception', desired: 'disabled' },
    'mfa 24 hour exception',
  ],
  ['8: who enabled MFA himself and has the level goes on saying so', { reported: 'user enabled' }, 'User Enabled'],
  [
    '8: who enabled MFA himself and gets another level is enabled by the administrator',
    { reported: 'User Enabled', desired: 'named-locations' },
    'Admin Enabled',
  ],
  [
    '8: named locations count as enabled',
    { reported: 'Admin Disabled', actual: 'disabled', desired: 'named-locations' },
    'Admin Enabled',
  ],
  ['9: User Disabled stays', { reported: 'User Disabled', actual: 'disabled', desired: 'disabled' }, 'User Disabled'],
  [
    '9: Admin Disabled stays',
    { reported: 'Admin Disabled', actual: 'disabled', desired: 'disabled' },
    'Admin Disabled',
  ],
  [
    '9: MFA Disabled ATP Group stays',
    { reported: 'MFA Disabled ATP Group', actual: 'disabled', desired: 'disabled' },
    'MFA Disabled ATP Group',
  ],
  [
    '9: MFA Disabled Admin Role stays',
    { reported: 'MFA Disabled Admin Role', actual: 'disabled', desired: 'disabled' },
    'MFA Disabled Admin Role',
  ],
  [
    '9: a status that its membership contradicts does not stay',
    { reported: 'User Disabled', actual: 'standard', desired: 'disabled' },
    'Admin Disabled',
  ],
  [
    '9: an exception status does not stay',
    { reported: 'MFA Long Term Exception', actual: 'disabled', desired: 'disabled' },
    'Admin Disabled',
  ],
];

for (const [says, given, status] of ROWS)
  test(`status row ${says}`, () => assert.equal(deriveStatus(facts(given)), status));

test('without a membership the reported status tells the level, whatever its case, its blanks and what nobody sees in it', () => {
  const levels = {
    standard: [
      'User Enabled',
      'Admin Enabled',
      'MFA Enforced ATP Group',
      'MFA Enforced Admin Role',
      'MFA Enforced Compromised',
      ' ADMIN enabled ',
      'Admin  Enabled',
      'Admin_Enabled',
      'Admin\u00a0Ena\u200bbled',
    ],
    disabled: [
      'User Disabled',
      'Admin Disabled',
      'MFA Disabled ATP Group',
      'MFA Disabled Admin Role',
      'MFA 24 Hour Exception',
      'MFA Long Term Exception',
    ],
    unknown: ['', 'Enabled', 'AdminEnabled', 'Unknown'],
  };
  for (const [level, texts] of Object.entries(levels))
    for (const reported of texts) assert.equal(actualLevel({ membership: null, reported }), level, reported);
});

test('a membership that is told decides alone', () => {
  const levels: Record<Membership, string> = {
    standard: 'standard',
    both: 'standard',
    'named-locations': 'named-locations',
    none: 'disabled',
    unknown: 'unknown',
  };
  for (const [membership, level] of Object.entries(levels))
    assert.equal(actualLevel({ membership: membership as Membership, reported: 'Admin Disabled' }), level);
});

test('two statuses tell of an exception, each of its type', () => {
  assert.equal(reportedException('MFA 24 HOUR Exception '), 'short-term');
  assert.equal(reportedException('mfa long term exception'), 'long-term');
  assert.equal(reportedException('Admin Disabled'), null);
});
