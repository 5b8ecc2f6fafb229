import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { git } from '../../proof/git.ts';
import { BareRepository } from './bare-repository.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

async function bare(t: TestContext): Promise<{ folder: string; repository: BareRepository }> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main');
  return { folder, repository: new BareRepository('example/policies', folder, () => NOW) };
}

test('what the double commits is a commit of git, in folders, and as old as its clock says', async (t) => {
  const { folder, repository } = await bare(t);
  const sha = repository.commitFiles('main', { 'policies/tenant.yaml': 'kind: Tenant\n', 'README.md': 'Policies\n' });
  assert.equal(await git(folder, 'rev-parse', 'main'), sha);
  assert.equal(await git(folder, 'show', 'main:policies/tenant.yaml'), 'kind: Tenant');
  assert.equal(await git(folder, 'log', '-1', '--format=%ct %s', 'main'), `${NOW / 1000} A change`);
  assert.equal(await git(folder, 'fsck', '--strict', '--no-dangling'), '');
});

test('what git commits, the double knows, and nothing that is not there', async (t) => {
  const { folder, repository } = await bare(t);
  repository.commitFiles('main', { 'a.yaml': 'a: 1\n' });
  const sha = await git(folder, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'By git');
  await git(folder, 'update-ref', 'refs/heads/other', sha);
  assert.equal(repository.refs.get('heads/other'), sha);
  assert.deepEqual(repository.commits.get(sha)?.parents, [repository.refs.get('heads/main')]);
  assert.equal(repository.commits.get(sha)?.message, 'By git\n');
  assert.equal(repository.fileAt('other', 'a.yaml'), 'a: 1\n');
  assert.equal(repository.fileAt('other', 'b.yaml'), undefined);
  for (const id of ['0'.repeat(40), '--help', 'main']) assert.equal(repository.commits.has(id), false, id);
  assert.equal(repository.refs.has('heads/none'), false);
});

test('a merge has two parents, keeps what both sides changed, and closes the pull request', async (t) => {
  const { repository } = await bare(t);
  const base = repository.commitFiles('main', { 'a.yaml': 'a: 1\n' });
  repository.refs.set('heads/topic', base);
  const head = repository.commitFiles('topic', { 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
  const main = repository.commitFiles('main', { 'a.yaml': 'a: 2\n' });
  const pull = repository.openPull('topic');
  const sha = repository.merge(pull);
  assert.deepEqual(repository.commits.get(sha)?.parents, [main, head]);
  assert.deepEqual([repository.fileAt('main', 'a.yaml'), repository.fileAt('main', 'b.yaml')], ['a: 2\n', 'b: 1\n']);
  assert.deepEqual([pull.state, pull.merged, pull.mergeCommit], ['closed', true, sha]);
});
