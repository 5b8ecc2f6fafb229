/** A clone with a remote and a ledger, two commits of which were applied. */
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { commitAll, git } from '../../proof/git.ts';
import { createRepository, organisation, type Repository, settings, succeed, TENANT } from '../../worlds/repository.ts';

export const START = Date.parse('2026-11-24T06:00:00Z');
export const io = { now: () => START };

/** A clone that has pushed two commits to the protected branch of its remote, each of which a run applied. */
export async function applied(
  t: TestContext,
  config: Readonly<Record<string, unknown>> = {},
): Promise<{ clone: Repository; first: string; second: string }> {
  const clone = await createRepository(
    {
      'mfactl.yaml': { ...settings(), ...config },
      '.gitignore': '.mfactl/\nreports/\n*.ndjson\n*.csv\n',
      'policies/tenant.yaml': TENANT,
      'policies/organisations/X26/organisation.yaml': organisation('X26'),
    },
    [{ address: 'calm.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' }],
    io,
  );
  t.after(() => clone.remove());
  const remote = join(clone.path, '.mfactl', 'remote.git');
  await git(clone.path, 'init', '--quiet', '--bare', '-b', 'main', remote);
  await git(clone.path, 'init', '--quiet', '-b', 'main');
  await git(clone.path, 'remote', 'add', 'origin', remote);
  const first = await runOf(clone, 'First', 'first');
  await clone.write('policies/organisations/X26/organisation.yaml', organisation('X26', { name: 'Second name' }));
  const second = await runOf(clone, 'Second', 'second');
  return { clone, first, second };
}

/** Commits and pushes all that was changed, and applies it. */
export async function runOf(clone: Repository, message: string, run: string, at: typeof io = io): Promise<string> {
  const commit = await commitAll(clone.path, message);
  await git(clone.path, 'push', '--quiet', 'origin', 'HEAD:main');
  await succeed(clone, ['plan', '--out', 'plan.ndjson'], at);
  await succeed(clone, ['apply', 'plan.ndjson', '--run', run], at);
  return commit;
}
