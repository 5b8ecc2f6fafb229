import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { checkOutFolder } from '../../src/git/checkout.ts';

/** A repository with two commits of one file; and an empty folder to check out into. */
async function repository(context: TestContext): Promise<{ root: string; into: string; commits: string[] }> {
  const [root, into] = [await mkdtemp(join(tmpdir(), 'mfactl-')), await mkdtemp(join(tmpdir(), 'mfactl-'))];
  context.after(async () => {
    for (const folder of [root, into]) await rm(folder, { recursive: true, force: true });
  });
  const git = async (...args: string[]): Promise<string> =>
    (
      await promisify(execFile)('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.nhs.net', ...args], {
        cwd: root,
      })
    ).stdout.trim();
  await git('init', '--quiet');
  await mkdir(join(root, 'policies'));
  const commits: string[] = [];
  for (const text of ['one\n', 'two\n']) {
    await writeFile(join(root, 'policies', 'tenant.yaml'), text);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', text);
    commits.push(await git('rev-parse', 'HEAD'));
  }
  return { root, into, commits };
}

test('a folder is put elsewhere as it was at a commit, and the work tree stays', async (context) => {
  const { root, into, commits } = await repository(context);
  assert.equal(await checkOutFolder(root, commits[0] ?? '', 'policies', into), true);
  assert.equal(await readFile(join(into, 'policies', 'tenant.yaml'), 'utf8'), 'one\n');
  assert.equal(await readFile(join(root, 'policies', 'tenant.yaml'), 'utf8'), 'two\n');
});

test('variables of the machine that steer git do not stand in the way', async (context) => {
  const { root, into, commits } = await repository(context);
  const before = { ...process.env };
  context.after(() => {
    process.env = before;
  });
  Object.assign(process.env, { GIT_SSL_CAINFO: '/nowhere', GIT_EDITOR: 'false', EDITOR: 'false', PAGER: 'false' });
  assert.equal(await checkOutFolder(root, commits[0] ?? '', 'policies', into), true);
});

test('a commit or a folder that is not there is told', async (context) => {
  const { root, into, commits } = await repository(context);
  assert.equal(await checkOutFolder(root, 'f'.repeat(40), 'policies', into), false);
  assert.equal(await checkOutFolder(root, commits[0] ?? '', 'elsewhere', into), false);
});
