import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run } from '../../../src/cli.ts';
import { entries, HOME, LONG, NOW, read, world } from './exception-world.ts';
import { testIo } from '../../worlds/io.ts';

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
    const rows = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(/ {2,}/));
    assert.deepEqual(rows, [
      [
        'jo.example@nhs.net',
        'X26',
        'short-term',
        'active',
        '2026-11-25T08:00:00Z',
        '25 Nov 2026, 08:00 GMT',
        'other',
        '–',
        '–',
        `${HOME}/exceptions.yaml:12`,
      ],
      [
        'sam.example@nhs.net',
        'X26',
        'long-term',
        'active',
        '2026-12-01T00:00:00Z',
        '1 Dec 2026, 00:00 GMT',
        'clinical-risk',
        'lead.example@nhs.net',
        'REQ1',
        `${HOME}/exceptions.yaml:5`,
      ],
      [
        'lee.example@nhs.net',
        'X26',
        'short-term',
        'coming',
        '2027-07-02T08:00:00Z',
        '2 Jul 2027, 09:00 BST',
        'other',
        '–',
        '–',
        `${HOME}/exceptions.yaml:14`,
      ],
    ]);
  });

  test('--lapses-within, --expired and --organisation choose, --json writes a line each', async (t) => {
    const folder = await world(t, files);
    const users = async (...argv: string[]): Promise<string[]> =>
      (await folder.mfactl(NOW, 'exception', 'list', '--json', ...argv)).out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { user: string }).user.split('.')[0] as string);
    assert.deepEqual(await users('--lapses-within', 'P1D'), ['jo']);
    assert.deepEqual(await users('--lapses-within', 'P14D'), ['jo', 'sam']);
    assert.deepEqual(await users('--expired'), ['kim']);
    assert.deepEqual(await users('--organisation', 'x1a'), []);
    assert.match(
      (await folder.mfactl(NOW, 'exception', 'list', '--lapses-within', '2 weeks')).err,
      /takes a duration such as P14D/,
    );
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
    '# Long-term ones have no window here, so they stay for 30 days.',
    ...LONG.map((line) => line.replace('2026-12-01T00:00:00Z', '2026-10-25T09:00:00.250Z')),
    ...LONG.map((line) => line.replace('2026-12-01', '2026-08-31').replace('2026-09-01', '2026-07-01')),
  );
  const pruned = entries(
    '',
    '  # Both at a flood',
    '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2026-11-23T00:00:00Z, reason: other }',
    '',
    '  # Lapsed, but counted until 2026-12-20',
    '  - { user: lee.example@nhs.net, type: short-term, startsAt: 2026-11-20T00:00:00Z, reason: no-signal }',
    '# Long-term ones have no window here, so they stay for 30 days.',
    ...LONG.map((line) => line.replace('2026-12-01T00:00:00Z', '2026-10-25T09:00:00.250Z')),
  );

  test('takes out what lapsed longer ago than any limit looks back, with its own comments, and nothing else', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: text });
    const dry = await folder.mfactl(NOW, 'exception', 'prune', '--dry-run');
    assert.deepEqual(
      dry.out.split('\n').map((line) => line.split('  ')[1]),
      [6, 12, 25]
        .map((line) => `${HOME}/exceptions.yaml:${line}`)
        .concat([''])
        .map((line) => line || undefined),
    );
    assert.equal(await read(folder), text);
    assert.equal((await folder.mfactl(NOW, 'exception', 'prune')).code, 0);
    assert.equal(await read(folder), pruned);
    assert.doesNotMatch((await folder.mfactl(NOW, 'validate')).out, /lapsed-exception/);
    assert.match((await folder.mfactl(NOW, 'exception', 'prune')).err, /There is no exception to remove/);
  });

  test('leaves an empty list where all go', async (t) => {
    const one = entries(
      '  - { user: kim.example@nhs.net, type: short-term, startsAt: 2026-10-05T08:00:00Z, reason: other } # gone',
    );
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: one });
    await folder.mfactl(NOW, 'exception', 'prune');
    assert.equal(await read(folder), '# Ours\nkind: Exceptions\norganisation: X26\nexceptions: []\n');
  });
});
