import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { run } from '../../../src/cli.ts';
import { environment } from '../../github/open.ts';
import { type CiFolder, ciFolder, NOW, POLICIES } from '../ci/ci-folder.ts';
import { testIo } from '../../worlds/io.ts';
import type { Ran } from '../../worlds/tenant-folder.ts';

const FILE = 'policies/organisations/X26/exceptions.yaml';
const LAPSED_AT = '2026-09-01T08:00:00Z';
const LAPSED = { user: 'kim.example@nhs.net', type: 'short-term', startsAt: LAPSED_AT, reason: 'phone-lost' };
const LONG = {
  user: 'sam.example@nhs.net',
  type: 'long-term',
  startsAt: '2026-08-01T00:00:00Z',
  expiresAt: '2026-12-04T00:00:00Z',
  reason: 'clinical-risk',
  approvedBy: 'lead.example@nhs.net',
  ticket: 'REQ1',
  riskAssessment: 'RA1',
};
const ADD = ['add', 'jo.example@nhs.net', '--organisation', 'X26', '--type', 'short-term', '--reason', 'phone-lost'];
const APPROVED = ['--approved-by', 'lead.example@nhs.net', '--ticket', 'REQ9', '--risk-assessment', 'RA9'];

const git = async (cwd: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)('git', args, { cwd })).stdout.trim();

function withExceptions(...exceptions: readonly object[]): Record<string, unknown> {
  return { ...POLICIES, [FILE]: { kind: 'Exceptions', organisation: 'X26', exceptions } };
}

/** Runs `mfactl exception … --pr`; `env` is put over the environment of a job. */
async function pr(
  { path, double }: CiFolder,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  now = NOW,
): Promise<Ran> {
  const io = testIo(path, now, { ...environment(double), ...env });
  const code = await run(['exception', ...argv, '--pr'], io);
  return { code, ...io.written };
}

function entriesAt({ repository }: CiFolder, branch: string): unknown[] {
  return (parse(repository.fileAt(branch, FILE) ?? 'exceptions: []') as { exceptions: unknown[] }).exceptions;
}

const isClean = async ({ path }: CiFolder): Promise<void> =>
  assert.equal(await git(path, 'status', '--porcelain', '--', 'policies'), '');

