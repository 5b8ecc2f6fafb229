import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadRows, type Row, tenant, type TenantFolder, tenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant({ guardrails: { loosen: { floor: 10, count: 50, percent: 50, totalPercent: 50 } } }),
  'policies/roles/local-admin.yaml': {
    kind: 'Role',
    name: 'Local Admin',
    category: 'admin',
    match: ['Local Admin'],
    mfa: 'standard',
  },
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
  },
};

const ROWS: Row[] = [
  ...['a', 'b', 'c'].map((name) => ({
    address: `${name}.example@nhs.net`,
    organisation: 'X26',
    reported: 'Admin Disabled',
  })),
  { address: 'admin.example@nhs.net', organisation: 'X26', reported: 'Admin Disabled', roles: 'Local Admin' },
  { address: 'calm.example@nhs.net', organisation: 'X26', reported: 'User Enabled' },
];

async function states(folder: TenantFolder, now: number): Promise<Record<string, string>> {
  const { out } = await folder.mfactl(now, 'explain', '--all', '--json');
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { address: string; actual: { level: string; status: string } });
  return Object.fromEntries(lines.map(({ address, actual }) => [address, `${actual.level} ${actual.status}`]));
}

suite('undo', () => {
  test('brings back the state before, but for privileged accounts and those that have moved since, and says which', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, ROWS);
    const before = await states(folder, NOW);
    await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    assert.equal((await folder.mfactl(NOW, 'apply', 'plan.ndjson', '--run', 'first')).code, 0);

    // Somebody moves one account in the meantime, by a plan of its own.
    await folder.write('policies/organisations/X26/exceptions.yaml', {
      kind: 'Exceptions',
      organisation: 'X26',
      exceptions: [
        { user: 'c.example@nhs.net', type: 'short-term', startsAt: '2026-11-24T09:00:00Z', reason: 'phone-lost' },
      ],
    });
    await folder.mfactl(NOW + MINUTE, 'plan', '--out', 'second.ndjson');
    assert.equal((await folder.mfactl(NOW + MINUTE, 'apply', 'second.ndjson', '--run', 'second')).code, 0);

    const made = await folder.mfactl(NOW + 2 * MINUTE, 'undo', 'first', '--out', 'undo.ndjson');
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, /#1 disable → disabled {2}X26 {2}2 accounts/);
    assert.match(made.out, /Not undone: admin\.example@nhs\.net: the account is privileged/);
    assert.match(made.out, /Not undone: c\.example@nhs\.net: something else has changed the account since/);
    assert.match(made.out, /takes back the changes of 2 accounts, and not those of 2 accounts/);

    const applied = await folder.mfactl(NOW + 3 * MINUTE, 'apply', 'undo.ndjson', '--run', 'undone');
    assert.equal(applied.code, 0, applied.err);
    const after = await states(folder, NOW + 3 * MINUTE);
    for (const name of ['a', 'b']) assert.equal(after[`${name}.example@nhs.net`], before[`${name}.example@nhs.net`]);
    assert.equal(after['admin.example@nhs.net'], 'standard MFA Enforced Admin Role');
    assert.equal(after['c.example@nhs.net'], 'disabled MFA 24 Hour Exception');
    assert.equal((await folder.mfactl(NOW + 4 * MINUTE, 'verify')).code, 0);
  });

  test('later runs respect its hold for 24 hours, and no longer', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, ROWS);
    await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    await folder.mfactl(NOW, 'apply', 'plan.ndjson', '--run', 'first');
    await folder.mfactl(NOW + MINUTE, 'undo', 'first', '--out', 'undo.ndjson');
    await folder.mfactl(NOW + MINUTE, 'apply', 'undo.ndjson', '--run', 'undone');

    await folder.mfactl(NOW + 2 * MINUTE, 'plan', '--out', 'again.ndjson');
    const held = await folder.mfactl(NOW + 2 * MINUTE, 'apply', 'again.ndjson', '--run', 'held');
    assert.equal(held.code, 3, held.err);
    assert.match(held.out, /withheld 3/);
    const later = NOW + DAY + 2 * MINUTE;
    await folder.mfactl(later, 'plan', '--out', 'later.ndjson');
    const free = await folder.mfactl(later, 'apply', 'later.ndjson', '--run', 'free');
    assert.equal(free.code, 0, free.err);
    assert.match(free.out, /applied 3/);
  });

  test('a run that the ledger does not have is told of', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, ROWS);
    const made = await folder.mfactl(NOW, 'undo', 'nothing', '--out', 'undo.ndjson');
    assert.equal(made.code, 1);
    assert.match(made.err, /the ledger has no run nothing/);
  });
});

suite('drift', () => {
  test('is what somebody changed in the directory though no policy asked for it, with an edit that would ask for it', async (context) => {
    const folder = await tenantFolder(context, FILES);
    await loadRows(folder, NOW, ROWS);
    await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
    await folder.mfactl(NOW, 'apply', 'plan.ndjson');
    const quiet = await folder.mfactl(NOW + MINUTE, 'drift');
    assert.equal(quiet.code, 0, quiet.err);
    assert.match(quiet.out, /No account has drifted since run/);

    await loadRows(folder, NOW, [
      ...ROWS.slice(0, 4).map((row) => ({ ...row, reported: 'Admin Enabled' })),
      { ...(ROWS[4] as Row), reported: 'User Disabled' },
    ]);
    const drifted = await folder.mfactl(NOW + MINUTE, 'drift', '--propose');
    assert.equal(drifted.code, 2, drifted.err);
    assert.match(drifted.out, /calm\.example@nhs\.net {2}User Disabled → Admin Enabled/);
    assert.match(drifted.out, /Proposal for policies\/organisations\/X26\/exceptions\.yaml \(calm\.example@nhs\.net\)/);
    assert.match(drifted.out, /1 account has drifted/);
  });
});
