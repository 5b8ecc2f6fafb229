import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { run } from '../../../src/cli.ts';
import { maskAddresses } from '../../../src/report/markup/mask.ts';
import { REFERENCE, ROOT } from '../../example/tenant.ts';
import { testIo } from '../../worlds/io.ts';
import { tenant, tenantFolder, type TenantFolder } from '../../worlds/tenant-folder.ts';
import { elementsOf } from './xml-elements.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const KIOSK = { address: 'kiosk@nhs.net', organisation: 'X26', unit: 'Kiosks', reported: 'Admin Enabled' };
const NAMES = 'policies/tests/names.yaml';

/** An organisation with kiosks; its policy test expects one thing that does not come out, below a name full of marks. */
function kiosks(t: TestContext, files: Readonly<Record<string, unknown>> = {}): Promise<TenantFolder> {
  return tenantFolder(t, {
    'mfactl.yaml': '{}\n',
    'policies/tenant.yaml': tenant({ approvers: ['lead.example@nhs.net'] }),
    'policies/organisations/X26/organisation.yaml':
      'kind: Organisation\ncode: X26\nname: Example\nunits:\n  - path: Kiosks\n    mfa: named-locations\n    reason: On the trust network\n',
    'policies/tests/kiosks.yaml': {
      kind: 'PolicyTest',
      name: 'Kiosks stay on named locations',
      at: '2026-11-24T09:00:00Z',
      accounts: [{ given: KIOSK, expect: { level: 'named-locations', action: 'switch' } }],
    },
    [NAMES]: `kind: PolicyTest
name: 'Wards <3 & "beds" #1 \\ are all'
at: 2026-11-24T09:00:00Z
accounts:
  - given: { address: ward@nhs.net, organisation: X26, unit: "A<B>&'", reported: Admin Disabled }
    expect: { action: enable }
  - given: { address: kiosk@nhs.net, organisation: X26, unit: Kiosks, reported: Admin Enabled }
    expect:
      action: switch
      level: standard
      status: Blocked & <gone>
`,
    ...files,
  });
}

suite('mfactl test', () => {
  test('tells of each case that fails the line, what was expected and came out, and what decided; exit 1', async (t) => {
    const { code, out } = await (await kiosks(t)).mfactl(NOW, 'test');
    assert.equal(code, 1);
    assert.match(out, /^fails {2}Wards <3 & "beds" #1 \\ are all$/m);
    assert.match(out, /^ {2}policies\/tests\/names\.yaml:10: expected level standard, got named-locations$/m);
    assert.match(out, /^ {2}policies\/tests\/names\.yaml:11: expected status Blocked & <gone>, got Admin Enabled$/m);
    assert.doesNotMatch(out, /expected action/);
    const decider = 'policies/organisations/X26/organisation.yaml:5';
    assert.match(
      out,
      new RegExp(`^  decided by ${decider}: the level of unit Kiosks is named-locations: this rule decides$`, 'm'),
    );
    assert.match(
      out,
      /^ {4}because\n {6}managed +the tenant manages accounts of type User {2}policies\/tenant\.yaml:6$/m,
    );
    assert.match(out, /3 cases in 2 policy tests: 1 fails\.\n$/);
  });

  test('runs the tests of the files that are named, and no others', async (t) => {
    const folder = await kiosks(t);
    const named = await folder.mfactl(NOW, 'test', './policies/tests/kiosks.yaml');
    assert.deepEqual([named.code, named.out], [0, '1 case in 1 policy test: all pass.\n']);
    const both = await folder.mfactl(NOW, 'test', NAMES, 'policies/tests/kiosks.yaml');
    assert.match(both.out, /3 cases in 2 policy tests/);
  });

  test('a file without a policy test is a mistake, never a pass', async (t) => {
    const { code, out, err } = await (await kiosks(t)).mfactl(NOW, 'test', 'policies/tests/kiosk.yaml', NAMES);
    assert.deepEqual([code, out], [1, '']);
    assert.match(
      err,
      /policies\/tests\/kiosk\.yaml: not a policy test; give a file such as policies\/tests\/kiosks\.yaml/,
    );
  });

  test('says plainly that there are no tests, and does not fail for it', async (t) => {
    const folder = await kiosks(t);
    await rm(join(folder.path, 'policies/tests'), { recursive: true });
    const { code, out, err } = await folder.mfactl(NOW, 'test');
    assert.deepEqual([code, out], [0, '']);
    assert.match(err, /There are no policy tests/);
    assert.equal(
      (await folder.mfactl(NOW, 'test', '--format', 'tap')).out,
      'TAP version 14\n1..0 # SKIP no policy tests\n',
    );
  });

  test('policies that are not valid end it: nothing is tested against half of them', async (t) => {
    const folder = await kiosks(t, { 'policies/roles/admin.yaml': { kind: 'Role', name: 'Admin' } });
    const { code, out, err } = await folder.mfactl(NOW, 'test');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /policies\/roles\/admin\.yaml/);
  });

  test('the example tenant passes all of its tests', async () => {
    const io = testIo(ROOT, REFERENCE);
    assert.equal(await run(['test'], io), 0, io.written.out);
    assert.match(io.written.out, /^\d+ cases in \d+ policy tests: all pass\.\n$/);
  });
});

