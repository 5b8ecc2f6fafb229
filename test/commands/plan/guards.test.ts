/** Guards that look back at what earlier runs followed. */
import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { ALLOWS, at, longTerm, NOW, people, repositoryFor } from '../../proof/small-tenant.ts';
import { commitAll, git } from '../../proof/git.ts';
import { organisation, type Repository, succeed } from '../../worlds/repository.ts';

const DAY = 86_400_000;
const HOLDER = 'sister.example@nhs.net';
const ROLE = 'policies/roles/ward-lead.yaml';

const role = (over: Record<string, unknown>): Record<string, unknown> => ({
  kind: 'Role',
  name: 'Ward Lead',
  category: 'admin',
  match: ['Ward Lead'],
  mfa: 'standard',
  ...over,
});

/** A tenant in git whose first run follows a role of category admin; then the role becomes a harmless one. */
async function demoted(t: TestContext): Promise<Repository> {
  const rows = [...people(30), { address: HOLDER, organisation: 'X26', reported: 'Admin Enabled', roles: 'Ward Lead' }];
  const repository = await repositoryFor(t, { ...ALLOWS, [ROLE]: role({}) }, rows);
  await repository.write('.gitignore', '.mfactl/\nreports/\n*.ndjson\n*.csv\n');
  await git(repository.path, 'init', '--quiet', '-b', 'main');
  await commitAll(repository.path, 'First');
  await succeed(repository, ['plan', '--out', 'one.ndjson'], at(NOW));
  await succeed(repository, ['apply', 'one.ndjson'], at(NOW));
  await repository.write(ROLE, role({ category: 'other', mfa: 'disabled' }));
  await repository.write(
    'policies/organisations/X26/exceptions.yaml',
    longTerm(HOLDER, { expiresAt: '2027-01-01T00:00:00Z' }),
  );
  await commitAll(repository.path, 'Second');
  return repository;
}

suite('What earlier runs followed still guards', () => {
  test('a role that is no longer one of admins protects its holders for 7 days', async (t) => {
    const repository = await demoted(t);
    const { out } = await succeed(repository, ['plan'], at(NOW + 6 * DAY), 3);
    assert.match(out, /privileged-loosen in X26: 1 privileged account would lose MFA/);
    await succeed(repository, ['plan'], at(NOW + 8 * DAY));
  });

  test('a run counts the accounts that are governed, and moving every wave away is refused', async (t) => {
    const repository = await repositoryFor(t, {}, people(20));
    await succeed(repository, ['plan', '--out', 'one.ndjson'], at(NOW));
    await succeed(repository, ['apply', 'one.ndjson'], at(NOW));
    const rollout = [{ wave: 'Everyone', starts: '2999-01-01T00:00:00Z', everyone: true }];
    await repository.write('policies/organisations/X26/organisation.yaml', organisation('X26', { rollout }));
    const { out } = await succeed(repository, ['plan', '--out', 'two.ndjson'], at(NOW + DAY), 3);
    assert.match(out, /shrunk-governed in total: the policies decide for 20 accounts fewer than before/);
    const ran = await repository.here(['apply', 'two.ndjson'], at(NOW + DAY));
    assert.equal(ran.code, 0, ran.err);
    await succeed(repository, ['plan'], at(NOW + 2 * DAY), 3);
    await succeed(repository, ['verify'], at(NOW + 2 * DAY));
    await succeed(repository, ['plan'], at(NOW + 9 * DAY));
  });
});

test('--as-of may not be earlier than the directory was observed: the past is asked with audit --at', async (t) => {
  const repository = await repositoryFor(t, {}, people(3));
  for (const command of [['plan'], ['explain', 'x26-0.example@nhs.net'], ['explain', '--all']]) {
    const ran = await repository.here([...command, '--as-of', '2026-11-24T08:59:59Z'], at(NOW));
    assert.equal(ran.code, 1, command.join(' '));
    assert.match(
      ran.err,
      /--as-of 2026-11-24T08:59:59Z is earlier than the directory was observed \(2026-11-24T09:00:00Z\).*mfactl audit --at 2026-11-24T08:59:59Z/s,
    );
    await succeed(repository, [...command, '--as-of', '2026-11-24T09:00:00Z'], at(NOW));
  }
});
