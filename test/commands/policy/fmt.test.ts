import assert from 'node:assert/strict';
import { lstat, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { tenant, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const UNTIDY = 'code: X26\r\nkind: Organisation   # what it is\r\nname: "Example"\r\n';
const TIDY = 'kind: Organisation # what it is\ncode: X26\nname: Example\n';
const PATH = 'policies/organisations/X26/organisation.yaml';

describe('mfactl fmt', () => {
  test('--check lists files that differ, exits 1 and writes nothing; without it they are written, once', async (t) => {
    const folder = await tenantFolder(t, { 'policies/tenant.yaml': tenant(), [PATH]: UNTIDY });
    await folder.mfactl(NOW, 'fmt');
    await folder.write(PATH, UNTIDY);
    const checked = await folder.mfactl(NOW, 'fmt', '--check');
    assert.deepEqual([checked.code, checked.out], [1, `differs  ${PATH}\n`]);
    assert.equal(await readFile(join(folder.path, PATH), 'utf8'), UNTIDY);
    const formatted = await folder.mfactl(NOW, 'fmt');
    assert.deepEqual([formatted.code, formatted.out], [0, `formatted  ${PATH}\n`]);
    assert.equal(await readFile(join(folder.path, PATH), 'utf8'), TIDY);
    const again = await folder.mfactl(NOW, 'fmt', '--check');
    assert.deepEqual([again.code, again.out], [0, '']);
  });

  test('leaves a file with errors alone, tells them, and formats the others', async (t) => {
    const wrong = 'kind:   Role\nname: [no\n';
    const unknown = 'kind:   Role\nname: X\ncategory: other\nmatch: [X]\nmfa: never\n';
    const folder = await tenantFolder(t, {
      'policies/tenant.yaml': tenant(),
      [PATH]: UNTIDY,
      'policies/roles/a.yaml': wrong,
      'policies/roles/b.yaml': unknown,
    });
    const formatted = await folder.mfactl(NOW, 'fmt');
    assert.equal(formatted.code, 1);
    assert.match(formatted.err, /roles\/a\.yaml:\d+:\d+ error yaml-syntax/);
    assert.match(formatted.err, /roles\/b\.yaml:5:6 error schema-value/);
    assert.match(formatted.err, /2 files with errors not changed/);
    assert.equal(await readFile(join(folder.path, 'policies/roles/a.yaml'), 'utf8'), wrong);
    assert.equal(await readFile(join(folder.path, 'policies/roles/b.yaml'), 'utf8'), unknown);
    assert.equal(await readFile(join(folder.path, PATH), 'utf8'), TIDY);
  });

  test('takes away a byte order mark, and leaves a symbolic link alone', async (t) => {
    const role = (name: string): string =>
      `kind: Role\nname:   ${name}\ncategory: other\nmatch: [${name}]\nmfa: standard\n`;
    const folder = await tenantFolder(t, {
      'policies/tenant.yaml': tenant(),
      [PATH]: TIDY,
      'policies/roles/y.yaml': `\ufeff${role('Y')}`,
      'elsewhere.yaml': role('X'),
    });
    await symlink('../../elsewhere.yaml', join(folder.path, 'policies/roles/x.yaml'));
    assert.match((await folder.mfactl(NOW, 'fmt')).err, /roles\/x\.yaml error link-in-policies/);
    assert.match(await readFile(join(folder.path, 'policies/roles/y.yaml'), 'utf8'), /^kind: Role\nname: Y\n/);
    assert.ok((await lstat(join(folder.path, 'policies/roles/x.yaml'))).isSymbolicLink());
    assert.equal(await readFile(join(folder.path, 'elsewhere.yaml'), 'utf8'), role('X'));
  });
});
