/** Real git, with no settings of the user and no questions. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Jo Example',
  GIT_AUTHOR_EMAIL: 'jo.example@nhs.net',
  GIT_COMMITTER_NAME: 'Jo Example',
  GIT_COMMITTER_EMAIL: 'jo.example@nhs.net',
};

/** Runs git in a folder and returns what it printed. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: folder, env: { ...process.env, ...ENVIRONMENT } });
  return stdout.trim();
}

/** Commits all that stands in a folder, and returns the commit. */
export async function commitAll(folder: string, message: string): Promise<string> {
  await git(folder, 'add', '-A');
  await git(folder, 'commit', '--quiet', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

/** Makes a folder a clone whose main is pushed to a bare repository, and returns what commits and pushes again. */
export async function pushedTo(t: TestContext, folder: string): Promise<() => Promise<string>> {
  const bare = await mkdtemp(join(tmpdir(), 'mfactl-bare-'));
  t.after(() => rm(bare, { recursive: true, force: true }));
  await git(bare, 'init', '--quiet', '--bare', '-b', 'main');
  await git(folder, 'init', '--quiet', '-b', 'main');
  await git(folder, 'remote', 'add', 'origin', bare);
  const push = async (): Promise<string> => {
    const commit = await commitAll(folder, 'A change');
    await git(folder, 'push', '--quiet', 'origin', 'HEAD:main');
    return commit;
  };
  await push();
  return push;
}
