/** `npm test` itself: Node's own runner is content when no test ran, and this one is not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('../../tools/test.ts', import.meta.url));

/** Runs a test file with this text, or a name that no file has. */
function runTests(t: TestContext, text: string | null): { code: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mfactl-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'some.test.js');
  if (text !== null) writeFileSync(file, text);
  // Otherwise the inner runner takes itself for a file of the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUNNER, file], { env, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

const IMPORT = "const { test } = require('node:test');\n";

test('a run whose tests pass ends with 0 and shows the closing lines of the runner', (t) => {
  const { code, output } = runTests(t, `${IMPORT}test('one', () => {});`);
  assert.match(output, /tests 1\n[^]*pass 1\n/);
  assert.equal(code, 0, output);
});

test('a run with a test that fails ends with 1', (t) => {
  const { code, output } = runTests(
    t,
    `${IMPORT}test('one', () => {});\ntest('two', () => { throw new Error('no'); });`,
  );
  assert.match(output, /fail 1\n/);
  assert.equal(code, 1, output);
});

test('a run fails when its pattern matches no file', (t) => {
  const { code, output } = runTests(t, null);
  assert.match(output, /No test was executed/);
  assert.equal(code, 1, output);
});

test('a run fails when a file holds no test', (t) => {
  const { code, output } = runTests(t, 'module.exports = 1;');
  assert.match(output, /holds no test/);
  assert.equal(code, 1, output);
});

test('a run fails when every test was skipped', (t) => {
  const { code, output } = runTests(t, `${IMPORT}test('one', { skip: 'not here' }, () => {});`);
  assert.match(output, /No test was executed/);
  assert.equal(code, 1, output);
});

test('a run fails when a test file breaks off before its tests', (t) => {
  const { code, output } = runTests(t, `${IMPORT}throw new Error('broken');`);
  assert.match(output, /broken/);
  assert.equal(code, 1, output);
});
