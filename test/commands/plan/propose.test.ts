/** What `drift --propose` prints is taken at its word: put into the policies, loaded, and asked for drift again. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { run } from '../../../src/cli.ts';
import type { Proposals } from '../../../src/commands/plan/proposals.ts';
import { testIo } from '../../worlds/io.ts';
import { loadRows, type Row, tenant, tenantFolder, type TenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const LATER = NOW + 60_000;
const FILE = 'policies/organisations/X26/exceptions.yaml';
const ORGANISATION = 'kind: Organisation\ncode: X26\nname: Example # ours\n';
const KEY = '0123456789abcdef0123456789abcdef';
const FILLED: Readonly<Record<string, string>> = {
  expiresAt: '2026-11-24T10:00:00Z',
  requestedBy: 'jo.example@nhs.net',
  approvedBy: 'lead.example@nhs.net',
  ticket: 'REQ0001',
  riskAssessment: 'RA-27-001',
  plan: 'PLAN-1',
};

interface ExceptionRule {
  readonly reasons: readonly string[];
  readonly require: readonly string[];
}

/** Wide enough for the few accounts of these tests. */
const guardrails = { loosen: { floor: 10, count: 50, percent: 100, totalPercent: 100 } };

type Rules = Readonly<Record<'short-term' | 'long-term', ExceptionRule>>;
type Entry = Readonly<Record<string, string | null>>;

const aRule: fc.Arbitrary<ExceptionRule> = fc.record({
  reasons: fc.uniqueArray(fc.constantFrom('other', 'phone-lost', 'clinical-risk', 'night-shift', 'no-signal'), {
    minLength: 1,
  }),
  require: fc.oneof(fc.constant<string[]>([]), fc.uniqueArray(fc.constantFrom(...Object.keys(FILLED)))),
});
const someRules: fc.Arbitrary<Rules> = fc.record({ 'short-term': aRule, 'long-term': aRule });

/** A repository that was applied with everybody's MFA on, in which some of it was switched off since. */
async function drifted(t: TestContext, rules: object, now: readonly Row[], files: object = {}): Promise<TenantFolder> {
  const folder = await tenantFolder(t, {
    'mfactl.yaml': { directory: { kind: 'sandbox' }, target: { kind: 'sandbox' } },
    'policies/tenant.yaml': tenant({
      exceptions: { unrecorded: 'restore', ...rules },
      approvers: [FILLED['approvedBy']],
      guardrails,
    }),
    'policies/organisations/X26/organisation.yaml': ORGANISATION,
    'policies/roles/local-admin.yaml':
      'kind: Role\nname: Local Admin\ncategory: admin\nmatch: [Local Admin]\nmfa: standard\n',
    ...files,
  });
  await loadRows(
    folder,
    NOW,
    now.map((row) => ({ ...row, reported: 'Admin Enabled' })),
  );
  await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
  const applied = await folder.mfactl(NOW, 'apply', 'plan.ndjson');
  assert.equal(applied.code, 0, applied.err);
  await loadRows(folder, NOW, now);
  return folder;
}

async function propose(folder: TenantFolder): Promise<Proposals> {
  const { code, out, err } = await folder.mfactl(LATER, 'drift', '--propose', '--json');
  assert.equal(code, 2, err);
  return JSON.parse(out) as Proposals;
}

