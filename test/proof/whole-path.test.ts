/** From the issue form to the pull request that prunes: every job as its workflow runs it, each on a machine of its own. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Pull } from '../doubles/github/state.ts';
import { formBody } from '../github/form-body.ts';
import { assertBooked, assertVerified } from './path-ledger.ts';
import { BEFORE, EXCEPTIONS } from './path-policies.ts';
import { instant, type Path, pathScene } from './path-scene.ts';
import type { JobRan } from './workflow-job.ts';

const USER = 'jo.example@nhs.net';
const LAPSE = '2026-12-20T00:00:00Z';
const EXCEPTED = { address: USER, action: 'except', cause: 'policy', approvers: ['lead-example'] };
/** By the schedule, so nobody approved it. */
const RESTORED = { address: USER, action: 'restore', cause: 'time', dueAt: LAPSE, approvers: [] };

const outOf = (job: JobRan, step: string): string => {
  const ran = job.steps.get(step) ?? assert.fail(`no step ${step} among ${[...job.steps.keys()].join(', ')}`);
  return ran.out + ran.err;
};

/** Someone opens the form; the workflow makes a pull request of it. */
async function request(path: Path): Promise<Pull> {
  const { number } = path.github.openIssue(formBody({ startsAt: '2026-11-24T09:00:00Z', expiresAt: LAPSE }));
  const job = await path.job('exception-request.yml', 'request', {
    now: instant('2026-11-24T09:05:00Z'),
    context: { 'github.event.issue.number': String(number) },
  });
  assert.match(outOf(job, 'Check the request and open the pull request'), /Request #1 accepted; comment created/);
  const [pull] = path.github.pulls;
  assert.equal(pull?.title, 'Exception request #1: X26, long-term');
  assert.equal(pull.head.branch, 'mfactl/exception-request-1');
  assert.equal(await path.bare('log', '--format=%s', `main..${pull.head.branch}`), pull.title);
  assert.equal(await path.bare('diff', '--numstat', 'main', pull.head.branch), `10\t0\t${EXCEPTIONS}`);
  return pull;
}

/** The checks of the pull request, and the comment on it; each time one comment. */
async function forecast(path: Path, pull: Pull): Promise<void> {
  const head = path.github.refs.get(`heads/${pull.head.branch}`) as string;
  await path.job('validate.yml', 'validate', { now: instant('2026-11-24T09:06:00Z'), sha: head });
  for (const [now, outcome] of [
    ['2026-11-24T09:10:00Z', 'created'],
    ['2026-11-24T09:20:00Z', 'updated'],
  ] as const) {
    const started = { now: instant(now), context: { 'github.event.workflow_run.head_sha': head } };
    await path.job('forecast.yml', 'forecast', started);
    const job = await path.job('forecast.yml', 'report', { ...started, id: path.lastRun() });
    assert.match(outOf(job, 'Post the comment'), new RegExp(`^Comment on #${pull.number} ${outcome}`));
    assert.match(outOf(job, 'Report the check'), /^0 errors, 0 warnings/);
  }
  const [comment, ...more] = path.github.comments.filter(({ issue }) => issue === pull.number);
  assert.deepEqual(more, []);
  const parts = (comment?.body ?? '').split('\n\n');
  assert.match(parts[0] ?? '', /^<!-- mfactl:forecast -->\n## MFA forecast$/);
  assert.match(parts[1] ?? '', /^\*\*1 change\*\* in 1 organisation, of 22 accounts, 22 managed\./);
  assert.match(comment?.body ?? '', /All guardrails hold, so mfactl withholds nothing\./);
  assert.match(
    comment?.body ?? '',
    /Loosens: 1 change[^]*except \| X26 \| .*jo\.example&#64;nhs\.net.* \| Admin Enabled \| MFA Long Term Exception \| policy/,
  );
  assert.match(
    comment?.body ?? '',
    /### Exceptions that lapse within 30 days[^]*1 exception[^]*2026-12-20T00:00:00Z[^]*jo\.example&#64;nhs\.net/,
  );
  assert.deepEqual(path.github.checkRuns.map(({ headSha, name, conclusion }) => [headSha, name, conclusion]).at(-1), [
    head,
    'mfactl policies',
    'success',
  ]);
}

/** apply.yml after a merge: what was approved is applied, and everything stands on the branch of the ledger. */
async function apply(path: Path, now: string): Promise<JobRan> {
  await path.job('apply.yml', 'plan', { now: instant(now) });
  const id = path.lastRun();
  path.github.runReviews.push({ run: id, author: 'lead-example', state: 'approved' });
  return path.job('apply.yml', 'apply', { now: instant(now) + 300_000, id });
}

async function proposals(path: Path, now: string): Promise<JobRan> {
  return path.job('reconcile.yml', 'proposals', { now: instant(now) });
}

/** Asked for in time, closed by the owner, and never asked for again. */
async function letLapse(path: Path): Promise<void> {
  const step = 'Propose to renew exceptions that end soon';
  const asked = await proposals(path, '2026-12-06T00:07:00Z');
  assert.match(outOf(asked, step), /1 exception to renew or let lapse, 1 pull request written/);
  assert.match(outOf(asked, 'Propose to remove exceptions that have lapsed'), /^There is no exception to remove/);
  const pull = path.github.pulls.at(-1) as Pull;
  assert.equal(pull.title, `Renew or let lapse: an exception in X26 ends ${LAPSE}`);
  pull.state = 'closed';
  assert.match(outOf(await proposals(path, '2026-12-06T00:22:00Z'), step), /: settled /);
  assert.equal(path.github.pulls.length, 2);
}

/** The first schedule after the time restores MFA, and says how late that was. */
async function lapse(path: Path): Promise<void> {
  const job = await path.job('reconcile.yml', 'reconcile', { now: instant('2026-12-20T00:12:00Z') });
  assert.match(outOf(job, 'Apply'), /^1 change was due; it was made 12 minutes late$/m);
  assert.match(outOf(job, 'Send the heartbeat'), /No heartbeat/);
  await assertBooked(path, { ...RESTORED, lines: 2 });
  assert.equal(await path.statusOf(USER, instant('2026-12-20T00:13:00Z')), 'Admin Enabled');
}

/** Once nobody counts the entry any more, one pull request takes it out, and nothing else. */
async function prune(path: Path): Promise<void> {
  const step = 'Propose to remove exceptions that have lapsed';
  assert.match(outOf(await proposals(path, '2027-01-25T12:07:00Z'), step), /^1 exception to remove: created/);
  const pull = path.github.pulls.at(-1) as Pull;
  assert.equal(pull.head.branch, 'mfactl/prune-2027-01');
  assert.equal(await path.bare('diff', '--numstat', 'main', pull.head.branch), `0\t10\t${EXCEPTIONS}`);
  path.github.merge(pull);
  assert.equal(path.github.fileAt('main', EXCEPTIONS), BEFORE, 'comments and the other entry are as they were');
  const job = await path.job('apply.yml', 'plan', { now: instant('2027-01-25T13:00:00Z') });
  assert.match(outOf(job, 'Plan, for the approvers'), /^Forecast for [0-9a-f]{40}: 0 changes/);
}

async function wholePath(t: TestContext): Promise<void> {
  const path = await pathScene(t, instant('2026-11-24T08:00:00Z'));
  const pull = await request(path);
  await forecast(path, pull);
  const merged = path.github.merge(pull);
  assert.equal((await path.bare('log', '-1', '--format=%P', merged)).split(' ').length, 2);
  const applied = await apply(path, '2026-11-24T10:00:00Z');
  assert.match(outOf(applied, 'Apply'), /^Run \S+: done[.] applied 1[.]$/m);
  assert.equal(await path.statusOf(USER, instant('2026-11-24T10:10:00Z')), 'MFA Long Term Exception');
  await assertBooked(path, { ...EXCEPTED, lines: 1 });
  await letLapse(path);
  await lapse(path);
  await prune(path);
  await assertVerified(path, outOf(applied, 'Apply'));
  assert.equal(await path.bare('for-each-ref', 'refs/mfactl'), '', 'every lock was given back');
  assert.doesNotMatch(await path.bare('ls-tree', '-r', '--name-only', 'main'), /ledger|receipt|journal|reports/);
}

test(
  'from the issue form through forecast, approval, apply, lapse and restore to the pull request that prunes',
  wholePath,
);
