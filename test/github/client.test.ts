import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openGithub } from '../../src/github/client.ts';
import { GithubError } from '../../src/github/error.ts';
import { openPullsAt } from '../../src/github/pulls.ts';
import { attemptEnded, lastSuccess } from '../../src/github/workflow-runs.ts';
import { environment, NOW, open } from './open.ts';
import { TurnedClock } from '../worlds/turned-clock.ts';

test('all pages of a list are read', async (context) => {
  const { double, repository, github } = await open(context);
  double.largestPage = 7;
  for (let i = 0; i < 30; i++) repository.commitFiles(`branch-${i}`, { file: String(i) });
  for (let i = 0; i < 30; i++) repository.openPull(`branch-${i}`);
  const found = await openPullsAt(github, repository.refs.get('heads/branch-0') ?? '');
  assert.deepEqual(
    found.map(({ number }) => number),
    [1],
  );
  assert.equal(double.count('GET', /\/pulls\?/), 5);
});

test('a pull request is found by its last commit alone: open, of this repository, its forks included', async (context) => {
  const { double, repository, github } = await open(context);
  const sha = repository.commitFiles('mine', { file: 'mine' });
  repository.openPull('mine');
  const closed = repository.openPull('mine');
  closed.state = 'closed';
  const forked = double.repository('somebody/policies').commitFiles('main', { file: 'theirs' });
  repository.openPull('main', { repository: 'somebody/policies' });
  assert.deepEqual(
    (await openPullsAt(github, sha)).map(({ number, fork }) => ({ number, fork })),
    [{ number: 1, fork: false }],
  );
  assert.deepEqual(
    (await openPullsAt(github, forked)).map(({ number, fork }) => ({ number, fork })),
    [{ number: 3, fork: true }],
  );
  repository.commitFiles('mine', { file: 'pushed since' });
  assert.deepEqual(await openPullsAt(github, sha), []);
});

test('a secondary rate limit is waited out as long as GitHub asks, fractions of a second included', async (context) => {
  const { double, repository, github, clock } = await open(context);
  double.faults.push(
    { kind: 'secondary-limit', status: 403, retryAfter: '42' },
    { kind: 'secondary-limit', status: 429, retryAfter: '1.5' },
  );
  await openPullsAt(github, repository.refs.get('heads/main') ?? '');
  const [first = 0, second = 0, ...others] = clock.slept;
  assert.ok(first >= 42_000 && first < 43_000, String(first));
  assert.ok(second >= 1500 && second < 2500, String(second));
  assert.deepEqual(others, []);
});

test('a secondary rate limit that names no time is waited out for a minute', async (context) => {
  const { double, repository, github, clock } = await open(context);
  double.faults.push({ kind: 'secondary-limit', status: 403, retryAfter: null });
  await openPullsAt(github, repository.refs.get('heads/main') ?? '');
  assert.ok((clock.slept[0] ?? 0) >= 60_000);
});

test('a spent quota is waited for until it is new, if that is soon', async (context) => {
  const { double, repository, github, clock } = await open(context);
  double.faults.push({ kind: 'primary-limit', reset: NOW / 1000 + 90 });
  await openPullsAt(github, repository.refs.get('heads/main') ?? '');
  assert.ok((clock.slept[0] ?? 0) >= 91_000);
});

test('a quota that is new only in an hour ends the command and says when', async (context) => {
  const { double, github, clock } = await open(context);
  double.faults.push({ kind: 'primary-limit', reset: NOW / 1000 + 3600 });
  await assert.rejects(openPullsAt(github, 'x'), /asks to wait until 2026-11-24T10:00:01Z/);
  assert.deepEqual(clock.slept, []);
});

test('an error of the server and a cut connection are tried again', async (context) => {
  const { double, repository, github, clock } = await open(context);
  double.faults.push(
    { kind: 'server-error', status: 502 },
    { kind: 'cut', done: false },
    { kind: 'server-error', status: 503, retryAfter: '7' },
  );
  await openPullsAt(github, repository.refs.get('heads/main') ?? '');
  assert.equal(double.seen.length, 4);
  assert.ok((clock.slept[2] ?? 0) >= 7000);
});