/** The entries of a proposal as YAML reads them, and those of its comments filled in as the comments say. */
function entriesOf(yaml: string): Entry[] {
  const value: unknown = parse(yaml);
  const whole = Array.isArray(value) ? value : ((value as { exceptions?: Entry[] } | null)?.exceptions ?? []);
  const reason = /The reason is one of: (.*)\.$/m.exec(yaml)?.[1]?.split(', ')[0] ?? 'none told';
  const open = [...yaml.matchAll(/^# (- \{.*\})$/gm)].flatMap(([, line]) => parse(line as string) as Entry[]);
  const fill = (key: string, text: string | null) => text ?? (key === 'reason' ? reason : (FILLED[key] as string));
  return [
    ...(whole as Entry[]),
    ...open.map((entry) => Object.fromEntries(Object.entries(entry).map(([key, text]) => [key, fill(key, text)]))),
  ];
}

const off = (name: string, reported: string, more: Partial<Row> = {}): Row => ({
  address: `${name}.example@nhs.net`,
  organisation: 'X26',
  reported,
  ...more,
});

describe('mfactl drift --propose', () => {
  test('proposes entries that are valid for the tenant, whatever reasons it lists and fields it requires', async (t) => {
    const rows = [off('a', 'User Disabled'), off('b', 'MFA 24 Hour Exception'), off('c', 'MFA Long Term Exception')];
    await fc.assert(
      fc.asyncProperty(someRules, async (rules) => {
        const folder = await drifted(t, rules, rows);
        const { proposals, unproposed } = await propose(folder);
        assert.equal(unproposed.length, 0, JSON.stringify(unproposed));
        assert.deepEqual(
          proposals.flatMap(({ accounts }) => accounts).toSorted(),
          rows.map(({ address }) => address),
        );
        const entries = proposals.flatMap(({ yaml }) => entriesOf(yaml as string));
        assert.equal(entries.length, rows.length);
        for (const { type, reason } of entries)
          assert.ok(rules[type as keyof Rules].reasons.includes(reason as string));
        await folder.write(FILE, { kind: 'Exceptions', organisation: 'X26', exceptions: entries });
        const validated = await folder.mfactl(LATER, 'validate');
        assert.equal(validated.code, 0, validated.out);
        assert.equal((await folder.mfactl(LATER, 'drift')).code, 0, 'the drift is what the policies ask for now');
        await rm(folder.path, { recursive: true });
      }),
      { seed: 20261127, numRuns: 15 },
    );
  });

  test('leaves blank in a comment what only people know, and claims no reason for anybody', async (t) => {
    const rule = { reasons: ['clinical-risk'], require: ['approvedBy', 'ticket'] };
    const folder = await drifted(t, { 'short-term': rule, 'long-term': rule }, [off('a', 'User Disabled')]);
    const [proposal] = (await propose(folder)).proposals;
    const lines = proposal?.yaml?.split('\n') ?? [];
    assert.deepEqual(lines.slice(-3), [
      '# Fill in reason, approvedBy, ticket. The reason is one of: clinical-risk.',
      '# - { user: a.example@nhs.net, type: long-term, startsAt: 2026-11-24T09:01:00Z, reason: , approvedBy: , ticket: }',
      '',
    ]);
  });

  test('proposes nothing where a role forbids it or the organisation has no document, and says why', async (t) => {
    const folder = await drifted(t, {}, [
      off('admin', 'User Disabled', { roles: 'Local Admin' }),
      off('lost', 'User Disabled', { organisation: 'X1A' }),
    ]);
    const { proposals, unproposed } = await propose(folder);
    assert.deepEqual(proposals, []);
    const says = Object.fromEntries(unproposed.map((each) => [each.accounts.join(), each.says]));
    assert.match(says['admin.example@nhs.net'] ?? '', /a role of the account forbids exceptions/);
    assert.match(says['lost.example@nhs.net'] ?? '', /has no document/);
  });

  test('gives the narrowest place the level, keeps comments, and counts who else changes', async (t) => {
    const place = 'policies/organisations/X26/organisation.yaml';
    const text = `${ORGANISATION}mfa: disabled\nunits:\n  - path: Estates # theirs\n    mfa: disabled # for now\n    reason: why\n`;
    const rows = [
      off('a', 'Admin Enabled', { unit: 'Estates' }),
      off('b', 'Admin Disabled', { unit: 'Estates' }),
      off('c', 'Admin Enabled', { unit: 'Wards' }),
      off('d', 'Admin Disabled'),
    ];
    const folder = await drifted(t, {}, rows, { [place]: text });
    const { proposals, unproposed } = await propose(folder);
    assert.deepEqual(unproposed, []);
    const [estates, wards] = proposals.toSorted((x, y) => ((x.accounts[0] ?? '') < (y.accounts[0] ?? '') ? -1 : 1));
    assert.deepEqual([estates?.where, estates?.yaml], [`${place}:7`, '    mfa: standard # for now\n']);
    assert.match(estates?.says ?? '', /give unit Estates this level\. This also changes 1 other account\.$/);
    assert.deepEqual(
      [wards?.where, wards?.yaml],
      [place, '  - path: Wards\n    mfa: standard\n    reason: As found on 2026-11-24\n'],
    );
    assert.match(wards?.says ?? '', /give unit Wards this level\.$/);
    await folder.write(place, `${text.replace('disabled # for now', 'standard # for now')}${wards?.yaml}`);
    assert.equal((await folder.mfactl(LATER, 'drift')).code, 0);
  });

  test('gives a unit the level where many of its accounts lost MFA alike, and nobody else changes', async (t) => {
    const many = Array.from({ length: 5 }, (_, i) => off(`w${i}`, 'User Disabled', { unit: 'Wards' }));
    const alone = await drifted(t, {}, many);
    assert.deepEqual(
      (await propose(alone)).proposals.map(({ yaml }) => yaml),
      ['units:\n  - path: Wards\n    mfa: disabled\n    reason: As found on 2026-11-24\n'],
    );
    const others = await drifted(t, {}, [...many, off('x', 'Admin Enabled', { unit: 'Wards' })]);
    assert.equal((await propose(others)).proposals.length, 5, 'one exception each: the other account keeps MFA');
  });

  test('leaves out an entry that a limit of the tenant refuses, and proposes the others all the same', async (t) => {
    const limit = { 'short-term': { maxPerUser: { count: 1, within: 'P30D' } } };
    const used = [
      'kind: Exceptions\norganisation: X26\nexceptions:\n  - user: b.example@nhs.net\n    type: short-term',
      '    startsAt: 2026-11-20T09:00:00Z\n    reason: phone-lost\n',
    ].join('\n');
    const rows = ['a', 'b', 'c'].map((name) => off(name, 'User Disabled'));
    const folder = await drifted(t, limit, rows, { [FILE]: used });
    const { proposals, unproposed } = await propose(folder);
    assert.deepEqual(
      proposals.flatMap(({ accounts }) => accounts),
      ['a.example@nhs.net', 'c.example@nhs.net'],
    );
    assert.deepEqual(
      unproposed.map(({ accounts }) => accounts),
      [['b.example@nhs.net']],
    );
    assert.match(unproposed[0]?.says ?? '', /^The edit would not be valid: /);
  });

  test('takes out the entry of a user who has MFA again', async (t) => {
    const entry = (user: string): string =>
      `  - user: ${user}.example@nhs.net\n    type: short-term\n    startsAt: 2026-11-24T09:00:00Z\n    reason: phone-lost\n`;
    const folder = await drifted(t, {}, [off('a', 'Admin Enabled'), off('b', 'Admin Enabled')], {
      [FILE]: `kind: Exceptions\norganisation: X26\nexceptions:\n${entry('a')}${entry('b')}`,
    });
    const { proposals, unproposed } = await propose(folder);
    assert.deepEqual(unproposed, []);
    assert.deepEqual(
      proposals
        .map(({ where, yaml, accounts }) => ({ where, yaml, accounts }))
        .toSorted((a, b) => (a.where < b.where ? -1 : 1)),
      [
        { where: `${FILE}:4`, yaml: null, accounts: ['a.example@nhs.net'] },
        { where: `${FILE}:8`, yaml: null, accounts: ['b.example@nhs.net'] },
      ],
    );
  });

  test('shows masks where addresses are masked, in text and in JSON', async (t) => {
    const rows = [
      off('a', 'User Disabled'),
      off("o'neill", 'MFA Long Term Exception'),
      off('admin', 'User Disabled', { roles: 'Local Admin' }),
    ];
    const folder = await drifted(t, {}, rows);
    await folder.write('mfactl.yaml', {
      directory: { kind: 'sandbox' },
      privacy: { addresses: 'mask', maskKey: 'KEY' },
    });
    for (const more of [[], ['--json']]) {
      const io = testIo(folder.path, LATER, { KEY });
      assert.equal(await run(['drift', '--propose', ...more], io), 2, io.written.err);
      assert.doesNotMatch(io.written.out + io.written.err, /@|neill/);
      assert.match(io.written.out, /user: account-[0-9a-f]{16}/);
    }
  });
});
