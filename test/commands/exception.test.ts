import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { run } from '../../src/cli.ts';
import { testIo } from './io.ts';
import { tenant, tenantFolder, type TenantFolder } from './tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00.250Z');
const HOME = 'policies/organisations/X26';
const TENANT = tenant({
  approvers: ['lead.example@nhs.net'],
  exceptions: { unrecorded: 'keep', 'short-term': { maxPerUser: { count: 2, within: 'P30D' } }, 'long-term': { require: ['approvedBy', 'ticket'] } },
});

async function world(t: TestContext, files: Record<string, unknown> = {}): Promise<TenantFolder> {
  return tenantFolder(t, { 'policies/tenant.yaml': TENANT, [`${HOME}/organisation.yaml`]: { kind: 'Organisation', code: 'X26', name: 'Example' }, ...files });
}
const entries = (...lines: string[]): string => `# Ours\nkind: Exceptions\norganisation: X26\nexceptions:\n${lines.map((line) => `${line}\n`).join('')}`;
const read = (folder: TenantFolder, path = `${HOME}/exceptions.yaml`): Promise<string> => readFile(join(folder.path, path), 'utf8');
const ADD = ['exception', 'add', 'jo.example@nhs.net', '--organisation', 'x26', '--type', 'short-term', '--reason', 'phone-lost'];

const LONG = ['  - user: sam.example@nhs.net', '    type: long-term', '    startsAt: 2026-09-01T00:00:00Z', '    expiresAt: 2026-12-01T00:00:00Z', '    reason: clinical-risk', '    approvedBy: lead.example@nhs.net', '    ticket: REQ1'];

describe('mfactl exception add', () => {
  test('makes exceptions.yaml where there is none, and tells file and line', async (t) => {
    const folder = await world(t);
    const added = await folder.mfactl(NOW, ...ADD, '--ticket', 'INC1');
    assert.deepEqual([added.code, added.out], [0, `${HOME}/exceptions.yaml:4\n`]);
    assert.match(added.err, /from 2026-11-24T09:00:00Z .* until 2026-11-25T09:00:00Z/);
    assert.equal(
      await read(folder),
      'kind: Exceptions\norganisation: X26\nexceptions:\n  - user: jo.example@nhs.net\n    type: short-term\n    startsAt: 2026-11-24T09:00:00Z\n    reason: phone-lost\n    ticket: INC1\n',
    );
    assert.equal((await folder.mfactl(NOW, 'validate')).code, 0);
  });

  test('adds its lines behind the last entry and touches no other byte, in the style of that entry', async (t) => {
    const text = entries('  - {user:   kim.example@nhs.net, type: short-term, startsAt: 2026-11-20T08:00:00Z, reason: other} # odd', '', '# the end');
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: text });
    assert.equal((await folder.mfactl(NOW, ...ADD)).out, `${HOME}/exceptions.yaml:6\n`);
    const line = '  - { user: jo.example@nhs.net, type: short-term, startsAt: 2026-11-24T09:00:00Z, reason: phone-lost }\n';
    assert.equal(await read(folder), text.replace(' # odd\n', ` # odd\n${line}`));
  });

  test('takes the file that is named after the type', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: entries(...LONG), [`${HOME}/exceptions/short-term.yaml`]: { kind: 'Exceptions', organisation: 'X26', exceptions: [] } });
    assert.equal((await folder.mfactl(NOW, ...ADD)).out, `${HOME}/exceptions/short-term.yaml:4\n`);
  });

  for (const [what, argv, code] of [
    ['a reason that is not listed', [...ADD.slice(0, -1), 'tired'], 'unlisted-reason'],
    ['an end beyond the maximum', [...ADD, '--expires-at', '2026-11-26T09:00:00Z'], 'exception-too-long'],
    ['an approver who is none', [...ADD, '--approved-by', 'pat.example@nhs.net'], 'unknown-approver'],
    ['a long-term exception without approval', [...ADD.slice(0, 6), 'long-term', '--reason', 'accessibility'], 'missing-required-field'],
  ] as const) {
    test(`refuses ${what}: tells the rule with the line that was not written, and writes nothing`, async (t) => {
      const folder = await world(t);
      const added = await folder.mfactl(NOW, ...argv);
      assert.equal(added.code, 1);
      assert.match(added.err, new RegExp(`${HOME}/exceptions.yaml:\\d+:\\d+ error ${code}[\\s\\S]*\\^`));
      assert.deepEqual(await readdir(join(folder.path, HOME)), ['organisation.yaml']);
    });
  }

  test('refuses an organisation that no policy speaks of, and an instant without an offset', async (t) => {
    const folder = await world(t);
    assert.match((await folder.mfactl(NOW, ...ADD.with(4, 'ZZZ'))).err, /no policy speaks of organisation ZZZ/);
    assert.match((await folder.mfactl(NOW, ...ADD, '--starts-at', '2026-11-24T09:00')).err, /--starts-at takes an RFC 3339 instant/);
  });
});

