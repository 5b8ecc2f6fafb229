/** The policies of one organisation in a bare repository that git and a GitHub double both serve, and its directory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Instant } from '../../src/model/account.ts';
import { parseInstant } from '../../src/model/time.ts';
import { BareRepository } from '../doubles/github/bare-repository.ts';
import { type GithubDouble, githubDouble } from '../doubles/github/server.ts';
import { REPOSITORY } from '../github/open.ts';
import { git } from './git.ts';
import { firstClone } from './path-policies.ts';
import { type Repository, repositoryAt } from '../worlds/repository.ts';
import { at } from './small-tenant.ts';
import { type JobRan, runJob } from './workflow-job.ts';

/** A run of a workflow: when it starts, by which commit, and what the event says. */
export interface Started {
  readonly now: Instant;
  readonly sha?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Left out: a new run. */
  readonly id?: number;
}

export interface Path {
  readonly double: GithubDouble;
  readonly github: BareRepository;
  /** The number of the run that started last. */
  readonly lastRun: () => number;
  /** Runs a job of a workflow file. */
  job(workflow: string, name: string, started: Started): Promise<JobRan>;
  /** A fresh clone. */
  clone(): Promise<Repository>;
  /** Runs git in the bare repository. */
  bare(...args: string[]): Promise<string>;
  /** The MFA status of an account, as the directory has it. */
  statusOf(address: string, now: Instant): Promise<string>;
}

/** Makes it all at an instant; it goes when the test ends. */
export async function pathScene(t: TestContext, now: Instant): Promise<Path> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const remote = join(folder, 'remote.git');
  const author = await firstClone(t, folder, remote, now);
  const double = await githubDouble(t);
  let clock = now;
  const github = new BareRepository(REPOSITORY, remote, () => clock);
  double.repositories.set(REPOSITORY, github);
  const runners = {
    folder,
    remote,
    env: { GITHUB_API_URL: double.url, GITHUB_REPOSITORY: REPOSITORY, GITHUB_SERVER_URL: 'https://github.example' },
    context: {
      'github.token': double.token,
      'app.token': double.token,
      'secrets.MFACTL_MASK_KEY': '',
      'vars.MFACTL_APP_ID': '1',
      'secrets.MFACTL_APP_KEY': '',
    },
  };
  let last = 100;
  return {
    double,
    github,
    lastRun: () => last,
    job(workflow, name, started) {
      clock = started.now;
      last = started.id ?? last + 1;
      const sha = started.sha ?? github.refs.get('heads/main') ?? '';
      return runJob(runners, { workflow, id: last, now: started.now, sha, context: started.context ?? {} }, name);
    },
    async clone() {
      const place = await mkdtemp(join(folder, 'clone-'));
      await git(folder, 'clone', '--quiet', remote, place);
      return repositoryAt(place);
    },
    bare: (...args) => git(remote, ...args),
    async statusOf(address, instant) {
      const { out } = await author.here(['explain', address, '--json'], at(instant));
      return (JSON.parse(out) as { actual: { status: string } }).actual.status;
    },
  };
}

/** An instant by its text. */
export function instant(text: string): Instant {
  return parseInstant(text) as Instant;
}
