import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { loadRows, type Row, tenant, type TenantFolder, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const MINUTE = 60_000;

const CODES = ['X1A', 'X26', 'X9Z'];
/** Looser than any case needs, so that each case tightens one of them. */
const WIDE = { maxChanges: 5000, loosen: { floor: 50, count: 50, percent: 100, totalPercent: 100 }, lockout: 1000 };

const organisation = (code: string): object => ({
  kind: 'Organisation',
  code,
  name: `Organisation ${code}`,
  units: [
    { path: 'Kiosks', mfa: 'named-locations', reason: 'On site' },
    { path: 'Volunteers', mfa: 'disabled', reason: 'Later', until: '2027-02-01T00:00:00Z' },
  ],
});

/** Every kind of change in every organisation, one of them without a document, and accounts without any organisation. */
function rows(): Row[] {
  return [...CODES, 'X77', ''].flatMap((code) => {
    const row = (name: string, reported: string, more: Partial<Row> = {}): Row => ({
      address: `${name}.${code || 'none'}@example.nhs.net`,
      organisation: code,
      reported,
      ...more,
    });
    return [
      ...Array.from({ length: 4 }, (_, i) => row(`off${i}`, 'Admin Disabled')),
      ...Array.from({ length: 3 }, (_, i) => row(`bare${i}`, 'Admin Disabled', { methods: '' })),
      row('kiosk', 'Admin Disabled', { unit: 'Kiosks' }),
      row('kiosk2', 'Admin Enabled', { unit: 'Kiosks' }),
      ...Array.from({ length: 3 }, (_, i) => row(`later${i}`, 'Admin Enabled', { unit: 'Volunteers' })),
      row('lapsed', 'MFA Long Term Exception'),
      row('odd', 'Something else', { roles: 'Unheard of' }),
      row('admin', 'Admin Enabled', { unit: 'Volunteers', roles: 'Local Admin' }),
      row('calm', 'User Enabled'),
    ];
  });
}

function files(guardrails: object): Record<string, unknown> {
  return {
    'mfactl.yaml': { directory: { kind: 'sandbox' }, apply: { chunkSize: 3 } },
    'policies/tenant.yaml': tenant({ guardrails: { ...WIDE, ...guardrails }, exceptions: { unrecorded: 'restore' } }),
    'policies/roles/local-admin.yaml': {
      kind: 'Role',
      name: 'Local Admin',
      category: 'admin',
      match: ['Local Admin'],
      mfa: 'standard',
    },
    ...Object.fromEntries(
      CODES.map((code) => [`policies/organisations/${code}/organisation.yaml`, organisation(code)]),
    ),
    'policies/organisations/X26/re-enrolments.yaml': {
      kind: 'ReEnrolments',
      organisation: 'X26',
      reEnrolments: [{ user: 'calm.X26@example.nhs.net', requestedAt: '2026-11-24T08:00:00Z', reason: 'phone-lost' }],
    },
  };
}

async function tenantWith(context: TestContext, guardrails: object = {}): Promise<TenantFolder> {
  const folder = await tenantFolder(context, files(guardrails));
  await loadRows(folder, NOW, rows());
  return folder;
}

/** Plans each part of the matrix that `shards` gives; the names of the plans. */
async function planParts(folder: TenantFolder, count: number): Promise<string[]> {
  const { include } = JSON.parse((await folder.mfactl(NOW, 'shards', '--count', String(count))).out) as {
    include: { shard: number; organisations: string[] }[];
  };
  const names: string[] = [];
  for (const { shard, organisations } of include) {
    const name = `part-${shard}.ndjson`;
    const { code, err } = await folder.mfactl(
      NOW,
      'plan',
      '--out',
      name,
      ...organisations.flatMap((each) => ['--organisation', each]),
    );
    assert.ok(code === 0 || code === 3, err);
    names.push(name);
  }
  return names;
}

suite('shards and merge', () => {
  const cases: readonly (readonly [string, object, number])[] = [
    ['guardrails that hold', {}, 0],
    ['too many changes in total, in no part', { maxChanges: 30 }, 3],
    ['too much loosening in total, in no part', { loosen: { floor: 11, count: 50, percent: 100, totalPercent: 0 } }, 3],
    ['too many lockouts in total, in no part', { lockout: 8 }, 3],
    ['too many lockouts and too many changes', { lockout: 8, maxChanges: 30 }, 3],
  ];
  for (const [name, guardrails, exit] of cases) {
    test(`the whole plan, to the byte, comes of its parts: ${name}`, async (context) => {
      const folder = await tenantWith(context, guardrails);
      const whole = await folder.mfactl(NOW, 'plan', '--out', 'whole.ndjson');
      const merged = await folder.mfactl(NOW, 'merge', ...(await planParts(folder, 3)), '--out', 'merged.ndjson');
      assert.equal(merged.code, exit, merged.err);
      assert.equal(merged.code, whole.code);
      const [expected, actual] = await Promise.all(
        ['whole.ndjson', 'merged.ndjson'].map((file) => readFile(join(folder.path, file), 'utf8')),
      );
      assert.equal(actual, expected);
    });
  }

  test('the parts hold every organisation once, and the plan that they make can be applied', async (context) => {
    const folder = await tenantWith(context);
    const { include } = JSON.parse((await folder.mfactl(NOW, 'shards', '--count', '2')).out) as {
      include: { organisations: string[] }[];
    };
    assert.deepEqual(include.flatMap(({ organisations }) => organisations).sort(), [
      '(none)',
      'X1A',
      'X26',
      'X77',
      'X9Z',
    ]);
    await folder.mfactl(NOW, 'merge', ...(await planParts(folder, 2)), '--out', 'merged.ndjson');
    assert.equal((await folder.mfactl(NOW + MINUTE, 'apply', 'merged.ndjson')).code, 0);
    const after = await folder.mfactl(NOW + 2 * MINUTE, 'plan', '--json');
    assert.equal((JSON.parse(after.out.split('\n')[0] as string) as { counts: { changes: number } }).counts.changes, 0);
  });

  test('organisations that no part is about are told, and stay out of the plan', async (context) => {
    const folder = await tenantWith(context);
    const [first] = await planParts(folder, 5);
    const { code, err, out } = await folder.mfactl(NOW, 'merge', first as string, '--out', 'merged.ndjson', '--json');
    assert.equal(code, 0);
    assert.match(err, /No plan covers organisation X1A, X26, X77, X9Z, /);
    assert.equal((JSON.parse(out) as { scope: { organisations: string[] } }).scope.organisations.length, 1);
  });

  test('plans that are not parts of one are refused, with every reason', async (context) => {
    const folder = await tenantWith(context);
    const plan = (now: number, out: string, ...argv: string[]) => folder.mfactl(now, 'plan', '--out', out, ...argv);
    await plan(NOW, 'a.ndjson', '--organisation', 'X1A');
    await plan(NOW, 'both.ndjson', '--organisation', 'X1A', 'X26');
    await plan(NOW, 'unit.ndjson', '--unit', 'Kiosks');
    await plan(NOW, 'forecast.ndjson', '--organisation', 'X9Z', '--as-of', '2026-12-01T00:00:00Z');
    await plan(NOW + 61 * MINUTE, 'late.ndjson', '--organisation', 'X9Z');
    const refused = async (...names: string[]): Promise<string> => {
      const { code, err } = await folder.mfactl(NOW, 'merge', ...names, '--out', 'merged.ndjson');
      assert.equal(code, 1, err);
      return err;
    };
    const mixed = await refused('a.ndjson', 'both.ndjson', 'unit.ndjson', 'forecast.ndjson');
    assert.match(mixed, /both\.ndjson and a\.ndjson both cover organisation X1A; leave it out of one of them/);
    assert.match(mixed, /unit\.ndjson is not a plan of whole organisations/);
    assert.match(mixed, /forecast\.ndjson and a\.ndjson are for different times/);
    assert.match(await refused('a.ndjson', 'late.ndjson'), /more than an hour passed/);
    await loadRows(folder, NOW, rows().slice(1));
    await plan(NOW, 'other.ndjson', '--organisation', 'X9Z');
    assert.match(
      await refused('a.ndjson', 'other.ndjson'),
      /other\.ndjson and a\.ndjson were not made with the same state of the directory; make both again/,
    );
  });

  test('a lapse between two parts, and policies that have changed, are refused', async (context) => {
    const folder = await tenantWith(context);
    const lapse = {
      kind: 'Exceptions',
      organisation: 'X26',
      exceptions: [
        {
          user: 'calm.X26@example.nhs.net',
          type: 'short-term',
          startsAt: '2026-11-24T09:05:00Z',
          reason: 'phone-lost',
        },
      ],
    };
    await folder.write('policies/organisations/X26/exceptions.yaml', lapse);
    await folder.mfactl(NOW, 'plan', '--out', 'a.ndjson', '--organisation', 'X1A');
    await folder.mfactl(NOW + 10 * MINUTE, 'plan', '--out', 'b.ndjson', '--organisation', 'X26');
    const between = await folder.mfactl(NOW + 10 * MINUTE, 'merge', 'a.ndjson', 'b.ndjson', '--out', 'merged.ndjson');
    assert.equal(between.code, 1);
    assert.match(between.err, /a rule or an exception began or ended between the first plan and the last/);
    await folder.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'Another',
    });
    assert.equal((await folder.mfactl(NOW, 'merge', 'a.ndjson', '--out', 'merged.ndjson')).code, 4);
  });

  test('an apply between two parts is noticed: what it loosened would be counted by one alone', async (context) => {
    const folder = await tenantWith(context);
    await folder.mfactl(NOW, 'plan', '--out', 'a.ndjson', '--organisation', 'X1A');
    await folder.mfactl(NOW, 'plan', '--out', 'apply.ndjson', '--organisation', 'X9Z');
    await folder.mfactl(NOW + MINUTE, 'apply', 'apply.ndjson');
    await folder.mfactl(NOW + 2 * MINUTE, 'plan', '--out', 'b.ndjson', '--organisation', 'X26');
    const { code, err } = await folder.mfactl(
      NOW + 2 * MINUTE,
      'merge',
      'a.ndjson',
      'b.ndjson',
      '--out',
      'merged.ndjson',
    );
    assert.equal(code, 1);
    assert.match(err, /an apply changed accounts between the first plan and the last/);
  });

  test('a count that no matrix may have is refused', async (context) => {
    const folder = await tenantWith(context);
    for (const count of ['0', '257', 'many'])
      assert.equal((await folder.mfactl(NOW, 'shards', '--count', count)).code, 1);
  });
});
