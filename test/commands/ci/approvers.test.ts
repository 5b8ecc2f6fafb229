import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import type { Pull, PullCommit, Review } from '../../doubles/github/state.ts';
import { type CiFolder, ciFolder } from './ci-folder.ts';
import type { Ran } from '../../worlds/tenant-folder.ts';

const RUN = { GITHUB_RUN_ID: '77' };
const HEAD = 'a'.repeat(40);

/** A merged pull request whose commit was planned with, before anybody said anything. */
interface Scene {
  readonly folder: CiFolder;
  readonly pull: Pull;
  /** Of the policies that were planned with. */
  readonly digest: string;
  review(author: string, state: Review['state'], more?: { readonly commit?: string; readonly body?: string }): void;
  comment(author: string, body: string): void;
  approvers(...argv: string[]): Promise<Ran>;
}

async function scene(t: TestContext): Promise<Scene> {
  const folder = await ciFolder(t);
  const { repository } = folder;
  const commit = repository.refs.get('heads/main') ?? '';
  await folder.ci(['forecast', '--head', commit, '--base', commit, '--out', 'f.ndjson', '--markdown', 'f.md']);
  const header = JSON.parse((await readFile(join(folder.path, 'f.ndjson'), 'utf8')).split('\n')[0] ?? '') as {
    policy: { digest: string };
  };
  repository.refs.set('heads/change', HEAD);
  const pull = repository.openPull('change', { author: 'jo-example' });
  Object.assign(pull, { state: 'closed', merged: true, mergeCommit: commit });
  for (const login of ['lead-example', 'Sam-example', 'jo-example', 'robot[bot]'])
    repository.permissions.set(login, 'write');
  return {
    folder,
    pull,
    digest: header.policy.digest,
    review: (author, state, { commit: seen = HEAD, body = '' } = {}) =>
      pull.reviews.push({ author, state, commit: seen, body }),
    comment: (author, body) =>
      repository.comments.push({ id: 2000 + repository.comments.length, issue: pull.number, author, body }),
    approvers: (...argv) => folder.ci(['approvers', '--forecast', 'f.ndjson', '--require', ...argv], RUN),
  };
}

suite('ci approvers', () => {
  test('prints who approved the environments of this run, each once, on one line', async (t) => {
    const folder = await ciFolder(t);
    for (const [run, author, state] of [
      [77, 'lead-example', 'approved'],
      [77, 'Sam_company', 'approved'],
      [77, 'lead-example', 'approved'],
      [77, 'eve-example', 'rejected'],
      [78, 'lee-example', 'approved'],
    ] as const)
      folder.repository.runReviews.push({ run, author, state });
    const ran = await folder.ci(['approvers', '--require'], RUN);
    assert.deepEqual([ran.code, ran.out], [0, 'lead-example,Sam_company\n'], ran.err);
  });

  test('where nobody has approved it prints a blank line and says so; with --require that ends with 1', async (t) => {
    const folder = await ciFolder(t);
    const ran = await folder.ci(['approvers'], RUN);
    assert.deepEqual([ran.code, ran.out, ran.err], [0, '\n', 'Nobody has approved run 77.\n']);
    assert.equal((await folder.ci(['approvers', '--require'], RUN)).code, 1);
  });

  test('no run, and a forecast that is none, are told plainly', async (t) => {
    const folder = await ciFolder(t);
    assert.match(
      (await folder.ci(['approvers'], { GITHUB_RUN_ID: '1/../2' })).err,
      /the workflow run is not known: set GITHUB_RUN_ID/,
    );
    const ran = await folder.ci(['approvers', '--forecast', 'missing.ndjson'], RUN);
    assert.deepEqual([ran.code, ran.out], [1, '']);
    assert.match(ran.err, /plan-unreadable/);
  });

  test('a login that would be more than one word of one line is never printed', async (t) => {
    const folder = await ciFolder(t);
    folder.repository.runReviews.push({ run: 77, author: 'lead\nPATH=/tmp', state: 'approved' });
    const ran = await folder.ci(['approvers'], RUN);
    assert.deepEqual([ran.code, ran.out], [1, '']);
    assert.match(ran.err, /login is not valid/);
  });
});

