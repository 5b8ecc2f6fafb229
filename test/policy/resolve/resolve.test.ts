import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Policies } from '../../../src/model/policies.ts';
import { DAY, formatInstant, HOUR } from '../../../src/model/time.ts';
import { baseFile, loadWith } from '../../worlds/temporary-policies.ts';

function policiesOf(files: Readonly<Record<string, string | null>> = {}): Policies {
  const loaded = loadWith(files);
  assert.ok(loaded.ok, JSON.stringify(loaded.diagnostics));
  return loaded.value.policies;
}

const SMALL_TENANT =
  'kind: Tenant\nname: NHSmail\ntimezone: Europe/London\nmfa: standard\naccountTypes:\n  user: managed\n  " SHARED ": unmanaged\nexceptions: {}\n';
const ALONE = { 'overrides.yaml': null, 'organisations/X26/exceptions.yaml': null, 'tenant.yaml': SMALL_TENANT };

describe('a tenant that says the least', () => {
  const { tenant } = policiesOf(ALONE);

  test('has the defaults of the model', () => {
    assert.deepEqual(
      [...tenant.unmanagedStatuses.keys()],
      [
        'deleted',
        'deleted permanent',
        'deleting',
        'disabling',
        'enabling',
        'pending',
        'migration pending',
        'restoring',
      ],
    );
    assert.equal(tenant.unmanagedStatuses.get('deleted'), 'policies/tenant.yaml:1');
    assert.deepEqual([...tenant.protected], []);
    assert.deepEqual(tenant.approvers, []);
    assert.deepEqual(tenant.unrecorded, { treatment: 'keep', origin: 'policies/tenant.yaml:8' });
    assert.deepEqual(tenant.guardrails, {
      maxChanges: 5000,
      loosen: { floor: 3, percent: 5, count: 50, totalPercent: 2 },
      shrunkDirectory: 10,
      staleReport: 2 * DAY,
      lockout: 25,
      unknownStatus: 5,
    });
    assert.deepEqual(tenant.exceptionRules, {
      'short-term': {
        maxDuration: 24 * HOUR,
        reasons: ['phone-lost', 'phone-misplaced', 'no-signal', 'notification-failure', 'other'],
        require: [],
        maxPerUser: null,
      },
      'long-term': {
        maxDuration: 180 * DAY,
        reasons: ['accessibility', 'clinical-risk', 'secure-location', 'shared-account'],
        require: ['approvedBy', 'ticket', 'riskAssessment'],
        maxPerUser: null,
      },
    });
  });

  test('has its types by their folded names, each with its line', () => {
    assert.deepEqual(
      [...tenant.accountTypes],
      [
        ['user', { treatment: 'managed', origin: 'policies/tenant.yaml:6' }],
        ['shared', { treatment: 'unmanaged', origin: 'policies/tenant.yaml:7' }],
      ],
    );
    assert.equal(tenant.levelOrigin, 'policies/tenant.yaml:4');
  });
});

