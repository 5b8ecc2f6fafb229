import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ciFolder } from './ci-folder.ts';

test('without code scanning the annotations have to do, and that is said', async (context) => {
  const folder = await ciFolder(context);
  const ran = await folder.ci(['checks', '--head', folder.repository.refs.get('heads/main') ?? '']);
  assert.equal(ran.code, 0, ran.err);
  assert.equal(folder.repository.checkRuns[0]?.conclusion, 'success');
  assert.match(ran.err, /There are only annotations: .*Code scanning is not enabled/);
});

test('the comment is posted on the pull request that ends with the commit, and updated there', async (context) => {
  const folder = await ciFolder(context);
  const head = await folder.commit({}, 'change');
  folder.repository.openPull('change');
  await folder.write('forecast.md', '## MFA forecast\n');
  const post = ['comment', '--head', head, '--markdown', 'forecast.md'];
  assert.match((await folder.ci(post)).out, /Comment on #1 created/);
  await folder.write('forecast.md', '## MFA forecast\n\nNew.\n');
  assert.match((await folder.ci(post)).out, /Comment on #1 updated/);
  assert.deepEqual(
    folder.repository.comments.map(({ body }) => body),
    ['<!-- mfactl:forecast -->\n## MFA forecast\n\nNew.\n'],
  );
  const none = await folder.ci(['comment', '--head', 'f'.repeat(40), '--markdown', 'forecast.md']);
  assert.equal(none.code, 0);
  assert.match(none.err, /it was closed, or somebody has pushed to it since/);
});

test('a commit that is not here, or is none, is refused', async (context) => {
  const folder = await ciFolder(context);
  const unknown = await folder.ci(['checks', '--head', 'f'.repeat(40)]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /git fetch origin f{40}/);
  for (const head of ['main', '--output=x', 'HEAD^']) {
    const ran = await folder.ci(['checks', `--head=${head}`]);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /takes a whole commit id/);
  }
});

test('no output of any command holds the token', async (context) => {
  const folder = await ciFolder(context);
  const head = folder.repository.refs.get('heads/main') ?? '';
  const runs = [
    await folder.ci(['checks', '--head', head]),
    await folder.ci(['exception-request', '--issue', '99']),
    await folder.ci(['reconciled']),
    await folder.ci(['renewals'], { GITHUB_REPOSITORY: 'example/elsewhere' }),
    await folder.ci(['checks', '--head', head], { GITHUB_API_URL: 'http://127.0.0.1:1' }),
  ];
  for (const { out, err } of runs) assert.ok(!`${out}${err}`.includes(folder.double.token));
});
