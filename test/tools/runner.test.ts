/** `npm test` itself: Node's own runner is content when no test ran, and this one is not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { longestFirst } from '../../tools/tests/durations.ts';
import { filesOf, kindOf, ROOT, SLOW } from '../../tools/tests/kind.ts';
import { ABSENT } from '../worlds/shared-contract.ts';

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

test('a run ends with its slowest files and how long it took, and says in one line what an absent contract left out', (t) => {
  const skip = `{ skip: '${ABSENT}: data/x.csv is missing' }`;
  const { code, output } = runTests(
    t,
    `${IMPORT}test('one', () => {});\ntest('two', ${skip}, () => {});\ntest('three', ${skip}, () => {});`,
  );
  assert.match(output, /The slowest files:\n +\d+\.\d s {2}\S+some\.test\.js\n3 tests in 1 files took \d+\.\d s\./);
  assert.match(output, new RegExp(`^2 tests were skipped because ${ABSENT}\\.$`, 'm'));
  assert.equal(code, 0, output);
});

test('test files share compiled code and a folder for temporary files, which is gone when the run ends', (t) => {
  const { code, output } = runTests(
    t,
    `${IMPORT}test('one', () => {
      const folder = require('node:fs').mkdtempSync(require('node:os').tmpdir() + '/left-');
      console.log('TOLD ' + folder + ' ' + require('node:module').getCompileCacheDir());
    });`,
  );
  assert.equal(code, 0, output);
  const [, folder = '', compiled = ''] = /TOLD (\S+) (\S+)/.exec(output) ?? [];
  assert.match(folder, /mfactl-tests-/);
  assert.equal(existsSync(folder), false);
  assert.equal(existsSync(compiled), true, compiled);
});

test('the files that were slow last time begin first, then those of which nothing is known, then the small ones', () => {
  const [slowest = '', least = ''] = [Object.keys(SLOW)[0], Object.keys(SLOW).at(-1)];
  const files = [join(ROOT, 'test/new.test.ts'), join(ROOT, least), join(ROOT, slowest)];
  assert.deepEqual(
    longestFirst(files, SLOW),
    [slowest, least, 'test/new.test.ts'].map((name) => join(ROOT, name)),
  );
  assert.deepEqual(
    longestFirst([join(ROOT, 'test/small.test.ts'), ...files], { ...SLOW, 'test/small.test.ts': 0.1 }).at(-1),
    join(ROOT, 'test/small.test.ts'),
  );
});

test('every file that is known to be slow is there, and only a quick run leaves it out', () => {
  const all = filesOf(kindOf([]));
  const quick = filesOf(kindOf(['--quick']));
  for (const name of Object.keys(SLOW)) assert.ok(all.includes(join(ROOT, name)), `${name} of tools/tests/slow.json`);
  const left = all.filter((file) => !quick.includes(file)).map((file) => relative(ROOT, file));
  for (const name of left) assert.ok(name in SLOW || /^test\/(proof|browser)\//.test(name), name);
  assert.ok(left.length > 30 && quick.length > 100, `${left.length} of ${all.length}`);
});
