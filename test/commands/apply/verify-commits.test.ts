/** What verify says of the policy commits of a ledger, with real clones of a real remote. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { git } from '../../proof/git.ts';
import { applied, io } from './applied-clone.ts';
import { repositoryAt, settings } from '../../worlds/repository.ts';

test('policy commits that are on the protected branch hold, whatever is checked out', async (t) => {
  const { clone, first } = await applied(t);
  assert.equal((await clone.here(['verify'], io)).code, 0);
  await git(clone.path, 'checkout', '--quiet', first);
  const { code, out, err } = await clone.here(['verify'], io);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /Nothing is damaged: 2 lines/);
});

test('a policy commit that was never merged, or was rewritten away, is named with its line and the way to go on', async (t) => {
  const { clone, first, second } = await applied(t);
  await git(clone.path, 'push', '--quiet', '--force', 'origin', `${first}:main`);
  const { code, out } = await clone.here(['verify'], io);
  assert.equal(code, 1);
  assert.match(
    out,
    new RegExp(
      `ledger\\.ndjson:2: the policy commit ${second} is not on main of origin: it was never merged, or somebody rewrote the branch; look at its history; if its history was rewritten for a good reason, go on with: mfactl verify --accept REASON`,
    ),
  );
  assert.doesNotMatch(out, /ledger\.ndjson:1:/);
});

test('a policy commit that does not exist is named', async (t) => {
  const { clone, first, second } = await applied(t);
  await git(clone.path, 'push', '--quiet', '--force', 'origin', `${first}:main`);
  await git(clone.path, 'reset', '--quiet', '--hard', first);
  await git(clone.path, 'reflog', 'expire', '--expire=now', '--all');
  await git(clone.path, 'update-ref', '-d', 'refs/remotes/origin/main');
  await git(clone.path, 'gc', '--quiet', '--prune=now');
  const { code, out } = await clone.here(['verify'], io);
  assert.equal(code, 1);
  assert.match(out, new RegExp(`ledger\\.ndjson:2: the policy commit ${second} does not exist, so it is not on main`));
});

test('the branch that the settings protect counts, not the one that the remote shows first', async (t) => {
  const { clone, first } = await applied(t);
  await git(clone.path, 'push', '--quiet', 'origin', `${first}:refs/heads/release`);
  await clone.write('mfactl.yaml', { ...settings(), git: { branch: 'release' } });
  const { code, out } = await clone.here(['verify'], io);
  assert.equal(code, 1);
  assert.match(out, /ledger\.ndjson:2: the policy commit \w+ is not on release of origin/);
});

test('a clone that is too shallow to tell says so, and how to deepen it', async (t) => {
  const { clone, first } = await applied(t);
  const shallow = repositoryAt(join(clone.path, '.mfactl', 'shallow'));
  await git(clone.path, 'clone', '--quiet', '--depth', '1', `file://${clone.path}/.mfactl/remote.git`, shallow.path);
  await shallow.write('mfactl.yaml', { ...settings(), reports: clone.reports });
  const { code, out } = await shallow.here(['verify'], io);
  assert.equal(code, 1);
  assert.match(
    out,
    new RegExp(
      `ledger\\.ndjson:1: this clone holds only a part of the history, so mfactl cannot tell whether the policy commit ${first} was on main of origin; fetch all of it: git fetch --unshallow, in CI fetch-depth: 0`,
    ),
  );
  await git(shallow.path, 'fetch', '--quiet', '--unshallow');
  assert.equal((await shallow.here(['verify'], io)).code, 0);
});

test('a remote that cannot be asked leaves the commits out, and says so', async (t) => {
  const { clone } = await applied(t);
  await git(clone.path, 'remote', 'set-url', 'origin', join(clone.path, 'nowhere'));
  const { code, err, out } = await clone.here(['verify', '--json'], io);
  assert.equal(code, 0);
  assert.match(err, /did not look up the policy commits: origin cannot be asked/);
  assert.equal((JSON.parse(out) as { commitsChecked: boolean }).commitsChecked, false);
});

test('without a remote a policy commit holds that is on any branch of the clone', async (t) => {
  const { clone, first, second } = await applied(t);
  await git(clone.path, 'remote', 'remove', 'origin');
  await git(clone.path, 'checkout', '--quiet', '-b', 'other', first);
  assert.equal((await clone.here(['verify'], io)).code, 0);
  await git(clone.path, 'branch', '--quiet', '--force', 'main', first);
  const { code, out } = await clone.here(['verify'], io);
  assert.equal(code, 1);
  assert.match(out, new RegExp(`the policy commit ${second} is not on any branch of this clone`));
});

/** Gives a clone to another user, as root or as somebody who may become root, as in CI. */
function chown(path: string, owner: number): void {
  const args = ['chown', String(owner), path, join(path, '.git')];
  if (process.getuid?.() === 0) execFileSync('env', args);
  else execFileSync('sudo', ['-n', ...args]);
}

test('a repository that another user owns is told by verify, doctor and plan, with the command that git names', async (t) => {
  const { clone } = await applied(t);
  const says = `git refuses to read this repository, because another user owns its folder. If you trust it, run: git config --global --add safe.directory ${clone.path}`;
  chown(clone.path, 1234);
  try {
    for (const argv of [['verify'], ['plan', '--out', '.mfactl/p.ndjson'], ['apply', 'plan.ndjson'], ['report']]) {
      const { code, err } = await clone.here(argv, io);
      assert.equal(code, 1, argv[0]);
      assert.ok(err.includes(says), `${argv[0]}: ${err}`);
      assert.doesNotMatch(err, /fault in mfactl|at .*\.ts:/, argv[0]);
    }
    const { out } = await clone.here(['doctor'], io);
    assert.ok(out.includes(`problem  git        ${says}`), out);
  } finally {
    chown(clone.path, process.getuid?.() ?? 0);
  }
});