suite('mfactl test --format', () => {
  test('tap: a plan, a point a case, marks escaped, and YAML below the one that fails', async (t) => {
    const { code, out } = await (await kiosks(t)).mfactl(NOW, 'test', '--format', 'tap');
    assert.equal(code, 1);
    const lines = out.split('\n');
    assert.deepEqual(lines.slice(0, 2), ['TAP version 14', '1..3']);
    assert.deepEqual(
      lines.filter((line) => /^(not )?ok/.test(line)),
      [
        'ok 1 - Kiosks stay on named locations: kiosk@nhs.net of X26, Kiosks',
        `ok 2 - Wards <3 & "beds" \\#1 \\\\ are all: ward@nhs.net of X26, A<B>&'`,
        'not ok 3 - Wards <3 & "beds" \\#1 \\\\ are all: kiosk@nhs.net of X26, Kiosks',
      ],
    );
    const diagnostic = parse(/^ {2}---\n([\s\S]*?)^ {2}\.\.\.$/m.exec(out)?.[1] ?? '') as Record<string, unknown>;
    assert.deepEqual(diagnostic['level'], { expected: 'standard', got: 'named-locations' });
    assert.deepEqual(
      [diagnostic['at'], diagnostic['decidedAt'], (diagnostic['trace'] as unknown[]).length],
      ['policies/tests/names.yaml:7', '2026-11-24T09:00:00Z', 3],
    );
  });

  test('junit: well-formed XML whatever the names hold, with counts that add up', async (t) => {
    const { code, out } = await (await kiosks(t)).mfactl(NOW, 'test', '--format', 'junit');
    assert.equal(code, 1);
    const elements = elementsOf(out);
    const of = (name: string) => elements.filter((element) => element.name === name);
    assert.deepEqual(
      [of('testsuites')[0]?.attributes['tests'], of('testsuites')[0]?.attributes['failures']],
      ['3', '1'],
    );
    assert.deepEqual(
      of('testsuite').map(({ attributes: { name, tests, failures } }) => [name, tests, failures]),
      [
        ['Kiosks stay on named locations', '1', '0'],
        ['Wards <3 & "beds" #1 \\ are all', '2', '1'],
      ],
    );
    assert.equal(of('testcase')[1]?.attributes['name'], "ward@nhs.net of X26, A<B>&' (line 5)");
    assert.equal(of('failure').length, 1);
    assert.match(of('failure')[0]?.attributes['message'] ?? '', /expected status Blocked & <gone>, got Admin Enabled/);
  });

  test('junit: what no XML may hold is made visible', async (t) => {
    const folder = await kiosks(t);
    await folder.write(
      NAMES,
      'kind: PolicyTest\nname: "a\\uFFFEb\\uFFFFc"\nat: 2026-11-24T09:00:00Z\naccounts: []\n'.replace(
        '[]',
        `[{ given: ${JSON.stringify(KIOSK)}, expect: { action: switch } }]`,
      ),
    );
    const { out, err } = await folder.mfactl(NOW, 'test', '--format', 'junit');
    assert.equal(err, '');
    assert.doesNotMatch(out, /[\ufffe\uffff]|\p{Surrogate}/u);
    assert.ok(elementsOf(out).some(({ attributes: { name } }) => name === 'a\\u{fffe}b\\u{ffff}c'));
  });

  test('json: one object, with the trace of each case', async (t) => {
    const folder = await kiosks(t);
    const { code, out } = await folder.mfactl(NOW, 'test', '--json');
    assert.equal(code, 1);
    const { tests, cases, failed, results } = JSON.parse(out) as Record<string, unknown> & { results: object[] };
    assert.deepEqual([tests, cases, failed, results.length], [2, 3, 1, 3]);
    assert.partialDeepStrictEqual(results[2], {
      account: 'kiosk@nhs.net',
      ok: false,
      mismatches: [
        { what: 'level', expected: 'standard', got: 'named-locations', origin: 'policies/tests/names.yaml:10' },
        { what: 'status', origin: 'policies/tests/names.yaml:11' },
      ],
      because: [
        { step: 'managed' },
        { step: 'base' },
        { step: 'base', says: 'the level of unit Kiosks is named-locations: this rule decides' },
      ],
    });
    assert.equal((await folder.mfactl(NOW, 'test', '--format', 'json')).out, out);
  });

  test('masks addresses where they are masked, in each format', async (t) => {
    const folder = await kiosks(t, { 'mfactl.yaml': 'privacy:\n  addresses: mask\n  maskKey: MASK_KEY\n' });
    for (const format of ['text', 'tap', 'junit', 'json']) {
      const io = testIo(folder.path, NOW, { MASK_KEY: 'a long random text' });
      assert.equal(await run(['test', '--format', format], io), 1);
      assert.match(io.written.out, /account-[0-9a-f]{16}/, format);
      assert.doesNotMatch(io.written.out + io.written.err, /nhs\.net/, format);
    }
  });

  test('one address has one mask in every format, whatever must be escaped around it, and JSON stays JSON', async (t) => {
    const address = "o'brien@nhs.net";
    const folder = await kiosks(t, {
      'mfactl.yaml': 'privacy:\n  addresses: mask\n  maskKey: MASK_KEY\n',
      'policies/tests/kiosks.yaml': {
        kind: 'PolicyTest',
        name: `The "${address}" case`,
        at: '2026-11-24T09:00:00Z',
        accounts: [{ given: { ...KIOSK, address, unit: `"${address}"\\` }, expect: { level: 'disabled' } }],
      },
    });
    const mask = maskAddresses('a long random text')(address);
    for (const format of ['text', 'tap', 'junit', 'json']) {
      const io = testIo(folder.path, NOW, { MASK_KEY: 'a long random text' });
      assert.equal(await run(['test', '--format', format, 'policies/tests/kiosks.yaml'], io), 1);
      const { out } = io.written;
      assert.doesNotMatch(out, /@|brien/, format);
      assert.deepEqual([...new Set(out.match(/account-[0-9a-f]+/g))], [mask], format);
      if (format === 'junit') elementsOf(out);
      if (format === 'json') {
        const { results } = JSON.parse(out) as { results: { test: string }[] };
        assert.equal(results[0]?.test, `The "${mask}" case`);
      }
    }
  });

  test('a graph directory tells no roles by its statuses, and tests see it so', async (t) => {
    const evidence = {
      kind: 'PolicyTest',
      name: 'A reported admin role is evidence',
      at: '2026-11-24T09:00:00Z',
      accounts: [
        { given: { ...KIOSK, reported: 'MFA Enforced Admin Role' }, expect: { status: 'MFA Enforced Admin Role' } },
      ],
    };
    const folder = await kiosks(t, { 'policies/tests/evidence.yaml': evidence });
    const test = () => folder.mfactl(NOW, 'test', 'policies/tests/evidence.yaml');
    assert.equal((await test()).code, 0);
    await folder.write('mfactl.yaml', 'directory: { kind: graph }\n');
    const { code, out } = await test();
    assert.equal(code, 1, out);
  });
});