suite('exception --pr', () => {
  test('add opens a pull request with the entry, tells its address, and leaves the files here alone', async (t) => {
    const folder = await ciFolder(t);
    const ran = await pr(folder, ADD);
    assert.deepEqual([ran.code, ran.out], [0, 'https://github.com/example/policies/pull/1\n'], ran.err);
    assert.match(ran.err, /is in force from 2026-11-24T09:00:00Z .* once the pull request is merged and applied\.\n$/);
    const [pull] = folder.repository.pulls;
    assert.deepEqual([pull?.title, pull?.base], ['Add an exception: X26, short-term', 'main']);
    assert.match(pull?.body ?? '', /<code>jo\.example&#64;nhs\.net<\/code>/);
    assert.deepEqual(entriesAt(folder, pull?.head.branch ?? ''), [
      { user: 'jo.example@nhs.net', type: 'short-term', startsAt: '2026-11-24T09:00:00Z', reason: 'phone-lost' },
    ]);
    const { repository } = folder;
    assert.deepEqual(repository.commits.get(repository.refs.get(`heads/${pull?.head.branch}`) ?? '')?.parents, [
      repository.refs.get('heads/main'),
    ]);
    await isClean(folder);
  });

  test('the same wish later finds the open pull request, says so, and changes nothing', async (t) => {
    const folder = await ciFolder(t);
    const first = await pr(folder, ADD);
    const [seen, refs] = [folder.double.seen.length, new Map(folder.repository.refs)];
    const again = await pr(folder, ADD, {}, NOW + 60_000);
    assert.deepEqual([again.code, again.out], [0, first.out]);
    assert.match(again.err, /is already open/);
    assert.deepEqual(
      folder.double.seen.slice(seen).filter(({ method }) => method !== 'GET'),
      [],
    );
    assert.deepEqual(folder.repository.refs, refs);
    await pr(folder, [...ADD, '--starts-at', '2026-12-24T09:00:00Z']);
    assert.equal(folder.repository.pulls.length, 2, 'another time is another wish');
  });

  test('one that was closed is opened anew: a person asks for it', async (t) => {
    const folder = await ciFolder(t);
    await pr(folder, ADD);
    Object.assign(folder.repository.pulls[0] ?? {}, { state: 'closed' });
    const again = await pr(folder, ADD, {}, NOW + 60_000);
    assert.equal(again.out, 'https://github.com/example/policies/pull/2\n', again.err);
    assert.match(JSON.stringify(entriesAt(folder, folder.repository.pulls[1]?.head.branch ?? '')), /09:01:00Z/);
  });

  test('renew and prune open theirs; that of prune is the one of CI, and is kept up to date', async (t) => {
    const folder = await ciFolder(t, withExceptions(LAPSED, LONG));
    const renewed = await pr(folder, ['renew', 'sam.example@nhs.net', '--organisation', 'X26', ...APPROVED]);
    assert.equal(renewed.code, 0, renewed.err);
    const [pull] = folder.repository.pulls;
    assert.equal(pull?.title, 'Renew an exception: X26, long-term');
    assert.deepEqual(entriesAt(folder, pull.head.branch).at(-1), {
      user: 'sam.example@nhs.net',
      type: 'long-term',
      startsAt: '2026-12-04T00:00:00Z',
      reason: 'clinical-risk',
      approvedBy: 'lead.example@nhs.net',
      ticket: 'REQ9',
      riskAssessment: 'RA9',
    });
    const pruned = await pr(folder, ['prune']);
    assert.match(pruned.err, /1 exception to remove/);
    assert.deepEqual(entriesAt(folder, 'mfactl/prune-2026-11'), [LONG]);
    assert.match((await folder.ci(['prune'])).out, /unchanged/);
    assert.match((await pr(folder, ['prune'])).err, /is already open/);
    assert.equal(folder.repository.pulls.length, 2);
    await isClean(folder);
  });

  test('end opens one that keeps the entry and ends it now', async (t) => {
    const folder = await ciFolder(t, withExceptions(LONG));
    const ended = await pr(folder, ['end', 'sam.example@nhs.net']);
    assert.equal(ended.code, 0, ended.err);
    assert.match(ended.err, /MFA is restored once the pull request is merged and applied/);
    const [pull] = folder.repository.pulls;
    assert.equal(pull?.title, 'End an exception: X26, long-term');
    assert.match(pull.body, /\| ends \| 2026-11-24T09:00:00Z/);
    assert.deepEqual(entriesAt(folder, pull.head.branch), [{ ...LONG, expiresAt: '2026-11-24T09:00:00Z' }]);
    assert.match((await pr(folder, ['end', 'sam.example@nhs.net'], {}, NOW + 60_000)).err, /is already open/);
    await isClean(folder);
  });

  test('where nothing is to be pruned, nothing is opened', async (t) => {
    const folder = await ciFolder(t);
    const ran = await pr(folder, ['prune']);
    assert.deepEqual([ran.code, ran.out, ran.err], [0, '', 'There is no exception to remove.\n']);
    assert.deepEqual(folder.repository.pulls, []);
  });

  test('what is not committed here is not in it: it is made on main as GitHub has it', async (t) => {
    const folder = await ciFolder(t);
    const mine = { ...LONG, user: 'lee.example@nhs.net' };
    await folder.write(FILE, { kind: 'Exceptions', organisation: 'X26', exceptions: [mine] });
    const newer = await newerMain(t, folder);
    const ran = await pr(folder, ADD);
    assert.equal(ran.code, 0, ran.err);
    const [pull] = folder.repository.pulls;
    const users = entriesAt(folder, pull?.head.branch ?? '').map((entry) => (entry as { user: string }).user);
    assert.deepEqual(users, ['sam.example@nhs.net', 'jo.example@nhs.net']);
    assert.match(await readFile(join(folder.path, FILE), 'utf8'), /lee\.example/);
    assert.notEqual(await git(folder.path, 'rev-parse', 'HEAD'), newer);
  });

  test('what would not be valid there is told with its place, and nothing is made', async (t) => {
    const folder = await ciFolder(t);
    for (const [argv, says] of [
      [['add', 'jo.example@nhs.net', '--organisation', 'X26', '--type', 'short-term', '--reason', 'nothing'], /reason/],
      [['add', 'jo.example@nhs.net', '--organisation', 'X9Z', '--type', 'short-term', '--reason', 'phone-lost'], /X9Z/],
      [[...ADD, '--expires-at', 'tomorrow'], /--expires-at takes/],
      [['renew', 'jo.example@nhs.net', '--organisation', 'X26'], /has no exception in X26/],
    ] as const) {
      const ran = await pr(folder, argv);
      assert.equal(ran.code, 1);
      assert.match(ran.err, says);
    }
    assert.deepEqual(folder.repository.pulls, []);
    assert.deepEqual([...folder.repository.refs.keys()], ['heads/main']);
    assert.equal(folder.double.count('POST', /./), 0);
  });

  test('the repository is that of origin, where nothing else names it', async (t) => {
    const folder = await ciFolder(t);
    const refused = await pr(folder, ADD, { GITHUB_REPOSITORY: '' });
    assert.match(
      refused.err,
      /the repository is not known: the remote "origin" is not an address at GitHub\. Set GITHUB_REPOSITORY/,
    );
    await git(folder.path, 'remote', 'add', 'origin', 'git@github.com:example/policies.git');
    assert.equal((await pr(folder, ADD, { GITHUB_REPOSITORY: '' })).code, 0);
    assert.equal(folder.repository.pulls.length, 1);
  });

  test('settings in a folder of the repository: the edited file is named from its top', async (t) => {
    const below = Object.entries(POLICIES).map(([file, content]) => [`tenant/${file}`, content] as const);
    const folder = await ciFolder(t, { ...POLICIES, ...Object.fromEntries(below) });
    const ran = await pr({ ...folder, path: join(folder.path, 'tenant') }, ADD);
    assert.equal(ran.code, 0, ran.err);
    assert.ok(folder.repository.fileAt(folder.repository.pulls[0]?.head.branch ?? '', `tenant/${FILE}`));
  });

  test('each refusal is plain: token, base branch, rights, a branch of somebody else', async (t) => {
    const folder = await ciFolder(t);
    const says = async (
      pattern: RegExp,
      env: Record<string, string> = {},
      argv: readonly string[] = ADD,
    ): Promise<void> => {
      const ran = await pr(folder, argv, env);
      assert.equal(ran.code, 1);
      assert.match(ran.err, pattern);
      assert.doesNotMatch(ran.err, /fault in mfactl| at .*\.ts:/);
    };
    await says(/there is no token: set MFACTL_GITHUB_TOKEN or GITHUB_TOKEN/, { GITHUB_TOKEN: '' });
    await says(/\(401\).*The token is wrong/, { GITHUB_TOKEN: 'wrong' });
    await says(/\(404\)/, { GITHUB_REPOSITORY: 'example/other' });
    await says(/example\/policies has no branch trunk, or the token may not see it/, {}, [...ADD, '--base', 'trunk']);
    folder.repository.private = false;
    await says(/public, so addresses must be masked/);
    folder.repository.private = true;
    await pr(folder, ADD);
    const [pull] = folder.repository.pulls;
    folder.repository.commitFiles(pull?.head.branch ?? '', { [FILE]: 'mine\n' }, 'My own');
    Object.assign(pull ?? {}, { state: 'closed' });
    await says(/somebody else has committed to the branch mfactl\/add-x26-/);
    assert.equal(folder.repository.fileAt(pull?.head.branch ?? '', FILE), 'mine\n');
  });

  test('--base without --pr, and --pr with --dry-run, are slips', async (t) => {
    const folder = await ciFolder(t);
    const ran = await folder.mfactl(NOW, 'exception', ...ADD, '--base', 'main');
    assert.deepEqual([ran.code, ran.err], [1, 'mfactl: --base works only together with --pr.\n']);
    assert.match((await pr(folder, ['prune', '--dry-run'])).err, /cannot be used with/);
    await isClean(folder);
  });
});

/** Puts a commit with an exception on main at GitHub and in `origin`, which the clone has not fetched. */
async function newerMain(t: TestContext, folder: CiFolder): Promise<string> {
  const other = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(other, { recursive: true, force: true }));
  await git(other, 'clone', '--quiet', folder.path, 'clone');
  const clone = join(other, 'clone');
  await writeFile(join(clone, FILE), JSON.stringify({ kind: 'Exceptions', organisation: 'X26', exceptions: [LONG] }));
  await git(clone, 'add', '--all');
  await git(clone, '-c', 'user.name=T', '-c', 'user.email=t@example.nhs.net', 'commit', '--quiet', '-m', 'Newer');
  const commit = await git(clone, 'rev-parse', 'HEAD');
  await git(folder.path, 'remote', 'add', 'origin', clone);
  const { commits, refs } = folder.repository;
  commits.set(commit, { tree: folder.repository.addTree(new Map()), parents: [], message: 'Newer' });
  refs.set('heads/main', commit);
  return commit;
}
