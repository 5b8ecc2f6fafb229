import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { approversOf, localUser } from '../../../src/session/apply/ci.ts';
import { testIo } from '../../worlds/io.ts';

suite('Who is behind an apply', () => {
  test('is approved in CI by those whom the workflow names, each once', () => {
    const MFACTL_APPROVERS = ' sam-example, ,lee-example,sam-example';
    assert.deepEqual(approversOf(testIo('/', 0, { CI: 'true', MFACTL_APPROVERS })), ['sam-example', 'lee-example']);
    assert.deepEqual(approversOf(testIo('/', 0, { CI: 'true' })), []);
  });

  test('is approved by nobody elsewhere, whatever the environment says', () => {
    assert.deepEqual(approversOf(testIo('/', 0, { MFACTL_APPROVERS: 'sam-example' })), []);
  });

  test('is the number of a user that has no name', () => {
    const nameless = (): string => {
      throw new Error('ENOENT: no such file or directory, uv_os_get_passwd');
    };
    assert.equal(localUser(nameless), `uid ${process.getuid?.() ?? 'unknown'}`);
    assert.equal(
      localUser(() => 'jo.example'),
      'jo.example',
    );
  });
});
