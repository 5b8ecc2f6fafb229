import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Proposed, proposePull } from '../../src/github/pull-request.ts';
import { type Opened, open } from './open.ts';

const FILE = 'policies/organisations/X26/exceptions.yaml';

async function propose({ github, repository }: Opened, text: string, title = 'A title'): Promise<Proposed['outcome']> {
  const onto = repository.refs.get('heads/main') ?? '';
  const proposal = {
    branch: 'mfactl/renew-1',
    base: 'main',
    onto,
    message: title,
    title,
    body: 'A body',
    edits: [{ path: FILE, text }],
  };
  return (await proposePull(github, proposal)).outcome;
}

test('a proposal makes a branch with the edited file, everything else as it was, and a pull request', async (context) => {
  const opened = await open(context);
  assert.equal(await propose(opened, 'text ü\n'), 'created');
  const { repository } = opened;
  assert.equal(repository.fileAt('mfactl/renew-1', FILE), 'text ü\n');
  assert.equal(repository.fileAt('mfactl/renew-1', 'README.md'), 'Policies\n');
  assert.deepEqual(
    repository.pulls.map(({ title, body, head, base, state }) => [title, body, head.branch, base, state]),
    [['A title', 'A body', 'mfactl/renew-1', 'main', 'open']],
  );
  const tip = repository.commits.get(repository.refs.get('heads/mfactl/renew-1') ?? '');
  assert.deepEqual(tip?.parents, [repository.refs.get('heads/main')]);
});

test('the same proposal again writes nothing', async (context) => {
  const opened = await open(context);
  await propose(opened, 'text\n');
  const before = opened.double.seen.length;
  assert.equal(await propose(opened, 'text\n'), 'unchanged');
  assert.deepEqual(
    opened.double.seen.slice(before).filter(({ method }) => method !== 'GET'),
    [],
  );
});

test('another text updates branch and pull request, which stays one', async (context) => {
  const opened = await open(context);
  await propose(opened, 'text\n');
  assert.equal(await propose(opened, 'new text\n', 'A new title'), 'updated');
  assert.equal(opened.repository.fileAt('mfactl/renew-1', FILE), 'new text\n');
  assert.deepEqual(
    opened.repository.pulls.map(({ title }) => title),
    ['A new title'],
  );
});

for (const merged of [true, false]) {
  test(`a pull request that was ${merged ? 'merged' : 'closed'} is not opened again`, async (context) => {
    const opened = await open(context);
    await propose(opened, 'text\n');
    Object.assign(opened.repository.pulls[0] ?? {}, { state: 'closed', merged });
    opened.repository.refs.delete('heads/mfactl/renew-1');
    assert.equal(await propose(opened, 'new text\n'), 'settled');
    assert.equal(opened.repository.pulls.length, 1);
    assert.equal(opened.repository.refs.has('heads/mfactl/renew-1'), false);
  });
}

test('a branch that a person has committed to is left alone', async (context) => {
  const opened = await open(context);
  await propose(opened, 'text\n');
  const tip = opened.repository.commitFiles('mfactl/renew-1', { [FILE]: 'by hand\n' }, 'Put the new approver in');
  assert.equal(await propose(opened, 'new text\n'), 'foreign');
  assert.equal(opened.repository.refs.get('heads/mfactl/renew-1'), tip);
});

test('a branch whose file moved on main is made anew on it', async (context) => {
  const opened = await open(context);
  await propose(opened, 'text\n');
  const main = opened.repository.commitFiles('main', { 'README.md': 'Policies\n', [FILE]: 'others\n' });
  assert.equal(await propose(opened, 'others\ntext\n'), 'updated');
  const tip = opened.repository.commits.get(opened.repository.refs.get('heads/mfactl/renew-1') ?? '');
  assert.deepEqual(tip?.parents, [main]);
});

test('a file can be removed', async (context) => {
  const { github, repository } = await open(context);
  const onto = repository.commitFiles('main', { 'README.md': 'Policies\n', [FILE]: 'x\n' });
  await proposePull(github, {
    branch: 'mfactl/prune',
    base: 'main',
    onto,
    message: 'x',
    title: 'x',
    body: '',
    edits: [{ path: FILE, text: null }],
  });
  assert.equal(repository.fileAt('mfactl/prune', FILE), undefined);
});

for (let at = 0; at < 8; at++) {
  test(`whatever is cut off at request ${at + 1}, there is one branch and one pull request in the end`, async (context) => {
    const opened = await open(context);
    for (let i = 0; i < at; i++) opened.double.faults.push(null);
    opened.double.faults.push({ kind: 'cut', done: true });
    assert.equal(await propose(opened, 'text\n'), 'created');
    assert.equal(opened.repository.pulls.length, 1);
    assert.equal(opened.repository.fileAt('mfactl/renew-1', FILE), 'text\n');
    assert.ok(opened.double.seen.length > at + 1);
  });
}
