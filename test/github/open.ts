import type { TestContext } from 'node:test';
import { type Github, openGithub } from '../../src/github/client.ts';
import { type GithubDouble, githubDouble } from '../doubles/github/server.ts';
import { TurnedClock } from '../worlds/turned-clock.ts';
import type { Repository } from '../doubles/github/state.ts';

export const NOW = Date.parse('2026-11-24T09:00:00Z');
export const REPOSITORY = 'example/policies';

export interface Opened {
  readonly double: GithubDouble;
  readonly repository: Repository;
  readonly github: Github;
  readonly clock: TurnedClock;
}

/** A double with one repository that has a commit on main, and a client that is connected to it. */
export async function open(test: TestContext, signal: AbortSignal = new AbortController().signal): Promise<Opened> {
  const double = await githubDouble(test);
  const repository = double.repository(REPOSITORY);
  repository.commitFiles('main', { 'README.md': 'Policies\n' });
  const clock = new TurnedClock(NOW);
  const github = await openGithub({ env: environment(double), clock, signal });
  return { double, repository, github, clock };
}

/** What a job of a workflow has in its environment. */
export function environment({ token, url }: GithubDouble): Record<string, string> {
  return { GITHUB_TOKEN: token, GITHUB_API_URL: url, GITHUB_REPOSITORY: REPOSITORY };
}
