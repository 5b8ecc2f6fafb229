import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { run } from '../../../src/cli.ts';
import type { Instant } from '../../../src/model/account.ts';
import { type GithubDouble, githubDouble } from '../../doubles/github/server.ts';
import type { Repository } from '../../doubles/github/state.ts';
import { environment, REPOSITORY } from '../../github/open.ts';
import { testIo } from '../../worlds/io.ts';
import { loadRows, type Ran, type Row, tenant, type TenantFolder, tenantFolder } from '../../worlds/tenant-folder.ts';

export const NOW: Instant = Date.parse('2026-11-24T09:00:00Z');

export const POLICIES: Readonly<Record<string, unknown>> = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant({
    approvers: ['lead.example@nhs.net'],
    exceptions: {
      unrecorded: 'keep',
      'short-term': { maxDuration: 'PT24H', reasons: ['phone-lost'], maxPerUser: { count: 3, within: 'P30D' } },
      'long-term': {
        maxDuration: 'P180D',
        reasons: ['clinical-risk'],
        require: ['approvedBy', 'ticket', 'riskAssessment'],
      },
    },
  }),
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
  },
};

/** A policy repository under git, and the same commits at a GitHub double. */
export interface CiFolder extends TenantFolder {
  readonly double: GithubDouble;
  readonly repository: Repository;
  /** Commits some files; the result is the id of the commit, which the double knows too. */
  commit(files: Readonly<Record<string, unknown>>, branch?: string): Promise<string>;
  /** Runs `mfactl ci …` as a job of a workflow would; `env` is put over its environment. */
  ci(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
}

/** Makes the repository with the policies above on main. */
export async function ciFolder(
  test: TestContext,
  files: Readonly<Record<string, unknown>> = POLICIES,
  rows: readonly Row[] = [],
): Promise<CiFolder> {
  const folder = await tenantFolder(test, { ...files, '.gitignore': '.mfactl/\n*.csv\n*.md\n*.ndjson\n' });
  const double = await githubDouble(test);
  const repository = double.repository(REPOSITORY);
  const git = async (...args: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.nhs.net', '-c', 'commit.gpgsign=false'];
    return (await promisify(execFile)('git', [...identity, ...args], { cwd: folder.path })).stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  await loadRows(
    folder,
    NOW,
    rows.length > 0 ? rows : [{ address: 'jo.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' }],
  );
  const made: CiFolder = {
    ...folder,
    double,
    repository,
    async commit(changed, branch = 'main') {
      for (const [file, content] of Object.entries(changed)) await folder.write(file, content);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '-m', 'A change');
      const sha = await git('rev-parse', 'HEAD');
      repository.commits.set(sha, { tree: repository.addTree(new Map()), parents: [], message: 'A change' });
      repository.refs.set(`heads/${branch}`, sha);
      return sha;
    },
    async ci(argv, env = {}) {
      const io = testIo(folder.path, NOW, { ...environment(double), ...env });
      const code = await run(['ci', ...argv], io);
      return { code, ...io.written };
    },
  };
  await made.commit({});
  return made;
}

/** Writes the event of a workflow and gives the environment that names it. */
export async function workflowEvent(
  folder: TenantFolder,
  repository: { private: boolean },
): Promise<Record<string, string>> {
  const file = join(folder.path, 'event.json.ndjson');
  await writeFile(file, JSON.stringify({ repository }));
  return { GITHUB_EVENT_PATH: file };
}
