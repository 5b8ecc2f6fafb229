/** A change that deletes the entry of an exception that runs is told, with the way to end it. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { commitAll, git, pushedTo } from '../../proof/git.ts';
import { ALLOWS, at, longTerm, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import type { Repository } from '../../worlds/repository.ts';

const USER = 'x26-0.example@nhs.net';
const ENTRIES = 'policies/organisations/X26/exceptions.yaml';
const NONE = { kind: 'Exceptions', organisation: 'X26', exceptions: [] };

async function scene(t: TestContext): Promise<Repository> {
  const repository = await repositoryFor(t, { ...ALLOWS, [ENTRIES]: longTerm(USER) }, people(2));
  await repository.write('.gitignore', '.mfactl/\nreports/\n*.csv\n');
  return repository;
}

async function told(repository: Repository, now = NOW): Promise<{ file: string; line: number; message: string }[]> {
  const { code, out } = await repository.here(['validate', '--format', 'json'], at(now));
  assert.equal(code, 0, out);
  const all = JSON.parse(out) as { code: string; file: string; line: number; message: string }[];
  return all.filter(({ code: own }) => own === 'deleted-exception');
}

suite('The entry of an exception that runs', () => {
  test('is told when it was deleted on a branch, in whatever commit, and no longer once the branch has it back', async (t) => {
    const repository = await scene(t);
    await pushedTo(t, repository.path);
    await git(repository.path, 'fetch', '--quiet', 'origin');
    await git(repository.path, 'remote', 'set-head', 'origin', 'main');
    await git(repository.path, 'checkout', '--quiet', '-b', 'change');
    await repository.write(ENTRIES, NONE);
    await commitAll(repository.path, 'Delete');
    await repository.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'Other',
    });
    await commitAll(repository.path, 'Later');
    const [one, ...others] = await told(repository);
    assert.deepEqual(others, []);
    assert.equal(one?.file, ENTRIES);
    assert.match(
      one?.message ?? '',
      /This long-term exception of x26-0\.example@nhs\.net runs until 2026-12-01T00:00:00Z, and this change deletes its entry\. To end it .*: mfactl exception end x26-0\.example@nhs\.net$/,
    );
    await repository.write(ENTRIES, longTerm(USER));
    assert.deepEqual(await told(repository), []);
  });

  test('is told against the commit that is checked out where no protected branch is known', async (t) => {
    const repository = await scene(t);
    await git(repository.path, 'init', '--quiet', '-b', 'main');
    await commitAll(repository.path, 'First');
    await rm(join(repository.path, ENTRIES));
    assert.equal((await told(repository)).length, 1);
    await commitAll(repository.path, 'Delete');
    assert.deepEqual(await told(repository), []);
  });

  test('is not told where it is over, has moved to another file, or was renewed', async (t) => {
    const repository = await scene(t);
    await git(repository.path, 'init', '--quiet', '-b', 'main');
    await commitAll(repository.path, 'First');
    await rm(join(repository.path, ENTRIES));
    assert.deepEqual(await told(repository, Date.parse('2026-12-01T00:00:00Z')), []);
    await repository.write('policies/organisations/X26/exceptions/one.yaml', longTerm(USER));
    assert.deepEqual(await told(repository), []);
    await repository.write(
      'policies/organisations/X26/exceptions/one.yaml',
      longTerm(USER, { startsAt: '2026-11-20T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' }),
    );
    assert.deepEqual(await told(repository), []);
  });
});
