import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { baseFile, loadWith, outline } from '../../worlds/temporary-policies.ts';

const FILE = 'organisations/00001/exceptions.yaml';
type Fields = Readonly<Record<string, string>>;

function exceptions(...entries: readonly Fields[]): string {
  const lines = entries.map((entry) => {
    const fields = { user: 'ann.example@nhs.net', type: 'short-term', reason: 'other', ...entry };
    return `  - { ${Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ')} }\n`;
  });
  return `kind: Exceptions\norganisation: '00001'\nexceptions:\n${lines.join('')}`;
}

function check(...entries: readonly Fields[]): string[] {
  return outline(loadWith({ [FILE]: exceptions(...entries) }));
}

const LONG = {
  type: 'long-term',
  reason: 'accessibility',
  approvedBy: 'lead.example@nhs.net',
  ticket: 'REQ1',
  riskAssessment: 'RA-1',
};

describe('exceptions', () => {
  test('an entry may last exactly as long as its type allows', () => {
    assert.deepEqual(check({ ...LONG, startsAt: '2026-11-01T00:00:00Z', expiresAt: '2027-04-30T00:00:00Z' }), []);
  });

  test('an entry may start at the instant at which the one before it ends', () => {
    assert.deepEqual(check({ startsAt: '2026-11-23T09:00:00Z' }, { startsAt: '2026-11-24T09:00:00Z' }), []);
  });

  test('offsets are taken into account', () => {
    assert.deepEqual(check({ startsAt: '2026-11-23T09:00:00Z' }, { startsAt: '2026-11-24T10:00:00+01:00' }), []);
  });

  test('entries of different types may overlap', () => {
    assert.deepEqual(check({ startsAt: '2026-11-24T09:00:00Z' }, { ...LONG, startsAt: '2026-11-24T09:00:00Z' }), []);
  });

  test('two ids are two users, whatever the address', () => {
    assert.deepEqual(
      check({ id: 'a', startsAt: '2026-11-24T09:00:00Z' }, { id: 'b', startsAt: '2026-11-24T10:00:00Z' }),
      [],
    );
  });

  test('one id is one user, whatever the address', () => {
    const found = check(
      { id: 'a', startsAt: '2026-11-24T09:00:00Z' },
      { id: 'A', user: 'ann.married@nhs.net', startsAt: '2026-11-24T10:00:00Z' },
    );
    assert.deepEqual(found, [`policies/${FILE}:5:5 error exception-overlap`]);
  });

  test('where one of two has no id the address decides, in either order', () => {
    const one = { id: 'a', startsAt: '2026-11-24T09:00:00Z' };
    const other = { user: ' ANN.example@nhs.net', startsAt: '2026-11-24T10:00:00Z' };
    assert.deepEqual(check(one, { ...other, user: 'ANN.example@nhs.net' }), [
      `policies/${FILE}:5:5 error exception-overlap`,
    ]);
    assert.deepEqual(check({ ...other, user: 'ANN.example@nhs.net' }, one), [
      `policies/${FILE}:5:5 error exception-overlap`,
    ]);
  });

  test('an entry that spans several others is found with each of them', () => {
    const found = check(
      { ...LONG, startsAt: '2026-11-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' },
      { ...LONG, startsAt: '2026-11-02T00:00:00Z', expiresAt: '2026-11-03T00:00:00Z' },
      { ...LONG, startsAt: '2026-12-02T00:00:00Z', expiresAt: '2026-12-03T00:00:00Z' },
    );
    assert.deepEqual(
      found,
      [5, 6].map((line) => `policies/${FILE}:${line}:5 error exception-overlap`),
    );
  });

  test('the same entry in two organisations does not overlap', () => {
    const found = check({ user: 'jo.example@nhs.net', startsAt: '2026-11-24T09:00:00Z' });
    assert.deepEqual(found, []);
  });

  test('a window ends just before an entry that starts its whole length later', () => {
    const starts = ['2026-10-01T00:00:00Z', '2026-10-10T00:00:00Z', '2026-10-20T00:00:00Z'];
    const entries = starts.map((startsAt) => ({ startsAt }));
    const lapsed = outline(loadWith({ [FILE]: exceptions(...entries, { startsAt: '2026-10-31T00:00:00Z' }) }, 0));
    assert.deepEqual(lapsed, []);
    const early = outline(loadWith({ [FILE]: exceptions(...entries, { startsAt: '2026-10-30T23:59:59.999Z' }) }, 0));
    assert.deepEqual(early, [`policies/${FILE}:7:5 error too-many-exceptions`]);
  });

  test('entries with the id of the user and entries without one are counted together', () => {
    const found = check(
      { startsAt: '2026-11-20T00:00:00Z' },
      { id: 'a', startsAt: '2026-11-21T00:00:00Z' },
      { id: 'a', user: 'ann.married@nhs.net', startsAt: '2026-11-22T00:00:00Z' },
      { id: 'a', startsAt: '2026-11-23T00:00:00Z' },
    );
    assert.deepEqual(found, [`policies/${FILE}:7:5 error too-many-exceptions`]);
  });

  test('long-term entries have no such limit unless the tenant sets one', () => {
    const months = ['07', '08', '09', '10', '11'];
    const entries = months.map((month) => ({
      ...LONG,
      startsAt: `2026-${month}-01T00:00:00Z`,
      expiresAt: `2026-${month}-02T00:00:00Z`,
    }));
    assert.deepEqual(outline(loadWith({ [FILE]: exceptions(...entries) }, 0)), []);
  });
});

