import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { digestOf, readPolicyFiles } from '../../src/policy/read.ts';
import { type Repository, succeed } from '../worlds/repository.ts';
import { rewriteLedger } from './rewrite-ledger.ts';
import { ALLOWS, NOW, at, longTerm, people, repositoryFor } from './small-tenant.ts';
import { join } from 'node:path';

/** As an earlier version took it: no start, four months, approved by somebody of the organisation. */
const OLD_OVERRIDE = {
  kind: 'Overrides',
  overrides: [
    {
      guardrail: 'lockout',
      organisation: 'X26',
      limit: 40,
      reason: 'A drop-in desk',
      approvedBy: 'lead.example@nhs.net',
      expiresAt: '2027-03-01T00:00:00Z',
    },
  ],
};

async function commit({ path }: Repository): Promise<string> {
  const git = async (...args: string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.nhs.net', '-c', 'commit.gpgsign=false'];
    return (await promisify(execFile)('git', [...identity, ...args], { cwd: path })).stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', 'mfactl.yaml', 'policies');
  await git('commit', '--quiet', '--message', 'Policies');
  return git('rev-parse', 'HEAD');
}

test('an upgrade that refuses more stops no lapse: policies that a run has applied go on, with a warning', async (t) => {
  const user = 'x26-0.example@nhs.net';
  const repository = await repositoryFor(
    t,
    { ...ALLOWS, 'policies/organisations/X26/exceptions.yaml': longTerm(user) },
    people(3),
  );
  await commit(repository);
  await succeed(repository, ['plan', '--out', 'plan.ndjson'], at(NOW));
  await succeed(repository, ['apply', 'plan.ndjson'], at(NOW));
  // The same run, as the earlier version would have made it from policies that this one refuses.
  await repository.write('policies/overrides.yaml', OLD_OVERRIDE);
  const id = await commit(repository);
  const digest = digestOf(readPolicyFiles(join(repository.path, 'policies'), 'policies').files);
  await rewriteLedger(repository, (line) => ({ ...line, policy: { digest, commit: id } }));

  const late = at(Date.parse('2026-12-02T00:00:00Z'));
  const planned = await succeed(repository, ['plan', '--out', 'late.ndjson', '--json'], late);
  assert.match(planned.err, /overrides\.yaml:3:5 warning schema-missing-property/);
  assert.match(planned.err, /A run has applied this commit already, so mfactl goes on with it\./);
  assert.match(planned.out, /"action":"restore"/, 'the exception lapses');

  // The next commit is new, and so is an edit that is in no commit.
  await repository.write('policies/organisations/X26/exceptions.yaml', longTerm(user, { plan: 'A new phone' }));
  const edited = await repository.here(['plan'], late);
  assert.equal(edited.code, 1);
  assert.match(edited.err, /overrides\.yaml:3:5 error schema-missing-property/);
  await commit(repository);
  const next = await repository.here(['plan'], late);
  assert.equal(next.code, 1);
  assert.match(next.err, /overrides\.yaml:3:5 error schema-missing-property/);
});