suite('Where the run asked nobody, the merged pull request is the approval', () => {
  test('of those whose last word approves its last commit, when the forecast on it names the digest', async (t) => {
    const { review, comment, approvers, digest } = await scene(t);
    review('lead-example', 'CHANGES_REQUESTED');
    review('lead-example', 'APPROVED');
    review('lead-example', 'COMMENTED');
    review('Sam-example', 'APPROVED');
    comment('github-actions[bot]', `Policies <code>${digest}</code>`);
    const ran = await approvers();
    assert.deepEqual([ran.code, ran.out], [0, 'lead-example,Sam-example\n'], ran.err);
    assert.match(
      ran.err,
      /Approved in https:\/\/github\.com\/example\/policies\/pull\/1, which names the policies sha256:/,
    );
  });

  test('a review that names the digest does as well, after however many others', async (t) => {
    const { folder, review, approvers, digest } = await scene(t);
    folder.double.largestPage = 2;
    for (let i = 0; i < 5; i++) review(`reader${i}`, 'COMMENTED');
    review('lead-example', 'APPROVED', { body: `Yes to ${digest}.` });
    assert.equal((await approvers()).out, 'lead-example\n');
  });

  test('what the run was told goes before it: a rejection is not outvoted', async (t) => {
    const { folder, review, approvers, digest } = await scene(t);
    review('lead-example', 'APPROVED', { body: digest });
    folder.repository.runReviews.push({ run: 77, author: 'eve-example', state: 'rejected' });
    assert.deepEqual([(await approvers()).code, (await approvers()).out], [1, '\n']);
  });

  for (const [name, says, prepare] of [
    ['nobody but the author', /nobody except the people who made it/, ({ review }) => review('Jo-Example', 'APPROVED')],
    [
      'a commit before the last',
      /nobody except the people who made it/,
      ({ review }) => review('lead-example', 'APPROVED', { commit: 'b'.repeat(40) }),
    ],
    [
      'a reviewer who may only read',
      /nobody except the people who made it/,
      ({ review }) => review('reader', 'APPROVED'),
    ],
    [
      'who made a commit of a pull request that a bot opened',
      /nobody except the people who made it/,
      ({ pull, review }) => {
        pull.commits.unshift({ author: 'github-actions[bot]', committer: 'web-flow' });
        pull.commits.push({ author: 'Lead-Example', committer: 'web-flow' });
        review('lead-example', 'APPROVED');
      },
    ],
    [
      'who committed what somebody else wrote',
      /nobody except the people who made it/,
      ({ pull, review }) => {
        pull.commits.push({ author: 'sam-example', committer: 'lead-example' });
        review('lead-example', 'APPROVED');
        review('Sam-example', 'APPROVED');
      },
    ],
    ['a bot', /nobody except the people who made it/, ({ review }) => review('robot[bot]', 'APPROVED')],
    [
      'a reviewer who changed their mind',
      /nobody except the people who made it/,
      ({ review }) => {
        review('lead-example', 'APPROVED');
        review('lead-example', 'CHANGES_REQUESTED');
      },
    ],
    [
      'a review that was dismissed',
      /nobody except the people who made it/,
      ({ review }) => review('lead-example', 'DISMISSED'),
    ],
  ] as const satisfies readonly (readonly [string, RegExp, (on: Scene) => void])[]) {
    test(`${name} is no approval`, async (t) => {
      const on = await scene(t);
      on.comment('github-actions[bot]', on.digest);
      prepare(on);
      const ran = await on.approvers();
      assert.deepEqual([ran.code, ran.out], [1, '\n']);
      assert.match(ran.err, says);
    });
  }

  for (const [name, prepare] of [
    ['another digest', ({ comment }) => comment('github-actions[bot]', `sha256:${'0'.repeat(64)}`)],
    ['the digest from the author', ({ comment, digest }) => comment('jo-example', digest)],
    ['the digest in the text of the author', ({ pull, digest }) => Object.assign(pull, { body: digest })],
    ['a part of the digest', ({ comment, digest }) => comment('github-actions[bot]', digest.slice(0, 40))],
  ] as const satisfies readonly (readonly [string, (on: Scene) => void])[]) {
    test(`${name} names no policies`, async (t) => {
      const on = await scene(t);
      on.review('lead-example', 'APPROVED');
      prepare(on);
      const ran = await on.approvers();
      assert.deepEqual([ran.code, ran.out], [1, '\n']);
      assert.match(ran.err, /no comment or review on \S+ names the policies sha256:/);
    });
  }

  test('somebody who made none of its commits approves it, however many there are', async (t) => {
    const on = await scene(t);
    on.folder.double.largestPage = 2;
    on.pull.commits.push(...Array.from({ length: 6 }, () => ({ author: 'jo-example', committer: 'jo-example' })));
    on.pull.commits.push({ author: 'Sam-example', committer: 'web-flow' });
    on.review('lead-example', 'APPROVED', { body: on.digest });
    on.review('Sam-example', 'APPROVED');
    assert.equal((await on.approvers()).out, 'lead-example\n');
  });

  for (const [name, says, commits] of [
    ['an author', /finds no user for the address in its commit 0{39}1\./, [{ author: null, committer: 'web-flow' }]],
    [
      'a committer',
      /finds no user for the address in its commit 0{39}1\./,
      [{ author: 'jo-example', committer: null }],
    ],
    [
      'some commits',
      /it has 251 commits, of which GitHub lists only 250/,
      Array.from({ length: 250 }, () => ({ author: 'jo-example', committer: 'web-flow' })),
    ],
  ] as const satisfies readonly (readonly [string, RegExp, readonly PullCommit[]])[]) {
    test(`where GitHub does not tell ${name}, no review counts: it may be the reviewer's own work`, async (t) => {
      const on = await scene(t);
      on.pull.commits.push(...commits);
      on.review('lead-example', 'APPROVED', { body: on.digest });
      const ran = await on.approvers();
      assert.deepEqual([ran.code, ran.out], [1, '\n']);
      assert.match(ran.err, /no review of https:\S+ counts/);
      assert.match(ran.err, says);
    });
  }

  test('a commit that no merged pull request made was approved by nobody', async (t) => {
    const on = await scene(t);
    on.review('lead-example', 'APPROVED', { body: on.digest });
    for (const changes of [{ merged: false }, { merged: true, mergeCommit: 'c'.repeat(40) }]) {
      Object.assign(on.pull, changes);
      const ran = await on.approvers();
      assert.deepEqual([ran.code, ran.out], [1, '\n']);
      assert.match(ran.err, /no merged pull request led to commit/);
    }
  });
});
