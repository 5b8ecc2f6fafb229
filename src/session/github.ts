/** What the commands of CI share: GitHub, the workflow run around them, and what must not be told to the public. */
import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Github } from '../github/client.ts';
import { GithubError } from '../github/error.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { type Io, EndOfCommand } from './io.ts';

/** Options of the commands that write to GitHub. */
export interface GithubCommandOptions {
  /** The login that the token belongs to. */
  readonly as?: string;
}

/** Does something with the repository of the workflow; what GitHub refuses ends the command with a message. */
export async function withGithub<Value>(
  io: Io,
  { as: login }: GithubCommandOptions,
  work: (github: Github) => Promise<Value>,
): Promise<Value> {
  const { openGithub } = await import('../github/client.ts');
  const clock = { now: () => io.now(), sleep, random: Math.random };
  try {
    return await work(await openGithub({ env: io.env, clock, signal: io.signal, login }));
  } catch (error) {
    if (error instanceof GithubError) throw new EndOfCommand(error.message);
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

const MASK =
  'this repository is public, so addresses must be masked: set "privacy: { addresses: mask }" in mfactl.yaml, and the key of the masks as a secret.';

/** Ends the command where addresses would be shown in a repository that everybody can read. GitHub tells which are. */
export async function refusePublicAddresses(github: Github, { privacy }: ResolvedSettings): Promise<void> {
  if (privacy.addresses === 'mask') return;
  const { data } = await github.rest.repos.get({ owner: github.owner, repo: github.repo });
  // An internal repository is private too.
  if (!data.private) throw new EndOfCommand(MASK);
}

/** The same without a token: the event that started the workflow tells. Outside of GitHub Actions nothing is published. */
export async function refusePublicEvent({ env }: Io, { privacy }: ResolvedSettings): Promise<void> {
  const file = env['GITHUB_EVENT_PATH'];
  if (privacy.addresses === 'mask' || !file) return;
  if ((await repositoryOf(file)).private !== true) throw new EndOfCommand(MASK);
}

async function repositoryOf(file: string): Promise<{ private?: unknown }> {
  try {
    const { repository } = JSON.parse(await readFile(file, 'utf8')) as { repository?: { private?: unknown } };
    if (repository !== undefined) return repository;
  } catch (error) {
    throw new EndOfCommand(`the event of the workflow cannot be read (${file}): ${(error as Error).message}.`);
  }
  throw new EndOfCommand(
    'the event of the workflow does not say whether the repository is public; run this in a workflow on workflow_run, pull_request or push.',
  );
}
