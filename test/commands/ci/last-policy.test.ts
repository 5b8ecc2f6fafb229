import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitAll, git } from '../../proof/git.ts';
import { type Row, type TenantFolder, loadRows, tenant, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const ROWS: readonly Row[] = [{ address: 'jo.example@nhs.net', organisation: 'X26', reported: 'Admin Disabled' }];

async function applied(folder: TenantFolder): Promise<void> {
  await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
  const ran = await folder.mfactl(NOW, 'apply', 'plan.ndjson');
  assert.equal(ran.code, 0, ran.err);
}

test('the commit that was applied last is printed, whatever was committed since; before the first run nothing is', async (t) => {
  const organisation = { kind: 'Organisation', code: 'X26', name: 'Example Teaching Hospitals' };
  const folder = await tenantFolder(t, {
    'mfactl.yaml': { apply: { settle: 'PT1S' } },
    '.gitignore': '.mfactl/\nreports/\n',
    'policies/tenant.yaml': tenant(),
    'policies/organisations/X26/organisation.yaml': organisation,
  });
  await git(folder.path, 'init', '--quiet', '-b', 'main');
  const first = await commitAll(folder.path, 'Policies');
  await loadRows(folder, NOW, ROWS);
  assert.deepEqual(await folder.mfactl(NOW, 'ci', 'last-policy'), {
    code: 0,
    out: '',
    err: 'Nothing has been applied yet.\n',
  });
  await applied(folder);
  await folder.write('policies/organisations/X26/organisation.yaml', { ...organisation, mfa: 'disabled' });
  await commitAll(folder.path, 'A change that nobody has approved');
  assert.deepEqual(await folder.mfactl(NOW, 'ci', 'last-policy'), { code: 0, out: `${first}\n`, err: '' });
});

test('policies that were applied with local changes are in no commit, so a reconcile cannot go on with them', async (t) => {
  const folder = await tenantFolder(t, { 'policies/tenant.yaml': tenant(), '.gitignore': '.mfactl/\nreports/\n' });
  await git(folder.path, 'init', '--quiet', '-b', 'main');
  await commitAll(folder.path, 'Policies');
  await folder.write('policies/organisations/X26/organisation.yaml', {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example',
  });
  await loadRows(folder, NOW, ROWS);
  await applied(folder);
  const { code, out, err } = await folder.mfactl(NOW, 'ci', 'last-policy');
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /with local changes/);
});
