/** Only what is merged is applied: committed policies, on the protected branch, as the remote shows it now. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { serveBare } from '../../git/dumb-http.ts';
import { commitAll, git, pushedTo } from '../../proof/git.ts';
import { at, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import { requestsOf } from '../../proof/traces.ts';
import { resealPlan } from '../../worlds/forge.ts';
import { organisation, type Ran, type Repository, settings, succeed } from '../../worlds/repository.ts';

/** A clone whose main is pushed, and its remote. One account is to get MFA. */
async function clone(t: TestContext): Promise<{ repository: Repository; bare: string }> {
  const repository = await repositoryFor(t, {}, [
    ...people(9),
    ...people(1, 'X26', 'Admin Disabled').map((row) => ({ ...row, address: 'new.example@nhs.net' })),
  ]);
  await repository.write('.gitignore', '.mfactl/\nreports/\n*.ndjson\n*.csv\n');
  await pushedTo(t, repository.path);
  const bare = await git(repository.path, 'remote', 'get-url', 'origin');
  return { repository, bare };
}

const plan = (repository: Repository, now = NOW): Promise<Ran> =>
  succeed(repository, ['plan', '--out', 'plan.ndjson'], at(now));

const apply = (repository: Repository, now = NOW): Promise<Ran> => repository.here(['apply', 'plan.ndjson'], at(now));

async function assertRefused(repository: Repository, says: RegExp, code = 4, now = NOW): Promise<void> {
  const sent = requestsOf(repository);
  const ran = await apply(repository, now);
  assert.equal(ran.code, code, ran.err);
  assert.match(ran.err, says);
  assert.equal(requestsOf(repository), sent);
}

const anotherName = (repository: Repository): Promise<void> =>
  repository.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Another name' }));

