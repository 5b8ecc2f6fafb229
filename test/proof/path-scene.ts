/** The policies of one organisation in a bare repository that git and a GitHub double both serve, and its directory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Instant } from '../../src/core/model.ts';
import { parseInstant } from '../../src/core/time.ts';
import type { Row } from '../commands/tenant-folder.ts';
import { BareRepository } from '../doubles/github/bare-repository.ts';
import { type GithubDouble, githubDouble } from '../doubles/github/server.ts';
import { REPOSITORY } from '../github/open.ts';
import { commitAll, git } from './git.ts';
import { createRepository, organisation, type Repository, settings, TENANT } from './repository.ts';
import { at, people } from './small-tenant.ts';
import { type JobRan, runJob } from './workflow-job.ts';

export const EXCEPTIONS = 'policies/organisations/X26/exceptions.yaml';

/** One exception that outlasts the story, with comments of people. */
export const BEFORE = `# Kept by the security team; ask them before you change anything by hand.
kind: Exceptions
organisation: X26
exceptions:
  # Sam's token is on order.
  - user: sam.example@nhs.net
    type: long-term
    startsAt: 2026-11-01T00:00:00Z
    expiresAt: 2027-04-01T00:00:00Z
    reason: clinical-risk
    approvedBy: lead.example@nhs.net
    ticket: REQ0000
    riskAssessment: RA-26-001 # looked at each quarter
`;

const LONG_TERM = {
  maxDuration: 'P180D',
  reasons: ['clinical-risk'],
  require: ['approvedBy', 'ticket', 'riskAssessment'],
  maxPerUser: { count: 3, within: 'P30D' },
};

const ROWS: readonly Row[] = [
  ...people(20),
  { address: 'jo.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' },
  { address: 'sam.example@nhs.net', organisation: 'X26', reported: 'MFA Long Term Exception' },
];

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
    bare: (...args) => git(remote, ...args),
    async statusOf(address, instant) {
      const { out } = await author.here(['explain', address, '--json'], at(instant));
      return (JSON.parse(out) as { actual: { status: string } }).actual.status;
    },
  };
}

/** Makes the directory outside of every clone, and pushes the policies. */
async function firstClone(t: TestContext, folder: string, remote: string, now: Instant): Promise<Repository> {
  const directory = { kind: 'sandbox', file: join(folder, 'tenant.sqlite') };
  const author = await createRepository(
    {
      'mfactl.yaml': { ...settings({ lock: 'git' }), directory, ledger: { branch: 'mfactl-ledger' } },
      'policies/tenant.yaml': {
        ...TENANT,
        approvers: ['lead.example@nhs.net'],
        exceptions: { unrecorded: 'keep', 'long-term': LONG_TERM },
      },
      'policies/organisations/X26/organisation.yaml': organisation('X26'),
      [EXCEPTIONS]: BEFORE,
      '.gitignore': '.mfactl/\napproval/\nforecast/\n*.csv\n',
    },
    ROWS,
    at(now),
  );
  t.after(() => author.remove());
  await author.here(['fmt'], at(now));
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main', remote);
  // As at GitHub, a commit can be asked for by its id.
  await git(remote, 'config', 'uploadpack.allowReachableSHA1InWant', 'true');
  await git(author.path, 'init', '--quiet', '-b', 'main');
  await commitAll(author.path, 'Policies');
  await git(author.path, 'remote', 'add', 'origin', remote);
  await git(author.path, 'push', '--quiet', 'origin', 'main');
  return author;
}

/** An instant by its text. */
export function instant(text: string): Instant {
  return parseInstant(text) as Instant;
}
