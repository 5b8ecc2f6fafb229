/** A ledger on the branch of the policies: refused before anything is read from it or written to it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { commitAll, git } from '../../proof/git.ts';
import type { Repository } from '../../worlds/repository.ts';
import { settings } from '../../worlds/repository.ts';
import { applied, io } from './applied-clone.ts';

const COMMANDS = [['plan', '--out', '.mfactl/p.ndjson'], ['verify'], ['apply', 'plan.ndjson'], ['report']] as const;

/** Every command that uses the ledger ends with this, and the remote stays as it was. */
async function assertRefused(clone: Repository, says: RegExp): Promise<void> {
  const refs = () => git(join(clone.path, '.mfactl/remote.git'), 'for-each-ref');
  const before = await refs();
  for (const argv of COMMANDS) {
    const { code, err, out } = await clone.here(argv, io);
    assert.equal(code, 1, argv[0]);
    assert.match(`${err}${out}`, says, argv[0]);
  }
  const { out } = await clone.here(['doctor'], io);
  assert.match(out, new RegExp(`problem +ledger +.*${says.source}`));
  assert.equal(await refs(), before);
}

async function ledgerOn(t: TestContext, branch: string): Promise<Repository> {
  const { clone } = await applied(t);
  await clone.write('mfactl.yaml', { ...settings(), ledger: { branch } });
  return clone;
}

test('the branch that is checked out is refused, even where the remote has none yet', async (t) => {
  const clone = await ledgerOn(t, 'main');
  await git(join(clone.path, '.mfactl/remote.git'), 'update-ref', '-d', 'refs/heads/main');
  await git(clone.path, 'update-ref', '-d', 'refs/remotes/origin/main');
  await assertRefused(
    clone,
    /the ledger's branch main on origin is the branch of the policies; give the ledger a branch of its own in mfactl\.yaml: ledger: \{ branch: mfactl-ledger \}/,
  );
});

test('the branch that the remote shows first is refused, whatever is checked out and whatever it holds', async (t) => {
  const clone = await ledgerOn(t, 'main');
  await git(clone.path, 'checkout', '--quiet', '--orphan', 'other');
  await git(clone.path, 'rm', '-r', '--quiet', '--force', '--cached', '.');
  await clone.write('note.txt', 'no policies here');
  await git(clone.path, 'add', 'note.txt');
  await git(clone.path, 'commit', '--quiet', '-m', 'Other');
  await git(clone.path, 'push', '--quiet', '--force', 'origin', 'other:main');
  await assertRefused(clone, /the ledger's branch main on origin is the branch of the policies/);
});

test('a branch that holds policies is refused, in whatever folder they lie', async (t) => {
  const clone = await ledgerOn(t, 'release');
  await git(clone.path, 'checkout', '--quiet', '-b', 'moving');
  await git(clone.path, 'mv', 'policies', 'infra');
  await git(clone.path, 'rm', '--quiet', '--cached', 'mfactl.yaml');
  const moved = await git(clone.path, 'write-tree');
  const commit = await git(clone.path, 'commit-tree', moved, '-m', 'Moved');
  await git(clone.path, 'push', '--quiet', 'origin', `${commit}:refs/heads/release`);
  await git(clone.path, 'reset', '--quiet', '--hard', 'main');
  await clone.write('mfactl.yaml', { ...settings(), ledger: { branch: 'release' } });
  await assertRefused(
    clone,
    /the ledger's branch release on origin holds policies \(infra\/organisations\/X26\/organisation\.yaml\)/,
  );
});

test('policies that somebody puts beside a ledger later are refused too', async (t) => {
  const { clone } = await applied(t, { ledger: { branch: 'mfactl-ledger' } });
  const beside = join(clone.path, '.mfactl/beside');
  await git(clone.path, 'clone', '--quiet', '-b', 'mfactl-ledger', join(clone.path, '.mfactl/remote.git'), beside);
  await clone.write('.mfactl/beside/policies/tenant.yaml', 'kind: Tenant\n');
  await commitAll(beside, 'Policies');
  await git(beside, 'push', '--quiet', 'origin', 'HEAD');
  await assertRefused(clone, /the ledger's branch mfactl-ledger on origin holds policies \(policies\/tenant\.yaml\)/);
});