suite('A plan is applied only where its policies are on the protected branch of the remote', () => {
  test('a commit that was pushed there is', async (t) => {
    const { repository } = await clone(t);
    await plan(repository);
    assert.equal((await apply(repository)).code, 0);
  });

  test('a commit that is only in this clone is not', async (t) => {
    const { repository } = await clone(t);
    await anotherName(repository);
    const commit = await commitAll(repository.path, 'Not merged');
    // What this clone believes of the remote counts for nothing.
    await git(repository.path, 'update-ref', 'refs/remotes/origin/main', commit);
    await plan(repository);
    await assertRefused(repository, new RegExp(`commit ${commit}\\) are not on main of origin; merge them first`));
  });

  test('a commit of another branch of the remote is not, unless the settings name that branch', async (t) => {
    const { repository } = await clone(t);
    await git(repository.path, 'checkout', '--quiet', '-b', 'pull-request');
    await anotherName(repository);
    await commitAll(repository.path, 'A pull request');
    await git(repository.path, 'push', '--quiet', 'origin', 'pull-request');
    await plan(repository);
    await assertRefused(repository, /are not on main of origin/);
    await repository.write('mfactl.yaml', { ...settings(), git: { branch: 'pull-request' } });
    assert.equal((await apply(repository)).code, 0);
  });

  test('policies with changes that are in no commit are not, even where the plan does not say so', async (t) => {
    const { repository } = await clone(t);
    await anotherName(repository);
    await plan(repository);
    await assertRefused(repository, /this plan was made from policies that differ from commit [0-9a-f]{40}; merge/);
    await resealPlan(join(repository.path, 'plan.ndjson'), (_, header) =>
      Object.assign(header.policy, { dirty: false }),
    );
    await assertRefused(repository, /this plan was made from policies that differ from commit [0-9a-f]{40}; merge/);
  });

  test('a branch that moved on since is fetched, and the plan still stands', async (t) => {
    const { repository, bare } = await clone(t);
    await plan(repository);
    const other = await mkdtemp(join(tmpdir(), 'mfactl-other-'));
    t.after(() => rm(other, { recursive: true, force: true }));
    await git(other, 'clone', '--quiet', bare, '.');
    await appendFile(join(other, '.gitignore'), 'more\n');
    await commitAll(other, 'Later');
    await git(other, 'push', '--quiet', 'origin', 'main');
    assert.equal((await apply(repository)).code, 0);
  });

  test('an unmerged commit that a line of the ledger names is no way in', async (t) => {
    const { repository } = await clone(t);
    await anotherName(repository);
    const unmerged = await commitAll(repository.path, 'Not merged');
    await git(repository.path, 'remote', 'rename', 'origin', 'elsewhere');
    await plan(repository);
    // Without a remote of that name nothing can be asked, and the ledger gets a line of the commit.
    assert.equal((await apply(repository)).code, 0);
    await git(repository.path, 'remote', 'rename', 'elsewhere', 'origin');
    await plan(repository, NOW + 60_000);
    await assertRefused(repository, new RegExp(`commit ${unmerged}\\) are not on main of origin`), 4, NOW + 60_000);
  });

  test('a remote that cannot be asked ends with exit code 1, and nothing is sent', async (t) => {
    const { repository, bare } = await clone(t);
    await plan(repository);
    await rm(bare, { recursive: true });
    await assertRefused(repository, /origin cannot be asked: fatal:/, 1);
  });

  test('a branch that the remote does not have is told, and so is a HEAD that names none', async (t) => {
    const { repository, bare } = await clone(t);
    await plan(repository);
    await repository.write('mfactl.yaml', { ...settings(), git: { branch: 'release' } });
    await assertRefused(repository, /origin has no branch release; correct "git" in mfactl\.yaml/, 1);
    await repository.write('mfactl.yaml', settings());
    await git(bare, 'symbolic-ref', 'HEAD', 'refs/heads/gone');
    await assertRefused(repository, /the HEAD of origin names no branch; name the protected branch/, 1);
  });

  test('a clone with a part of the history says how to get the rest', async (t) => {
    const { repository, bare } = await clone(t);
    await plan(repository);
    assert.equal((await apply(repository)).code, 0);
    await anotherName(repository);
    await commitAll(repository.path, 'Second');
    await git(repository.path, 'push', '--quiet', 'origin', 'main');
    await git(repository.path, 'checkout', '--quiet', '--detach');
    await git(repository.path, 'fetch', '--quiet', '--depth', '1', `file://${bare}`, 'main');
    await plan(repository, NOW + 60_000);
    await assertRefused(
      repository,
      /holds only a part of the history.*git fetch --unshallow, in CI fetch-depth: 0/s,
      4,
      NOW + 60_000,
    );
    await git(repository.path, 'fetch', '--quiet', '--unshallow', 'origin');
    assert.equal((await apply(repository, NOW + 60_000)).code, 0);
  });
});

suite('A clock that is wrong applies nothing', () => {
  test('behind the last line of the ledger by more than 5 minutes', async (t) => {
    const { repository } = await clone(t);
    await plan(repository);
    assert.equal((await apply(repository)).code, 0);
    const back = NOW - 43 * 3_600_000;
    await plan(repository, back);
    await assertRefused(
      repository,
      /the clock of this machine says 2026-11-22T14:00:00Z, but the last line of the ledger is of 2026-11-24T09:00/,
      4,
      back,
    );
    await plan(repository, NOW - 299_000);
    assert.equal((await apply(repository, NOW - 299_000)).code, 0);
  });

  test('5 minutes and more from that of a remote that tells the time', async (t) => {
    const { repository, bare } = await clone(t);
    const http = await serveBare(bare, NOW);
    t.after(() => http.close());
    await git(repository.path, 'remote', 'set-url', 'origin', http.url);
    await plan(repository);
    http.date = NOW + 301_000;
    await assertRefused(
      repository,
      /the clock of this machine says 2026-11-24T09:00:00Z, but that of origin says 2026-11-24T09:05:01Z; correct the clock/,
    );
    http.date = NOW - 301_000;
    await assertRefused(repository, /but that of origin says 2026-11-24T08:54:59Z/);
    http.date = NOW + 299_000;
    assert.equal((await apply(repository)).code, 0);
  });
});