describe('validity', () => {
  test('never depends on the clock', () => {
    const entry = exceptions({ startsAt: '2026-11-24T09:00:00Z' });
    for (const now of [0, Date.parse('2026-11-24T09:00:00Z'), Date.parse('2036-01-01T00:00:00Z')]) {
      const loaded = loadWith({ [FILE]: entry }, now);
      assert.equal(loaded.ok, true);
      assert.ok(loaded.diagnostics.every(({ severity }) => severity === 'warning'));
    }
  });

  test('of the rest does not wait for a broken document', () => {
    const files = {
      'roles/local-admin.yaml': 'kind: [',
      [FILE]: exceptions({ startsAt: '2026-11-24T09:00:00Z', reason: 'weather' }),
    };
    assert.deepEqual(outline(loadWith(files)), [
      `policies/${FILE}:4:60 error unlisted-reason`,
      'policies/roles/local-admin.yaml:1:8 error yaml-syntax',
    ]);
  });
});

describe('approvers', () => {
  test('are not asked for where nobody is named', () => {
    const tenant = baseFile('tenant.yaml').replace('approvers: [lead.example@nhs.net]\n', '');
    const organisation = baseFile('organisations/X26/organisation.yaml').replace(
      'approvers: [chief.example@nhs.net]\n',
      '',
    );
    const entry = exceptions({ ...LONG, approvedBy: 'anybody@nhs.net', startsAt: '2026-11-24T09:00:00Z' });
    const files = { 'tenant.yaml': tenant, 'organisations/X26/organisation.yaml': organisation, [FILE]: entry };
    assert.deepEqual(outline(loadWith({ ...files, 'overrides.yaml': null })), [
      'policies/tenant.yaml:1:1 warning no-approvers',
    ]);
    assert.deepEqual(
      outline(loadWith(files)),
      [
        ...[8, 14].map((line) => `policies/overrides.yaml:${line}:17 error override-approver`),
        'policies/tenant.yaml:1:1 warning no-approvers',
      ],
      'an override always needs an approver of the tenant',
    );
  });

  test('of an organisation approve there, and nowhere else', () => {
    const entry = exceptions({ ...LONG, approvedBy: 'chief.example@nhs.net', startsAt: '2026-11-24T09:00:00Z' });
    assert.deepEqual(outline(loadWith({ [FILE]: entry })), [`policies/${FILE}:4:86 error unknown-approver`]);
    const own = "kind: Organisation\ncode: '00001'\nname: Example Practice\napprovers: [CHIEF.example@nhs.net]\n";
    assert.deepEqual(outline(loadWith({ [FILE]: entry, 'organisations/00001/organisation.yaml': own })), []);
  });

  test('of an organisation are unknown while its document is broken', () => {
    const entry = exceptions({ ...LONG, approvedBy: 'chief.example@nhs.net', startsAt: '2026-11-24T09:00:00Z' });
    const broken = 'organisations/00001/organisation.yaml';
    const found = outline(loadWith({ [FILE]: entry, [broken]: "kind: Organisation\ncode: '00001'\n" }));
    assert.deepEqual(found, [`policies/${broken}:1:1 error schema-missing-property`]);
  });
});

describe('units', () => {
  const units = (...lines: readonly string[]): string[] =>
    outline(
      loadWith({
        'organisations/00001/organisation.yaml': `kind: Organisation\ncode: '00001'\nname: Practice\nunits:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`,
      }),
    );

  test('are held against the deepest unit above them, wherever it stands in the list', () => {
    assert.deepEqual(
      units('path: A/B/C, mfa: named-locations', 'path: A > b, mfa: named-locations, reason: Trusted network'),
      ['policies/organisations/00001/organisation.yaml:5:25 warning unit-repeats-parent'],
    );
  });

  test('may be stricter than what stands above them without a reason', () => {
    const found = units(
      'path: A, mfa: disabled, reason: Not yet, until: 2027-01-01T00:00:00Z',
      'path: A/B, mfa: standard',
    );
    assert.deepEqual(found, []);
  });
});

test('an organisation may set exactly the limits of the tenant, and nothing looser', () => {
  const limits = (count: number): string =>
    `kind: Organisation\ncode: '00001'\nname: Example\nguardrails: { loosen: { count: ${count} } }\n`;
  const file = 'organisations/00001/organisation.yaml';
  assert.deepEqual(outline(loadWith({ [file]: limits(50) })), []);
  assert.equal(outline(loadWith({ [file]: limits(51) })).length, 1);
});

test('a mistake in the tenant document beside a lapsed entry is told alone', () => {
  const lapsed = exceptions({ startsAt: '2026-01-01T00:00:00Z' });
  const tenant = `${baseFile('tenant.yaml')}\nunheard: of\n`;
  const told = outline(loadWith({ [FILE]: lapsed, 'tenant.yaml': tenant }));
  assert.deepEqual(
    told.map((line) => line.includes('tenant.yaml')),
    [true],
    told.join(),
  );
});
