import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { run } from '../../../src/cli.ts';
import { loadPolicies } from '../../../src/policy/load.ts';
import { readSettings } from '../../../src/policy/settings/read.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { testIo, type TestIo } from '../../worlds/io.ts';

suite('mfactl init', () => {
  let folder: string;
  let io: TestIo;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
    io = testIo(folder, REFERENCE);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('makes a repository whose policies and settings have no error', async () => {
    assert.equal(await run(['init', 'mine', '--code', 'rx1', '--name', 'A "quoted": name # 1'], io), 0);
    const root = join(folder, 'mine');
    const loaded = loadPolicies(root, 'policies', REFERENCE);
    assert.ok(loaded.ok, JSON.stringify(loaded.diagnostics));
    assert.deepEqual(
      loaded.diagnostics.map(({ code }) => code),
      ['no-approvers'],
    );
    assert.equal(loaded.value.policies.organisations.get('RX1')?.name, 'A "quoted": name # 1');
    assert.equal(loaded.value.policies.roles.length, 7);
    assert.ok(readSettings(null, root).ok);
  });

  test('takes a code that is all digits for a text, not for a number', async () => {
    assert.equal(await run(['init', '--code', '99017'], io), 0);
    const loaded = loadPolicies(folder, 'policies', REFERENCE);
    assert.ok(loaded.ok && loaded.value.policies.organisations.has('99017'));
  });

  test('fills in code and name in one pass, whatever words they hold', async () => {
    assert.equal(await run(['init', '--code', 'NAME', '--name', 'CODE $& NAME'], io), 0);
    const loaded = loadPolicies(folder, 'policies', REFERENCE);
    assert.ok(loaded.ok);
    assert.equal(loaded.value.policies.organisations.get('NAME')?.name, 'CODE $& NAME');
  });

  test('never touches a file that is there, and says so', async () => {
    await mkdir(join(folder, 'policies'));
    await writeFile(join(folder, 'policies', 'tenant.yaml'), 'mine');
    await symlink(join(folder, 'nowhere'), join(folder, 'mfactl.yaml'));
    assert.equal(await run(['init'], io), 0);
    assert.match(io.written.out, /^kept {2}policies\/tenant\.yaml$/m);
    assert.match(io.written.out, /^kept {2}mfactl\.yaml$/m);
    assert.match(io.written.out, /^made {2}policies\/roles\/local-admin\.yaml$/m);
    assert.equal(await readFile(join(folder, 'policies', 'tenant.yaml'), 'utf8'), 'mine');
    await assert.rejects(readFile(join(folder, 'nowhere')));
  });

  test('run twice makes nothing the second time', async () => {
    await run(['init'], io);
    const again = testIo(folder, REFERENCE);
    assert.equal(await run(['init'], again), 0);
    assert.doesNotMatch(again.written.out, /^made/m);
  });

  test('tells the next three commands', async () => {
    await run(['init', 'my policies'], io);
    const [, next] = io.written.out.split('Next:\n');
    assert.deepEqual(next?.trim().split(/\n */), [
      'cd "my policies"',
      'mfactl validate',
      'mfactl sandbox load --mailbox-report "Mailbox Report.csv" --mfa-report MFAStatusReport.csv',
      'mfactl plan',
    ]);
  });

  for (const code of ['', '..', 'X26/..', 'TOOLONGCODE', 'X 26', 'É1']) {
    test(`refuses "${code}", which is no ODS code, and writes nothing`, async () => {
      assert.equal(await run(['init', '--code', code], io), 1);
      assert.match(io.written.err, /is not an ODS code/);
      assert.deepEqual(await readdir(folder), []);
    });
  }

  test('refuses a name that is not one line', async () => {
    assert.equal(await run(['init', '--name', 'a\nmfa: disabled'], io), 1);
    assert.match(io.written.err, /1 to 300 characters on one line/);
    assert.deepEqual(await readdir(folder), []);
  });
});
