import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entries, HOME, LONG, NOW, read, world } from './exception-world.ts';

const END = ['exception', 'end', 'Sam.Example@nhs.net'];
const FILE = `${HOME}/exceptions.yaml`;
const SHORT = [
  '  # Lost on the ward',
  '  - user: sam.example@nhs.net',
  '    type: short-term',
  '    startsAt: 2026-11-24T08:00:00Z # told by phone',
  '    reason: phone-lost',
];

describe('mfactl exception end', () => {
  test('sets the end of a running exception to now, and changes no other byte', async (t) => {
    const text = entries(...LONG, '    # A token is ordered', '', '# the end');
    const folder = await world(t, { [FILE]: text });
    const ended = await folder.mfactl(NOW, ...END);
    assert.deepEqual([ended.code, ended.out], [0, `${FILE}:5  ends 2026-11-24T09:00:00Z\n`]);
    assert.match(ended.err, /MFA is restored once this file is merged and applied/);
    assert.equal(await read(folder), text.replace('2026-12-01T00:00:00Z', '2026-11-24T09:00:00Z'));
    assert.equal((await folder.mfactl(NOW, 'validate')).code, 0);
    assert.match((await folder.mfactl(NOW, ...END)).err, /has no running exception; "mfactl exception list" shows/);
  });

  test('gives an entry an end that had none, in its own style, and ends both types or the one that is named', async (t) => {
    const text = entries(...LONG, ...SHORT);
    const folder = await world(t, { [FILE]: text });
    assert.equal((await folder.mfactl(NOW, ...END, '--type', 'short-term')).code, 0);
    const withShort = text.replace('# told by phone\n', '# told by phone\n    expiresAt: 2026-11-24T09:00:00Z\n');
    assert.equal(await read(folder), withShort);
    const both = await world(t, { [FILE]: text });
    assert.equal((await both.mfactl(NOW, ...END)).code, 0);
    assert.equal(await read(both), withShort.replace('2026-12-01T00:00:00Z', '2026-11-24T09:00:00Z'));
    const flow = entries(
      '  - { user: sam.example@nhs.net, type: short-term, startsAt: 2026-11-24T08:00:00Z, reason: other }',
    );
    const inFlow = await world(t, { [FILE]: flow });
    assert.equal((await inFlow.mfactl(NOW, ...END)).code, 0);
    assert.equal(await read(inFlow), flow.replace('08:00:00Z,', '08:00:00Z, expiresAt: 2026-11-24T09:00:00Z,'));
  });

  test('an exception that began within this second ends with it', async (t) => {
    const folder = await world(t, {
      [FILE]: entries(...SHORT).replace('2026-11-24T08:00:00Z', '2026-11-24T09:00:00Z'),
    });
    assert.equal((await folder.mfactl(NOW, ...END)).code, 0);
    assert.match(await read(folder), /expiresAt: 2026-11-24T09:00:01Z/);
  });

  test('leaves alone what has not begun, what has lapsed, and other users and organisations', async (t) => {
    const text = entries(...LONG);
    const folder = await world(t, { [FILE]: text });
    for (const [now, argv] of [
      [Date.parse('2026-08-31T00:00:00Z'), END],
      [Date.parse('2026-12-01T00:00:00Z'), END],
      [NOW, END.with(2, 'jo.example@nhs.net')],
      [NOW, [...END, '--organisation', 'RA1']],
      [NOW, [...END, '--type', 'short-term']],
    ] as const)
      assert.equal((await folder.mfactl(now, ...argv)).code, 1, argv.join(' '));
    assert.equal(await read(folder), text);
  });

  test('writes nothing where an anchor would end another entry, too', async (t) => {
    const text = entries(
      ...LONG.with(3, '    expiresAt: &end 2026-12-01T00:00:00Z'),
      ...LONG.with(0, '  - user: kim.example@nhs.net').with(3, '    expiresAt: *end'),
    );
    const folder = await world(t, { [FILE]: text });
    const ended = await folder.mfactl(NOW, ...END);
    assert.equal(ended.code, 1);
    assert.match(ended.err, /shares text with another entry .* Set its expiresAt to 2026-11-24T09:00:00Z by hand/);
    assert.equal(await read(folder), text);
  });
});
