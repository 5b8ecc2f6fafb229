import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { entries, HOME, LONG, NOW, read, world } from './exception-world.ts';

const ADD = [
  'exception',
  'add',
  'jo.example@nhs.net',
  '--organisation',
  'x26',
  '--type',
  'short-term',
  '--reason',
  'phone-lost',
];

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
    const text = entries(
      '  - {user:   kim.example@nhs.net, type: short-term, startsAt: 2026-11-20T08:00:00Z, reason: other} # odd',
      '',
      '# the end',
    );
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: text });
    assert.equal((await folder.mfactl(NOW, ...ADD)).out, `${HOME}/exceptions.yaml:6\n`);
    const line =
      '  - { user: jo.example@nhs.net, type: short-term, startsAt: 2026-11-24T09:00:00Z, reason: phone-lost }\n';
    assert.equal(await read(folder), text.replace(' # odd\n', ` # odd\n${line}`));
  });

  test('takes the file that is named after the type', async (t) => {
    const folder = await world(t, {
      [`${HOME}/exceptions.yaml`]: entries(...LONG),
      [`${HOME}/exceptions/short-term.yaml`]: { kind: 'Exceptions', organisation: 'X26', exceptions: [] },
    });
    assert.equal((await folder.mfactl(NOW, ...ADD)).out, `${HOME}/exceptions/short-term.yaml:4\n`);
  });

  for (const [what, argv, code] of [
    ['a reason that is not listed', [...ADD.slice(0, -1), 'tired'], 'unlisted-reason'],
    ['an end beyond the maximum', [...ADD, '--expires-at', '2026-11-26T09:00:00Z'], 'exception-too-long'],
    ['an approver who is none', [...ADD, '--approved-by', 'pat.example@nhs.net'], 'unknown-approver'],
    [
      'a long-term exception without approval',
      [...ADD.slice(0, 6), 'long-term', '--reason', 'accessibility'],
      'missing-required-field',
    ],
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
    assert.match((await folder.mfactl(NOW, ...ADD.with(4, 'ZZZ'))).err, /the policies have no organisation ZZZ/);
    assert.match(
      (await folder.mfactl(NOW, ...ADD, '--starts-at', '2026-11-24T09:00')).err,
      /--starts-at takes an RFC 3339 instant/,
    );
  });
});

describe('mfactl exception renew', () => {
  const renew = ['exception', 'renew', 'Sam.Example@nhs.net', '--organisation', 'X26'];

  test('begins where the last entry ends, with an approval of its own', async (t) => {
    const folder = await world(t, { [`${HOME}/exceptions.yaml`]: entries(...LONG, '    plan: Token ordered') });
    const renewed = await folder.mfactl(NOW, ...renew, '--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ2');
    assert.deepEqual([renewed.code, renewed.out], [0, `${HOME}/exceptions.yaml:13\n`]);
    const added = (await read(folder)).split('\n').slice(12).join('\n');
    assert.equal(
      added,
      '  - user: sam.example@nhs.net\n    type: long-term\n    startsAt: 2026-12-01T00:00:00Z\n    reason: clinical-risk\n    approvedBy: lead.example@nhs.net\n    ticket: REQ2\n',
    );
    const again = await folder.mfactl(NOW, ...renew, '--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ3');
    assert.match(again.err, /is already renewed: .*exceptions\.yaml:13/);
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
    assert.match(bare.err, /a renewal needs a new approval: give --approved-by, --ticket\./);
    const long = await folder.mfactl(
      NOW,
      ...renew,
      '--approved-by',
      'lead.example@nhs.net',
      '--ticket',
      'REQ2',
      '--expires-at',
      '2027-06-30T00:00:00Z',
    );
    assert.match(long.err, /exception-too-long/);
    assert.match((await folder.mfactl(NOW, ...renew.with(2, 'nobody@nhs.net'))).err, /has no exception in X26/);
    assert.equal(await read(folder), entries(...LONG));
  });
});
