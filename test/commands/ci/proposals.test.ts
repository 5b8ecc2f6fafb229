import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { parse } from 'yaml';
import { formBody } from '../../github/form-body.ts';
import { type CiFolder, ciFolder, POLICIES } from './ci-folder.ts';

const FILE = 'policies/organisations/X26/exceptions.yaml';
const ENTRY = {
  user: 'sam.example@nhs.net',
  type: 'long-term',
  startsAt: '2026-08-01T00:00:00Z',
  expiresAt: '2026-12-04T00:00:00Z',
  reason: 'clinical-risk',
  approvedBy: 'lead.example@nhs.net',
  ticket: 'REQ1',
  riskAssessment: 'RA1',
};

function withExceptions(...exceptions: readonly object[]): Record<string, unknown> {
  return { ...POLICIES, [FILE]: { kind: 'Exceptions', organisation: 'X26', exceptions } };
}

function entriesAt(folder: CiFolder, branch: string): unknown[] {
  return (parse(folder.repository.fileAt(branch, FILE) ?? 'exceptions: []') as { exceptions: unknown[] }).exceptions;
}

test('a good form becomes a pull request with the entry, and one comment that says so', async (context) => {
  const folder = await ciFolder(context);
  folder.repository.openIssue(formBody());
  const ran = await folder.ci(['exception-request', '--issue', '1']);
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(entriesAt(folder, 'mfactl/exception-request-1'), [
    {
      user: 'jo.example@nhs.net',
      type: 'long-term',
      startsAt: '2026-12-01T08:00:00Z',
      expiresAt: '2027-03-01T00:00:00Z',
      reason: 'clinical-risk',
      requestedBy: 'la.example@nhs.net',
      approvedBy: 'lead.example@nhs.net',
      ticket: 'REQ0001',
      riskAssessment: 'RA-26-018',
      plan: 'Hardware token ordered, review in January',
    },
  ]);
  const [pull] = folder.repository.pulls;
  assert.equal(pull?.title, 'Exception request #1: X26, long-term');
  assert.match(pull.body, /^Closes #1\./);
  const again = await folder.ci(['exception-request', '--issue', '1']);
  assert.equal(again.code, 0);
  assert.equal(folder.repository.pulls.length, 1);
  assert.equal(folder.repository.comments.length, 1);
});

test('an edited form updates its pull request and its comment', async (context) => {
  const folder = await ciFolder(context);
  folder.repository.openIssue(formBody({ user: 'jо.example@nhs.net' }));
  const refused = await folder.ci(['exception-request', '--issue', '1']);
  assert.equal(refused.code, 1);
  assert.match(folder.repository.comments[0]?.body ?? '', /some letters of other scripts look the same/);
  assert.deepEqual(folder.repository.pulls, []);
  folder.repository.issues[0] = {
    ...(folder.repository.issues[0] ?? folder.repository.openIssue('')),
    body: formBody(),
  };
  assert.equal((await folder.ci(['exception-request', '--issue', '1'])).code, 0);
  assert.match(folder.repository.comments[0]?.body ?? '', /The request is complete/);
  assert.equal(folder.repository.comments.length, 1);
});

for (const [name, changes, says] of [
  ['an organisation without a policy', { organisation: 'X9Z' }, /The policies have no organisation with this ODS code/],
  ['an approver who is none', { approvedBy: 'eve.example@nhs.net' }, /approver/],
  ['an approver who asks for it', { requestedBy: 'lead.example@nhs.net' }, /approve/],
  ['a missing risk assessment', { riskAssessment: '' }, /riskAssessment/],
  ['longer than the type allows', { expiresAt: '2028-03-01T00:00:00Z' }, /180/],
  ['a reason of the other type', { reason: 'phone-lost' }, /reason/],
  ['a hostile plan', { plan: '${{ secrets.X }} $(id) <img src=x>' }, /never be read as code/],
] as const) {
  test(`${name}: refused in a comment, and nothing is proposed`, async (context) => {
    const folder = await ciFolder(context);
    folder.repository.openIssue(formBody(changes));
    const ran = await folder.ci(['exception-request', '--issue', '1']);
    assert.equal(ran.code, 1);
    assert.deepEqual(folder.repository.pulls, []);
    const [comment] = folder.repository.comments;
    assert.match(comment?.body ?? '', says);
    assert.doesNotMatch(comment?.body ?? '', /secrets|\$\(|<img/);
  });
}

test('an issue without the label, or a closed one, is no request', async (context) => {
  const folder = await ciFolder(context);
  folder.repository.openIssue(formBody(), { labels: [] });
  folder.repository.openIssue(formBody(), { state: 'closed' });
  for (const issue of ['1', '2']) assert.equal((await folder.ci(['exception-request', '--issue', issue])).code, 0);
  assert.deepEqual([folder.repository.comments, folder.repository.pulls], [[], []]);
});

test('an exception that lapses within 14 days gets one pull request that renews it once it is approved', async (context) => {
  const later = { ...ENTRY, user: 'robin.example@nhs.net', expiresAt: '2026-12-20T00:00:00Z' };
  const folder = await ciFolder(context, withExceptions(ENTRY, later));
  const ran = await folder.ci(['renewals']);
  assert.equal(ran.code, 0, ran.err);
  assert.match(ran.err, /1 exception to renew or let lapse, 1 pull request written/);
  const [pull] = folder.repository.pulls;
  assert.equal(pull?.title, 'Renew or let lapse: an exception in X26 ends 2026-12-04T00:00:00Z');
  const entries = entriesAt(folder, pull.head.branch);
  assert.deepEqual(entries.at(-1), {
    user: 'sam.example@nhs.net',
    type: 'long-term',
    startsAt: '2026-12-04T00:00:00Z',
    expiresAt: '2027-04-08T00:00:00Z',
    reason: 'clinical-risk',
  });
  assert.match((await folder.ci(['renewals'])).out, /unchanged/);
  assert.equal(folder.repository.pulls.length, 1);
});

test('one that was let lapse is not asked about again', async (context) => {
  const folder = await ciFolder(context, withExceptions(ENTRY));
  await folder.ci(['renewals']);
  Object.assign(folder.repository.pulls[0] ?? {}, { state: 'closed' });
  assert.match((await folder.ci(['renewals'])).out, /settled/);
  assert.equal(folder.repository.pulls.length, 1);
});

test('one that is renewed already, and a short-term one, are not asked about', async (context) => {
  const next = { ...ENTRY, startsAt: '2026-12-04T00:00:00Z', expiresAt: '2027-03-01T00:00:00Z' };
  const short = {
    user: 'kim.example@nhs.net',
    type: 'short-term',
    startsAt: '2026-11-24T08:00:00Z',
    reason: 'phone-lost',
  };
  const folder = await ciFolder(context, withExceptions(ENTRY, next, short));
  await folder.ci(['renewals']);
  assert.deepEqual(folder.repository.pulls, []);
});

test('a run writes only so many; the next one goes on', async (context) => {
  const folder = await ciFolder(
    context,
    withExceptions(...Array.from({ length: 5 }, (_, i) => ({ ...ENTRY, user: `user${i}.example@nhs.net` }))),
  );
  assert.match(
    (await folder.ci(['renewals', '--most', '2'])).err,
    /2 pull requests written; the next run opens the rest/,
  );
  await folder.ci(['renewals', '--most', '2']);
  await folder.ci(['renewals', '--most', '2']);
  assert.equal(folder.repository.pulls.length, 5);
});

test('files that are not committed end the command', async (context) => {
  const folder = await ciFolder(context, withExceptions(ENTRY));
  await folder.write('policies/organisations/X26/more.yaml', {
    kind: 'Exceptions',
    organisation: 'X26',
    exceptions: [],
  });
  const ran = await folder.ci(['renewals']);
  assert.equal(ran.code, 1);
  assert.deepEqual(folder.repository.pulls, []);
});

test('lapsed exceptions that nobody counts any more are pruned by one pull request a month', async (context) => {
  const lapsed = {
    user: 'kim.example@nhs.net',
    type: 'short-term',
    startsAt: '2026-09-01T08:00:00Z',
    reason: 'phone-lost',
  };
  const folder = await ciFolder(context, withExceptions(lapsed, ENTRY));
  const ran = await folder.ci(['prune']);
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(
    folder.repository.pulls.map(({ title, head }) => [title, head.branch]),
    [['Prune exceptions that have lapsed, 2026-11', 'mfactl/prune-2026-11']],
  );
  assert.deepEqual(entriesAt(folder, 'mfactl/prune-2026-11'), [ENTRY]);
  assert.match((await folder.ci(['prune'])).out, /unchanged/);
});

test('the alarm is silent after a success within the hour, and loud without one', async (context) => {
  const folder = await ciFolder(context);
  const never = await folder.ci(['reconciled']);
  assert.equal(never.code, 1);
  assert.match(never.out, /^::error title=Reconcile is late::reconcile\.yml has never succeeded/);
  folder.repository.runs.push({
    id: 1,
    attempt: 1,
    workflow: 'reconcile.yml',
    status: 'completed',
    conclusion: 'success',
    updatedAt: '2026-11-24T08:00:00Z',
  });
  assert.equal((await folder.ci(['reconciled'])).code, 0);
  assert.equal((await folder.ci(['reconciled', '--max-age', 'PT59M'])).code, 1);
});

test('in a public repository nothing is proposed that would show addresses', async (context) => {
  const folder = await ciFolder(context, withExceptions(ENTRY));
  folder.repository.private = false;
  folder.repository.openIssue(formBody());
  for (const command of [
    ['renewals'],
    ['exception-request', '--issue', '1'],
    ['checks', '--head', folder.repository.refs.get('heads/main') ?? ''],
  ]) {
    const ran = await folder.ci(command);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /this repository is public, so addresses must be masked/);
  }
  assert.deepEqual([folder.repository.pulls, folder.repository.comments, folder.repository.checkRuns], [[], [], []]);
});

test('a heartbeat that is heard is told by its host', async (context) => {
  const folder = await ciFolder(context);
  await folder.write('mfactl.yaml', {
    directory: { kind: 'sandbox' },
    ledger: { heartbeatUrl: 'https://watch.example.org/secret-path' },
  });
  const asked: string[] = [];
  context.mock.method(globalThis, 'fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response('', { status: asked.length === 1 ? 500 : 200 }));
  });
  const ran = await folder.ci(['heartbeat']);
  assert.deepEqual([ran.code, ran.out], [0, 'Heartbeat sent to watch.example.org.\n']);
  assert.deepEqual(asked, ['https://watch.example.org/secret-path', 'https://watch.example.org/secret-path']);
});

test('the heartbeat asks for its address; a failure names the host and never the secret path', async (context) => {
  const folder = await ciFolder(context);
  assert.match((await folder.ci(['heartbeat'])).err, /heartbeatUrl is not set/);
  const server = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`;
  await folder.write('mfactl.yaml', { directory: { kind: 'sandbox' }, ledger: { heartbeatUrl: url } });
  const failed = await folder.ci(['heartbeat']);
  assert.equal(failed.code, 1);
  assert.match(failed.err, /mfactl cannot reach the heartbeat at 127\.0\.0\.1:\d+: /);
  assert.doesNotMatch(failed.err, /secret-path/);
});
