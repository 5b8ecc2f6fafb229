import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { suite, test } from 'node:test';
import type { PlanChunk } from '../../../src/generated/plan.ts';
import { loadRows, type Row, tenant, type TenantFolder, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const HOUR = 3_600_000;

const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant(),
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
  },
  'policies/organisations/X1A/organisation.yaml': { kind: 'Organisation', code: 'X1A', name: 'Example Community' },
  'policies/organisations/X26/exceptions.yaml': {
    kind: 'Exceptions',
    organisation: 'X26',
    exceptions: [
      { user: 'away.example@nhs.net', type: 'short-term', startsAt: '2026-11-24T00:00:00Z', reason: 'phone-lost' },
    ],
  },
};

const ROWS: Row[] = [
  { address: 'away.example@nhs.net', organisation: 'X26', reported: 'MFA 24 Hour Exception' },
  { address: 'calm.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' },
  { address: 'far.example@nhs.net', organisation: 'X1A', reported: 'Admin Enabled' },
];

/** A tenant in a git repository of its own, with a first run behind it. */
async function appliedTenant(
  context: Parameters<typeof tenantFolder>[0],
): Promise<{ folder: TenantFolder; commit: () => void }> {
  const folder = await tenantFolder(context, FILES);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.nhs.net', ...words], {
      cwd: folder.path,
    });
  git('init', '--quiet');
  const commit = (): void => {
    git('add', 'policies', 'mfactl.yaml');
    git('commit', '--quiet', '--message', 'Policies');
  };
  commit();
  await loadRows(folder, NOW, ROWS);
  await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
  const applied = await folder.mfactl(NOW, 'apply', 'plan.ndjson', '--run', 'first');
  assert.equal(applied.code, 0, applied.err);
  return { folder, commit };
}

/** `address cause` of each change of a plan at an instant. */
async function causes(folder: TenantFolder, now: number, ...options: string[]): Promise<string[]> {
  const { out, err } = await folder.mfactl(now, 'plan', '--json', ...options);
  const lines = out.trimEnd().split('\n').slice(1);
  assert.notEqual(out, '', err);
  const chunks = lines.map((line) => JSON.parse(line) as PlanChunk);
  return chunks.flatMap(({ changes }) => changes.map(({ account, cause }) => `${account.address} ${cause}`)).toSorted();
}

suite('The cause of a change', () => {
  test('is time where an exception has lapsed since the last run', async (context) => {
    const { folder } = await appliedTenant(context);
    assert.deepEqual(await causes(folder, NOW + HOUR), []);
    assert.deepEqual(await causes(folder, NOW + 24 * HOUR), ['away.example@nhs.net time']);
  });

  test('is policy where the policies have changed since the commit that was applied', async (context) => {
    const { folder, commit } = await appliedTenant(context);
    await folder.write('policies/organisations/X1A/organisation.yaml', {
      kind: 'Organisation',
      code: 'X1A',
      name: 'Example Community',
      mfa: 'named-locations',
    });
    commit();
    assert.deepEqual(await causes(folder, NOW + HOUR), ['far.example@nhs.net policy']);
    assert.deepEqual(await causes(folder, NOW + 24 * HOUR), [
      'away.example@nhs.net time',
      'far.example@nhs.net policy',
    ]);
  });

  test('is drift where somebody changed the directory, and still so after a plan for another part of the tenant', async (context) => {
    const { folder, commit } = await appliedTenant(context);
    await loadRows(folder, NOW, [
      ...ROWS.slice(0, 1),
      { ...(ROWS[1] as Row), reported: 'User Disabled' },
      ...ROWS.slice(2),
    ]);
    assert.deepEqual(await causes(folder, NOW + HOUR), ['calm.example@nhs.net drift']);

    await folder.write('policies/organisations/X1A/organisation.yaml', {
      kind: 'Organisation',
      code: 'X1A',
      name: 'New name',
      mfa: 'named-locations',
    });
    await folder.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'New name',
      mfa: 'named-locations',
    });
    commit();
    await folder.mfactl(NOW + HOUR, 'plan', '--organisation', 'X1A', '--out', 'part.ndjson');
    const part = await folder.mfactl(NOW + HOUR, 'apply', 'part.ndjson', '--run', 'part');
    assert.equal(part.code, 0, part.err);
    // The rest of the new policy was not carried out yet: it is not drift.
    assert.deepEqual(await causes(folder, NOW + 2 * HOUR), ['calm.example@nhs.net policy']);
  });
});