describe('mfactl exception renew', () => {
  const renew = ['exception', 'renew', 'Sam.Example@nhs.net', '--organisation', 'X26'];

  test('begins where the last entry ends, with an approval of its own', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: entries(...LONG, '    plan: Token ordered') });
    const renewed = await folder.mfactl(NOW, ...renew, '--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ2');
    assert.deepEqual([renewed.code, renewed.out], [0, `${HOME}/exceptions.yaml:13\n`]);
    const added = (await read(folder)).split('\n').slice(12).join('\n');
    assert.equal(added, '  - user: sam.example@nhs.net\n    type: long-term\n    startsAt: 2026-12-01T00:00:00Z\n    reason: clinical-risk\n    approvedBy: lead.example@nhs.net\n    ticket: REQ2\n');
    const again = await folder.mfactl(NOW, ...renew, '--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ3');
    assert.match(again.err, /renewed already: .*exceptions\.yaml:13/);
  });

  test('begins now where the last one has lapsed', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: entries(...LONG) });
    const later = Date.parse('2026-12-05T10:00:00Z');
    await folder.mfactl(later, ...renew, '--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ2');
    assert.match(await read(folder), /startsAt: 2026-12-05T10:00:00Z/);
  });

  test('carries no approval over, and is no longer than the type allows', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: entries(...LONG) });
    const bare = await folder.mfactl(NOW, ...renew);
    assert.match(bare.err, /approved afresh: give --approved-by, --ticket\./);
    const long = await folder.mfactl(NOW, ...renew, '--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ2', '--expires-at', '2027-06-30T00:00:00Z');
    assert.match(long.err, /exception-too-long/);
    assert.match((await folder.mfactl(NOW, ...renew.with(2, 'nobody@nhs.net'))).err, /has no exception in X26/);
    assert.equal(await read(folder), entries(...LONG));
  });
});