test('tries are bounded: a server that stays broken is given up', async (context) => {
  const { double, github } = await open(context);
  for (let i = 0; i < 20; i++) double.faults.push({ kind: 'server-error', status: 500 });
  await assert.rejects(
    openPullsAt(github, 'x'),
    /GitHub refused GET \/repos\/example\/policies\/pulls \(500\).*Run it again/,
  );
  assert.equal(double.seen.length, 6);
});

test('a refusal that no repetition mends is not repeated', async (context) => {
  const { double, github } = await open(context);
  double.repositories.delete('example/policies');
  await assert.rejects(
    openPullsAt(github, 'x'),
    /\(404\): Not Found\. Check that it exists, and that the token may read pull-requests/,
  );
  assert.equal(double.seen.length, 1);
});

test('an abort ends a wait at once', async (context) => {
  const controller = new AbortController();
  const { double } = await open(context);
  const reason = new Error('stopped by SIGTERM');
  const clock = new (class extends TurnedClock {
    override sleep = async (_: number, signal: AbortSignal): Promise<void> => {
      controller.abort(reason);
      signal.throwIfAborted();
    };
  })(NOW);
  double.faults.push({ kind: 'secondary-limit', status: 403, retryAfter: '500' });
  const github = await openGithub({ env: environment(double), clock, signal: controller.signal });
  await assert.rejects(openPullsAt(github, 'x'), reason);
});

test('an abort while GitHub thinks ends the request', async (context) => {
  const controller = new AbortController();
  const { double } = await open(context);
  const reason = new Error('stopped by SIGTERM');
  const github = await openGithub({ env: environment(double), clock: new TurnedClock(NOW), signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(openPullsAt(github, 'x'), reason);
});

test('no token is in what an error says', async (context) => {
  const { double, github } = await open(context);
  double.faults.push({ kind: 'server-error', status: 404 });
  const error = await openPullsAt(github, 'x').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GithubError);
  assert.doesNotMatch(`${error.message}${error.stack}${JSON.stringify(error)}`, new RegExp(double.token));
});

test('a wrong token is named as what is wrong', async (context) => {
  const { double } = await open(context);
  const github = await openGithub({
    env: { ...environment(double), MFACTL_GITHUB_TOKEN: 'ghs_another' },
    clock: new TurnedClock(NOW),
    signal: new AbortController().signal,
  });
  await assert.rejects(openPullsAt(github, 'x'), /Bad credentials\. The token is wrong or has expired/);
});

for (const [change, says] of [
  [{ GITHUB_TOKEN: '' }, /no token/],
  [{ GITHUB_REPOSITORY: 'nothing' }, /the repository is not known/],
  [{ GITHUB_REPOSITORY: 'a/b/../c' }, /the repository is not known/],
  [{ GITHUB_API_URL: 'http://api.example.org' }, /must be an https address/],
  [{ GITHUB_API_URL: 'nonsense' }, /must be an https address/],
] as const) {
  test(`the environment ${JSON.stringify(change)} is refused before anything is sent`, async () => {
    const env = { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'example/policies', ...change };
    await assert.rejects(openGithub({ env, clock: new TurnedClock(NOW), signal: new AbortController().signal }), says);
  });
}

test('many writes are spaced by a second', async (context) => {
  const { repository, github, clock } = await open(context);
  repository.openIssue('x');
  for (let i = 0; i < 22; i++)
    await github.rest.issues.createComment({ owner: 'example', repo: 'policies', issue_number: 1, body: 'x' });
  assert.deepEqual(clock.slept, [1000, 1000]);
});

test('a workflow tells its last success, and an attempt whether it has ended', async (context) => {
  const { repository, github } = await open(context);
  assert.equal(await lastSuccess(github, 'reconcile.yml'), null);
  const run = { workflow: 'reconcile.yml', status: 'completed', updatedAt: '2026-11-24T08:00:00Z' };
  repository.runs.push(
    { ...run, id: 1, attempt: 1, conclusion: 'success' },
    { ...run, id: 2, attempt: 1, conclusion: 'failure', updatedAt: '2026-11-24T08:30:00Z' },
  );
  repository.runs.push({ ...run, id: 3, attempt: 2, status: 'in_progress', conclusion: null });
  assert.equal((await lastSuccess(github, 'reconcile.yml'))?.at, Date.parse('2026-11-24T08:00:00Z'));
  assert.equal(await attemptEnded(github, 1, 1), true);
  assert.equal(await attemptEnded(github, 3, 2), false);
  assert.equal(await attemptEnded(github, 3, 1), null);
});
