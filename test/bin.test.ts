/** The launcher as people start it: a real process, from any folder, in a checkout and in a package. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const LAUNCHER = join(ROOT, 'bin', 'mfactl.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mfactl-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function start(node: string, args: readonly string[], cwd: string): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** The machine's own Node, where it is another than the repository's: its path and version. */
function machineNode(): { path: string; version: string } | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const path = folders
    .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((file) => existsSync(file));
  return path === undefined ? null : { path, version: start(path, ['--version'], ROOT).out.trim().slice(1) };
}

function isTooOld(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 18);
}

const machine = machineNode();
const notOld =
  machine === null ? 'no other Node on PATH' : `the Node on PATH is ${machine.version}, which is new enough`;

test("the machine's older Node is told plainly which one is needed, and ends with 1", {
  skip: machine !== null && isTooOld(machine.version) ? false : notOld,
}, (t) => {
  assert.ok(machine !== null);
  const { code, out, err } = start(machine.path, [LAUNCHER, '--version'], temporaryFolder(t));
  assert.match(err, /^mfactl needs Node 22\.18 or newer; this is Node /);
  assert.ok(err.includes(machine.version) && !err.includes('    at '), err);
  assert.deepEqual({ code, out }, { code: 1, out: '' });
});

for (const [claimed, enough] of [
  ['18.20.4', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['24.0.0', true],
] as const) {
  test(`Node ${claimed} is ${enough ? 'new enough' : 'too old'}`, (t) => {
    const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${claimed}'}})`;
    const { code, err } = start(process.execPath, ['--import', pretend, LAUNCHER, '--version'], temporaryFolder(t));
    assert.equal(/needs Node 22\.18 or newer/.test(err), !enough, err);
    assert.equal(code, enough ? 0 : 1, err);
  });
}

test('it runs from another working folder', (t) => {
  const { code, out, err } = start(process.execPath, [LAUNCHER, '--version'], temporaryFolder(t));
  assert.deepEqual({ code, out: out.trim(), err }, { code: 0, out: version, err: '' });
});

test('it runs in its own process: a Node that may start no other one is enough', (t) => {
  const locked = ['--permission', '--allow-fs-read=*'];
  const { code, out, err } = start(process.execPath, [...locked, LAUNCHER, '--version'], temporaryFolder(t));
  assert.deepEqual({ code, out: out.trim() }, { code: 0, out: version }, err);
});

test('the compiled code runs where there is no source, as in a package', (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['bin', 'schemas', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = join(ROOT, 'tsconfig.build.json');
  // The types are checked apart: by "npm run check:types", and when the package is built.
  const args = ['-p', project, '--noCheck', '--outDir', join(folder, 'dist')];
  const built = start(process.execPath, [compiler, ...args], ROOT);
  assert.equal(built.code, 0, built.out);
  // What the build copies beside the code.
  cpSync(join(ROOT, 'src', 'templates'), join(folder, 'dist', 'templates'), { recursive: true });
  assert.ok(!existsSync(join(folder, 'src')));
  const launcher = join(folder, 'bin', 'mfactl.js');
  const { code, out, err } = start(process.execPath, [launcher, '--version'], tmpdir());
  assert.deepEqual({ code, out: out.trim() }, { code: 0, out: version }, err);
  const made = start(process.execPath, [launcher, 'init', 'mine'], folder);
  assert.equal(made.code, 0, made.err);
  assert.ok(existsSync(join(folder, 'mine', 'policies', 'tenant.yaml')), 'the templates are found from there');
});

test('where neither source nor compiled code is there, it fails and names what is missing', (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['bin', 'package.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const { code, err } = start(process.execPath, [join(folder, 'bin', 'mfactl.js'), '--version'], folder);
  assert.ok(err.includes(pathToFileURL(join(folder, 'dist', 'cli.js')).pathname), err);
  assert.equal(code, 1);
});