describe('what is given', () => {
  const policies = policiesOf();

  test('wins over the defaults, one value at a time', () => {
    const tenant = SMALL_TENANT.replace(
      'exceptions: {}',
      'exceptions: { short-term: { maxDuration: PT12H } }\nguardrails: { loosen: { count: 30 }, staleReport: PT6H }',
    );
    const resolved = policiesOf({ ...ALONE, 'tenant.yaml': tenant }).tenant;
    assert.equal(resolved.exceptionRules['short-term'].maxDuration, 12 * HOUR);
    assert.equal(resolved.exceptionRules['short-term'].reasons.length, 5);
    assert.deepEqual(resolved.guardrails.loosen, { floor: 3, percent: 5, count: 30, totalPercent: 2 });
    assert.equal(resolved.guardrails.staleReport, 6 * HOUR);
  });

  test('by an organisation tightens the limits of the tenant; its maxChanges is its own alone', () => {
    const x26 = policies.organisations.get('X26');
    assert.deepEqual(x26?.guardrails, {
      maxChanges: null,
      loosen: { floor: 3, percent: 5, count: 20, totalPercent: 2 },
      shrunkDirectory: 10,
      staleReport: 2 * DAY,
      lockout: 10,
      unknownStatus: 5,
    });
  });

  test('as the day of closing begins at midnight in the zone of the tenant', () => {
    assert.equal(policies.organisations.get('X26')?.closedFrom, Date.parse('2027-03-31T23:00:00Z'));
  });

  test('as scopes and waves is folded and knows its line', () => {
    const x26 = policies.organisations.get('X26');
    assert.deepEqual(x26?.units.get('estates/kiosks'), {
      name: 'Estates/Kiosks',
      level: 'standard',
      until: null,
      origin: 'policies/organisations/X26/organisation.yaml:10',
    });
    assert.equal(x26?.userPolicies.get('x26.e3.volunteers')?.until, Date.parse('2027-02-01T00:00:00Z'));
    assert.deepEqual(
      x26?.rollout?.map(({ wave, units, everyone, origin }) => ({ wave, units, everyone, origin })),
      [
        {
          wave: 'IT first',
          units: [['corporate', 'it']],
          everyone: false,
          origin: 'policies/organisations/X26/organisation.yaml:17',
        },
        { wave: 'Everyone', units: [], everyone: true, origin: 'policies/organisations/X26/organisation.yaml:18' },
      ],
    );
  });

  test('as an organisation without a level has none of its own', () => {
    const practice = policies.organisations.get('00001');
    assert.equal(practice?.level, null);
    assert.equal(practice?.rollout, null);
  });

  test('as exceptions is found by address and by id, with an end', () => {
    const [jo] = policies.exceptions.byAddress.get('jo.example@nhs.net') ?? [];
    assert.equal(jo?.expiresAt, Date.parse('2026-11-25T09:00:00Z'));
    assert.equal(jo?.origin, 'policies/organisations/X26/exceptions.yaml:4');
    const [kim] = policies.exceptions.byId.get('5f0c0e9a-0000-4000-8000-000000000001') ?? [];
    assert.equal(kim?.organisation, 'X26');
    assert.equal(kim?.user, 'kim.example@nhs.net');
    assert.equal(kim?.startsAt, Date.parse('2026-11-24T08:00:00Z'));
  });

  test('as an exception without an end ends at an instant that can be written, whenever it begins', () => {
    const { exceptions } = policiesOf({
      'tenant.yaml': baseFile('tenant.yaml').replace('maxDuration: PT24H', 'maxDuration: P36525D'),
      'organisations/X26/exceptions.yaml':
        'kind: Exceptions\norganisation: X26\nexceptions:\n  - { user: jo.example@nhs.net, type: short-term, startsAt: 9999-12-31T00:00:00Z, reason: phone-lost }\n',
    });
    const [entry] = exceptions.byAddress.get('jo.example@nhs.net') ?? [];
    assert.equal(formatInstant(entry?.expiresAt ?? 0), '9999-12-31T23:59:59.999Z');
  });

  test('as re-enrolments and overrides is there', () => {
    assert.equal(policies.reEnrolments.byAddress.get('jo.example@nhs.net')?.[0]?.ticket, 'INC0002');
    assert.deepEqual(
      policies.overrides.map(({ guardrail, organisation, limit }) => [guardrail, organisation, limit]),
      [
        ['loosen', 'X26', 400],
        ['stale-report', null, 4 * DAY],
      ],
    );
  });

  test('as roles has the default for exceptions by category', () => {
    const [admin, lead] = policies.roles;
    assert.equal(admin?.exceptions, 'forbidden');
    assert.equal(admin?.exceptionsOrigin, 'policies/roles/local-admin.yaml:3');
    assert.equal(admin?.origin, 'policies/roles/local-admin.yaml:5');
    assert.deepEqual(admin?.match, ['local admin', 'local administrator']);
    assert.equal(lead?.exceptions, 'allowed');
    assert.equal(lead?.allowedMethods, null);
    const [allowed] = policiesOf({
      'roles/local-admin.yaml': `${baseFile('roles/local-admin.yaml')}exceptions: allowed\n`,
    }).roles;
    assert.equal(allowed?.exceptions, 'allowed');
    assert.equal(allowed?.exceptionsOrigin, 'policies/roles/local-admin.yaml:7');
  });
});

test('tests and invariants come with the lines of their documents and entries', () => {
  const loaded = loadWith({});
  assert.ok(loaded.ok);
  const { tests, invariants } = loaded.value;
  assert.deepEqual(
    tests.map(({ test: { name }, origin, caseOrigins }) => ({ name, origin, caseOrigins })),
    [
      {
        name: 'Kiosks stay on named locations',
        origin: 'policies/tests/kiosks.yaml:1',
        caseOrigins: ['policies/tests/kiosks.yaml:5', 'policies/tests/kiosks.yaml:7'],
      },
    ],
  );
  assert.deepEqual(
    invariants.map(({ origin }) => origin),
    ['policies/invariants.yaml:3', 'policies/invariants.yaml:6'],
  );
});
