import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repositoryAt } from '../../src/github/client.ts';

for (const remote of [
  'https://github.com/example/policies',
  'https://github.com/example/policies.git',
  'https://github.com/example/policies/',
  'https://jo:secret@GitHub.com/example/policies.git',
  'git@github.com:example/policies.git',
  'github.com:example/policies',
  'ssh://git@github.com/example/policies.git',
  'ssh://git@ssh.github.com:443/example/policies.git',
])
  test(`${remote} is a repository at GitHub`, () => assert.equal(repositoryAt(remote), 'example/policies'));

for (const remote of [
  '/srv/git/policies.git',
  'file:///srv/github.com/example/policies',
  'https://github.com.example.org/example/policies',
  'https://example.org/github.com/example/policies',
  'git@example.org:example/policies.git',
  'https://github.com/example',
  'https://github.com/example/policies/tree/main',
  'http://github.com/example/policies',
  'C:\\policies',
  '',
])
  test(`"${remote}" is none`, () => assert.equal(repositoryAt(remote), null));

test('an Enterprise server is known by its own name alone', () => {
  assert.equal(repositoryAt('git@code.example.nhs.uk:example/policies.git', 'code.example.nhs.uk'), 'example/policies');
  assert.equal(repositoryAt('git@github.com:example/policies.git', 'code.example.nhs.uk'), null);
});
