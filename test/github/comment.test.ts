import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comment } from '../../src/github/comment.ts';
import { cutMarkdown, LONGEST_BODY } from '../../src/github/limit.ts';
import { type Opened, open } from './open.ts';

const WHOLE = 'The whole is among the artefacts.';

async function post({ github }: Opened, markdown: string, about = 'forecast'): Promise<string> {
  return (await comment(github, 1, { about, markdown, whole: WHOLE })).outcome;
}

async function openWithPull(context: Parameters<typeof open>[0]): Promise<Opened> {
  const opened = await open(context);
  opened.repository.openPull('main');
  return opened;
}

test('there is one comment, which is updated in place', async (context) => {
  const opened = await openWithPull(context);
  assert.deepEqual(
    [await post(opened, 'first'), await post(opened, 'second'), await post(opened, 'second')],
    ['created', 'updated', 'unchanged'],
  );
  assert.deepEqual(
    opened.repository.comments.map(({ body }) => body),
    ['<!-- mfactl:forecast -->\nsecond'],
  );
});

test('comments about other things stay apart', async (context) => {
  const opened = await openWithPull(context);
  await post(opened, 'a forecast');
  await post(opened, 'an answer', 'exception-request');
  assert.equal(opened.repository.comments.length, 2);
});

test('a comment with our marker by somebody else is not ours', async (context) => {
  const opened = await openWithPull(context);
  opened.repository.comments.push({
    id: 1,
    issue: 1,
    author: 'mallory',
    body: '<!-- mfactl:forecast -->\nAll is well.',
  });
  opened.repository.comments.push({
    id: 2,
    issue: 1,
    author: opened.double.login,
    body: '> <!-- mfactl:forecast -->\na quotation',
  });
  assert.equal(await post(opened, 'the forecast'), 'created');
  assert.deepEqual(
    opened.repository.comments.map(({ id }) => id),
    [1, 2, 1002],
  );
});

test('our comment is found behind many pages of others', async (context) => {
  const opened = await openWithPull(context);
  await post(opened, 'first');
  const ours = opened.repository.comments.pop();
  for (let i = 0; i < 250; i++) opened.repository.comments.push({ id: i, issue: 1, author: 'someone', body: 'x' });
  if (ours !== undefined) opened.repository.comments.push(ours);
  assert.equal(await post(opened, 'second'), 'updated');
  assert.equal(opened.repository.comments.length, 251);
});

test('a comment that was made though its answer was lost is not made twice', async (context) => {
  const opened = await openWithPull(context);
  opened.double.faults.push(null, { kind: 'cut', done: true });
  assert.equal(await post(opened, 'first'), 'created');
  assert.equal(opened.repository.comments.length, 1);
});

test('a comment whose request was lost on the way is made after all', async (context) => {
  const opened = await openWithPull(context);
  opened.double.faults.push(null, { kind: 'cut', done: false });
  assert.equal(await post(opened, 'first'), 'created');
  assert.equal(opened.repository.comments.length, 1);
});

test('of two comments of ours one is left', async (context) => {
  const opened = await openWithPull(context);
  for (const id of [1, 2])
    opened.repository.comments.push({
      id,
      issue: 1,
      author: opened.double.login,
      body: '<!-- mfactl:forecast -->\nold',
    });
  await post(opened, 'new');
  assert.deepEqual(
    opened.repository.comments.map(({ id, body }) => [id, body]),
    [[1, '<!-- mfactl:forecast -->\nnew']],
  );
});

test('a comment of the greatest size is taken as it is; one character more is cut, and the cut is said', async (context) => {
  const opened = await openWithPull(context);
  const room = LONGEST_BODY - '<!-- mfactl:forecast -->\n'.length;
  const lines = (length: number): string => 'ö line\n'.repeat(length).slice(0, length);
  await post(opened, lines(room));
  assert.equal(opened.repository.comments[0]?.body.length, LONGEST_BODY);
  await post(opened, lines(room + 1));
  const body = opened.repository.comments[0]?.body ?? '';
  assert.ok(body.length <= LONGEST_BODY && body.length > LONGEST_BODY - 1000);
  assert.match(body, /\*\*Cut to GitHub's limit: \d+ lines are not shown\.\*\* The whole is among the artefacts\.\n$/);
});

test('a cut closes the fence and the details that are open', () => {
  const markdown = `<details><summary>x</summary>\n\n\`\`\`\`diff\n${'+ line\n```\n'.repeat(200)}\`\`\`\`\n\n</details>\n`;
  const cut = cutMarkdown(markdown, 1000, WHOLE);
  assert.ok(cut.length <= 1000);
  assert.match(cut, /\n````\n\n<\/details>\n\n\*\*Cut/);
});

test('a line that alone is too long leaves only what is said of the cut', () => {
  assert.match(cutMarkdown('x'.repeat(5000), 1000, WHOLE), /^\s*\*\*Cut to GitHub's limit: 1 lines are not shown/);
});
