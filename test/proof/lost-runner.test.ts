import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type GithubDouble, githubDouble } from '../doubles/github/server.ts';
import { environment, REPOSITORY } from '../github/open.ts';
import { APPLY } from './broken.ts';
import { commitAll, git } from './git.ts';
import { RUN } from './mixed.ts';
import { mixedTenant, untilSent, withFaults } from './mixed-tenant.ts';
import { ended, type Repository, repositoryAt, settings, succeed } from '../worlds/repository.ts';
import { storedAccounts, writesOf } from './traces.ts';

const { base, plain } = mixedTenant();

interface Scene {
  readonly folder: string;
  readonly remote: string;
  /** The first clone, with a plan. */
  readonly first: Repository;
  /** A fresh clone, as the next runner makes it. */
  clone(name: string): Promise<Repository>;
}

/** A bare repository with policies, and a directory that no clone takes with it when it is lost. */
async function scene(t: TestContext): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const remote = join(folder, 'remote.git');
  const sandbox = join(folder, 'tenant.sqlite');
  await git(folder, 'init', '--quiet', '--bare', '-b', 'main', remote);
  const first = { ...(await base().copy(join(folder, 'one'))), sandbox };
  await cp(base().sandbox, sandbox);
  await first.write('mfactl.yaml', {
    ...settings({ lock: 'git' }),
    directory: { kind: 'sandbox', file: sandbox },
    ledger: { branch: 'mfactl-ledger' },
  });
  await first.write('.gitignore', '.mfactl/\n*.csv\n*.ndjson\n*.json\n');
  await git(first.path, 'init', '--quiet', '-b', 'main');
  await commitAll(first.path, 'Policies');
  await git(first.path, 'remote', 'add', 'origin', remote);
  await git(first.path, 'push', '--quiet', 'origin', 'main');
  await succeed(first, ['plan', '--out', 'plan.ndjson'], {}, 3);
  return {
    folder,
    remote,
    first,
    async clone(name) {
      await git(folder, 'clone', '--quiet', remote, name);
      return { ...repositoryAt(join(folder, name)), sandbox };
    },
  };
}

/** What the job of a workflow run has in its environment. */
function runner(double: GithubDouble, run: number): Record<string, string> {
  return {
    ...environment(double),
    CI: 'true',
    GITHUB_ACTOR: 'jo-example',
    GITHUB_RUN_ID: String(run),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'apply',
  };
}

function noteRun(double: GithubDouble, id: number, status: string): void {
  const { runs } = double.repository(REPOSITORY);
  runs.splice(0, runs.length, {
    id,
    attempt: 1,
    workflow: 'apply.yml',
    status,
    conclusion: null,
    updatedAt: '2026-11-24T09:00:00Z',
  });
}

/** Kills the apply of a runner in the middle of its run; the machine is lost with it. */
async function lose(first: Repository, double: GithubDouble, run: number): Promise<void> {
  await withFaults(first, [{ request: 4, fault: 'slow', latency: 600_000 }]);
  const child = first.start(APPLY, runner(double, run));
  const end = ended(child);
  await untilSent(first, 4, child);
  child.kill('SIGKILL');
  assert.equal((await end).signal, 'SIGKILL');
  await withFaults(first, []);
  await rm(first.path, { recursive: true });
}

test('a runner that is lost in mid-apply: the next one finds the run on the ledger branch, takes the lock over once that attempt has ended, and finishes it', async (t) => {
  const { first, remote, clone } = await scene(t);
  const double = await githubDouble(t);
  await lose(first, double, 41);
  const second = await clone('two');
  const env = runner(double, 42);
  const planned = await second.mfactl(['plan', '--out', 'plan.ndjson'], env);
  assert.equal(planned.code, 3, planned.err);

  noteRun(double, 41, 'in_progress');
  const locked = await second.mfactl(['apply', 'plan.ndjson'], env);
  assert.equal(locked.code, 5, locked.err);
  assert.match(locked.err, /locked by jo-example run 41 attempt 1/);
  const written = writesOf(second).length;

  noteRun(double, 41, 'completed');
  const ran = await second.mfactl(['apply', 'plan.ndjson'], env);
  assert.equal(ran.code, 3, ran.err);
  assert.match(ran.err, /took over the lock that jo-example run 41 attempt 1/);
  assert.match(ran.err, new RegExp(`the earlier run ${RUN} had not finished: mfactl finished it first`));
  assert.deepEqual([...storedAccounts(second).values()], [...plain().goal.values()]);
  const accounts = writesOf(second).map(({ action, address }) => `${action} ${address}`);
  assert.ok(written > 0 && written < accounts.length, 'it was lost in the middle');
  assert.equal(accounts.length, new Set(accounts).size, 'no account is written twice');
  await assertOnBranch(await clone('three'), remote, ran.out);
});

/** A fresh clone proves the ledger, and nothing of it is on the branch of the policies. */
async function assertOnBranch(third: Repository, remote: string, told: string): Promise<void> {
  const head = /^Ledger head (\S+)$/m.exec(told)?.[1] as string;
  assert.match(head, /^2:/);
  const verified = await third.mfactl(['verify', '--head', head]);
  assert.equal(verified.code, 0, verified.out);
  assert.match(verified.out, /The head that you kept proves that nobody rewrote any line/);
  const kept = (branch: string): Promise<string> => git(remote, 'ls-tree', '-r', '--name-only', branch);
  assert.doesNotMatch(await kept('main'), /ledger|receipt|journal|reports/);
  assert.match(await kept('mfactl-ledger'), /^ledger[.]ndjson$[^]*^runs\/the-run\/receipt[.]json$/m);
  assert.equal(await git(remote, 'for-each-ref', 'refs/mfactl'), '', 'the lock is given back');
}

test('an owner that GitHub does not know, or cannot be asked about, keeps its lock', async (t) => {
  const { first, clone } = await scene(t);
  const double = await githubDouble(t);
  await lose(first, double, 41);
  const second = await clone('two');
  await succeed(second, ['plan', '--out', 'plan.ndjson'], {}, 3);
  assert.equal((await second.mfactl(['apply', 'plan.ndjson'], runner(double, 42))).code, 5);
  const away = { ...runner(double, 42), GITHUB_TOKEN: 'ghs_wrong' };
  const refused = await second.mfactl(['apply', 'plan.ndjson'], away);
  assert.equal(refused.code, 5);
  assert.match(refused.err, /mfactl cannot find out whether run 41 has ended: /);
  const id = /--take-over ([0-9a-f]+)/.exec(refused.err)?.[1] as string;
  const ran = await second.mfactl(['apply', 'plan.ndjson', '--take-over', id], away);
  assert.equal(ran.code, 3, ran.err);
});
