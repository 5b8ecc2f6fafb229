import assert from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { commitAll, git } from './git.ts';
import { organisation, type Repository, succeed } from '../worlds/repository.ts';
import { requestsOf } from './traces.ts';
import { turnedTenant } from './turned.ts';

const { waits, copyFor } = turnedTenant();

/** A repository in git whose last run followed the second of two commits. */
async function withHistory(t: TestContext): Promise<{ copy: Repository; first: string; second: string }> {
  const copy = await copyFor(t);
  await copy.write('.gitignore', '.mfactl/\nreports/\n*.ndjson\n*.csv\n');
  await git(copy.path, 'init', '--quiet', '-b', 'main');
  const first = await commitAll(copy.path, 'First');
  await succeed(copy, ['plan', '--out', 'old.ndjson'], waits.io);
  await copy.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Second name' }));
  const second = await commitAll(copy.path, 'Second');
  await succeed(copy, ['plan', '--organisation', 'X9Z', '--out', 'new.ndjson'], waits.io);
  await succeed(copy, ['apply', 'new.ndjson', '--run', 'newer'], waits.io);
  return { copy, first, second };
}

suite('A plan of policies in git is refused', () => {
  test('when a newer policy was applied before, and the newer one still goes', async (t) => {
    const { copy, first, second } = await withHistory(t);
    const sent = requestsOf(copy);
    await git(copy.path, 'checkout', '--quiet', first);
    const ran = await copy.here(['apply', 'old.ndjson'], waits.io);
    assert.equal(ran.code, 4, ran.err);
    assert.match(
      ran.err,
      new RegExp(
        `the policies of this plan \\(commit ${first}\\) do not contain those that were applied last \\(commit ${second}\\)`,
      ),
    );
    assert.equal(requestsOf(copy), sent);
    await git(copy.path, 'checkout', '--quiet', 'main');
    await succeed(copy, ['plan', '--out', 'next.ndjson'], waits.io);
    const next = await copy.here(['apply', 'next.ndjson'], waits.io);
    assert.equal(next.code, 0, next.err);
  });

  test('when its commit lies on another branch', async (t) => {
    const { copy, first } = await withHistory(t);
    await git(copy.path, 'checkout', '--quiet', '-b', 'pull-request', first);
    await copy.write('policies/organisations/RR8/organisation.yaml', organisation('RR8', { name: 'On a branch' }));
    await commitAll(copy.path, 'A pull request');
    await succeed(copy, ['plan', '--out', 'branch.ndjson'], waits.io);
    const sent = requestsOf(copy);
    const ran = await copy.here(['apply', 'branch.ndjson'], waits.io);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, /do not contain those that were applied last/);
    assert.equal(requestsOf(copy), sent);
  });

  test('when it knows no commit although one was applied', async (t) => {
    const { copy } = await withHistory(t);
    await rename(join(copy.path, '.git'), join(copy.path, 'git-that-was'));
    await succeed(copy, ['plan', '--out', 'bare.ndjson'], waits.io);
    const ran = await copy.here(['apply', 'bare.ndjson'], waits.io);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.err, /was not made in git, but the run newer applied/);
  });

  test('when its policies were not committed, and the files were put back since', async (t) => {
    const { copy } = await withHistory(t);
    const file = 'policies/organisations/X26/organisation.yaml';
    const committed = await readFile(join(copy.path, file), 'utf8');
    await copy.write(file, organisation('X26', { mfa: 'named-locations' }));
    const planned = await succeed(copy, ['plan', '--out', 'dirty.ndjson', '--json'], waits.io);
    assert.match(planned.out, /"dirty":true/);
    await copy.write(file, committed);
    const ran = await copy.here(['apply', 'dirty.ndjson'], waits.io);
    assert.equal(ran.code, 4);
    assert.match(ran.err, /the policies have changed/);
  });
});
