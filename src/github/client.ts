/** The one door to GitHub: octokit, loaded when it is opened. */
import type { Octokit } from 'octokit';
import type { ChanceClock } from '../machine/clock.ts';
import { RetryBudget, type RetryLimits } from '../machine/retry-budget.ts';
import { GithubError } from './error.ts';
import { Requests, type Sent } from './requests.ts';

/** One repository, and who speaks with GitHub. */
export interface Github {
  readonly rest: Octokit['rest'];
  readonly paginate: Octokit['paginate'];
  readonly owner: string;
  readonly repo: string;
  /** The login of who the token belongs to: comments of anybody else are not ours. */
  readonly login: string;
}

export interface GithubOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: ChanceClock;
  readonly signal: AbortSignal;
  /** Left out: the job's own token, `github-actions[bot]`. */
  readonly login?: string | undefined;
}

/** Tries and times of one command. An hour-long wait for a new quota is better spent by the next run. */
const LIMITS: RetryLimits = { perRequest: 5, perRun: 50, waiting: 600_000, base: 1000, longest: 60_000 };

/** Marks a POST that may be sent twice without harm. */
export const REPEATABLE = { request: { repeatable: true } } as const;

/**
 * Opens the repository that GITHUB_REPOSITORY names, with the token of MFACTL_GITHUB_TOKEN or GITHUB_TOKEN, at
 * GITHUB_API_URL. Throws a GithubError where one is missing or wrong.
 */
export async function openGithub({
  env,
  clock,
  signal,
  login = 'github-actions[bot]',
}: GithubOptions): Promise<Github> {
  const token = env['MFACTL_GITHUB_TOKEN'] || env['GITHUB_TOKEN'];
  if (token === undefined || token === '')
    throw unusable(
      'there is no token: set MFACTL_GITHUB_TOKEN or GITHUB_TOKEN (in a workflow: env: GITHUB_TOKEN: ${{ github.token }})',
    );
  const { owner, repo } = repositoryOf(env);
  const baseUrl = apiUrl(env['GITHUB_API_URL']);
  const { Octokit } = await import('octokit');
  const quiet = (): void => undefined;
  const octokit = new Octokit({
    auth: token,
    baseUrl,
    userAgent: 'mfactl',
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const requests = new Requests(clock, new RetryBudget(LIMITS, () => clock.random()), signal, token);
  octokit.hook.wrap('request', async (request, options) =>
    requests.send(async () => request(options), options as Sent),
  );
  return { rest: octokit.rest, paginate: octokit.paginate, owner, repo, login };
}

function repositoryOf(env: GithubOptions['env']): { owner: string; repo: string } {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(env['GITHUB_REPOSITORY'] ?? '') ?? [];
  if (owner === undefined || repo === undefined)
    throw unusable('the repository is not known: set GITHUB_REPOSITORY to owner/name, as GitHub Actions does');
  return { owner, repo };
}

/** A token never travels in the clear; a loopback is no travel. */
function apiUrl(given: string | undefined): string {
  const text = given || 'https://api.github.com';
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !loopback) throw unusable('GITHUB_API_URL must be an https address');
  return text.replace(/\/+$/, '');
}

function unusable(message: string): GithubError {
  return new GithubError(message, { status: null, uncertain: false });
}

/** The `owner/name` in the address of a remote at GitHub, as git writes such addresses; null for any other. */
export function repositoryAt(remote: string, host = 'github.com'): string | null {
  const url = URL.canParse(remote) ? new URL(remote) : null;
  // git@github.com:owner/name is no URL, or one whose scheme is "git@github.com".
  const [, place, path] = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(remote) ?? [];
  const [at, below] =
    url !== null && ['https:', 'ssh:'].includes(url.protocol) ? [url.hostname, url.pathname] : [place, path];
  // Where port 22 is closed, GitHub takes ssh under a name of its own.
  if (at === undefined || below === undefined || ![host, `ssh.${host}`].includes(at.toLowerCase())) return null;
  return /^\/?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(below)?.[1] ?? null;
}
