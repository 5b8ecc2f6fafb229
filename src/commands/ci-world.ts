/** What the commands of CI share: GitHub, the workflow run around them, and what must not be told to the public. */
import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Github } from '../github/client.ts';
import { GithubError } from '../github/error.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { type Io, Stop } from './io.ts';

/** Options of the commands that write to GitHub. */
export interface GithubCommandOptions {
  /** The login that the token belongs to. */
  readonly as?: string;
}

/** Does something with the repository of the workflow; what GitHub refuses ends the command with a message. */
export async function withGithub<Value>(io: Io, { as: login }: GithubCommandOptions, work: (github: Github) => Promise<Value>): Promise<Value> {
  const { openGithub } = await import('../github/client.ts');
  const clock = { now: () => io.now(), sleep, random: Math.random };
  try {
    return await work(await openGithub({ env: io.env, clock, signal: io.signal, login }));
  } catch (error) {
    if (error instanceof GithubError) throw new Stop(error.message);
    throw error;
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal });
}

/** The page of the workflow run; null outside of GitHub Actions. */
export function runUrl({ env }: Io): string | null {
  const [server, repository, run] = [env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY'], env['GITHUB_RUN_ID']];
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : null;
}

/** How a path below the settings is called from the root of the repository, where the settings may lie in a folder. */
export function repositoryPath(io: Io, settings: ResolvedSettings): (file: string) => string {
  const root = io.env['GITHUB_WORKSPACE'] || settings.root;
  return (file) => relative(root, resolve(settings.root, file)).replaceAll(sep, '/');
}

/** Ends the command where addresses would be shown in a repository that everybody can read. */
export async function refusePublicAddresses(io: Io, { privacy }: ResolvedSettings): Promise<void> {
  if (privacy.addresses === 'mask' || !(await isPublic(io))) return;
  throw new Stop('this repository is public, so addresses must be masked: set "privacy: { addresses: mask }" in mfactl.yaml, and the key of the masks as a secret.');
}

/** As the event that started the workflow tells; outside of GitHub Actions nothing is published. */
async function isPublic({ env }: Io): Promise<boolean> {
  const file = env['GITHUB_EVENT_PATH'];
  if (!file) return false;
  try {
    const { repository } = JSON.parse(await readFile(file, 'utf8')) as { repository?: { private?: unknown } };
    return repository?.private !== true;
  } catch (error) {
    throw new Stop(`the event of the workflow can not be read (${file}): ${(error as Error).message}.`);
  }
}