describe('mfactl exception list', () => {
  const files = {
    [`${HOME}/exceptions.yaml`]: entries(
      ...LONG,
      '  - { user: jo.example@nhs.net, type: short-term, startsAt: 2026-11-24T08:00:00Z, reason: other }',
      '  - { user: kim.example@nhs.net, type: short-term, startsAt: 2026-11-20T08:00:00Z, reason: other }',
      '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2027-07-01T08:00:00Z, reason: other }',
    ),
  };

  test('shows what runs and what is coming, the next to lapse first, in UTC and in the zone of the tenant', async (t) => {
    const { out } = await (await world(t, files)).mfactl(NOW, 'exception', 'list');
    const rows = out.trimEnd().split('\n').slice(1).map((row) => row.split(/ {2,}/));
    assert.deepEqual(rows, [
      ['jo.example@nhs.net', 'X26', 'short-term', 'active', '2026-11-25T08:00:00Z', '25 Nov 2026, 08:00 GMT', 'other', '–', '–', `${HOME}/exceptions.yaml:12`],
      ['sam.example@nhs.net', 'X26', 'long-term', 'active', '2026-12-01T00:00:00Z', '1 Dec 2026, 00:00 GMT', 'clinical-risk', 'lead.example@nhs.net', 'REQ1', `${HOME}/exceptions.yaml:5`],
      ['lee.example@nhs.net', 'X26', 'short-term', 'coming', '2027-07-02T08:00:00Z', '2 Jul 2027, 09:00 BST', 'other', '–', '–', `${HOME}/exceptions.yaml:14`],
    ]);
  });

  test('--lapses-within, --expired and --organisation choose, --json writes a line each', async (t) => {
    const folder = await world(t, files);
    const users = async (...argv: string[]): Promise<string[]> =>
      (await folder.mfactl(NOW, 'exception', 'list', '--json', ...argv)).out.split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { user: string }).user.split('.')[0] as string);
    assert.deepEqual(await users('--lapses-within', 'P1D'), ['jo']);
    assert.deepEqual(await users('--lapses-within', 'P14D'), ['jo', 'sam']);
    assert.deepEqual(await users('--expired'), ['kim']);
    assert.deepEqual(await users('--organisation', 'x1a'), []);
    assert.match((await folder.mfactl(NOW, 'exception', 'list', '--lapses-within', '2 weeks')).err, /takes a duration such as P14D/);
  });

  test('shows no address where they are to be masked', async (t) => {
    const folder = await world(t, { ...files, 'mfactl.yaml': { privacy: { addresses: 'mask' } } });
    for (const argv of [[], ['--json']]) {
      const io = testIo(folder.path, NOW, { MFACTL_MASK_KEY: 'a long random text' });
      assert.equal(await run(['exception', 'list', ...argv], io), 0);
      assert.match(io.written.out, /account-[0-9a-f]{16}/);
      assert.doesNotMatch(io.written.out + io.written.err, /@/);
    }
  });
});

describe('mfactl exception prune', () => {
  const text = entries(
    '  # Lapsed on 2026-10-02, by hand',
    '  - user: jo.example@nhs.net',
    '    type: short-term',
    '    startsAt: 2026-10-01T08:00:00Z # inside',
    '    reason: other',
    '',
    '  # Both at a flood',
    '  - { user: kim.example@nhs.net, type: short-term, startsAt: 2026-10-05T08:00:00Z, reason: other }',
    '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2026-11-23T00:00:00Z, reason: other }',
    '',
    '  # Lapsed, but counted until 2026-12-20',
    '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2026-11-20T00:00:00Z, reason: no-signal }',
    '# Long-term ones have no window here, so they stay.',
    ...LONG.map((line) => line.replace('2026-12-01', '2026-10-01')),
  );
  const pruned = entries(
    '',
    '  # Both at a flood',
    '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2026-11-23T00:00:00Z, reason: other }',
    '',
    '  # Lapsed, but counted until 2026-12-20',
    '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2026-11-20T00:00:00Z, reason: no-signal }',
    '# Long-term ones have no window here, so they stay.',
    ...LONG.map((line) => line.replace('2026-12-01', '2026-10-01')),
  );

  test('takes out what no window counts any more, with its own comments, and nothing else', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: text });
    const dry = await folder.mfactl(NOW, 'exception', 'prune', '--dry-run');
    assert.deepEqual(
      dry.out.split('\n').map((line) => line.split('  ')[1]),
      [`${HOME}/exceptions.yaml:6`, `${HOME}/exceptions.yaml:12`, undefined],
    );
    assert.equal(await read(folder), text);
    assert.equal((await folder.mfactl(NOW, 'exception', 'prune')).code, 0);
    assert.equal(await read(folder), pruned);
    assert.doesNotMatch((await folder.mfactl(NOW, 'validate')).out, /lapsed-exception/);
    assert.match((await folder.mfactl(NOW, 'exception', 'prune')).err, /No exception is to be pruned/);
  });

  test('leaves an empty list where all go', async (t) => {
    const one = entries('  - { user: kim.example@nhs.net, type: short-term, startsAt: 2026-10-05T08:00:00Z, reason: other } # gone');
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: one });
    await folder.mfactl(NOW, 'exception', 'prune');
    assert.equal(await read(folder), '# Ours\nkind: Exceptions\norganisation: X26\nexceptions: []\n');
  });
});
