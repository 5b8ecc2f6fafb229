import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ROOT } from '../../example/tenant.ts';
import { loadRows, reports, type Row, tenant, tenantFolder, type TenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const REPORTS = ['--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv'];

const aRow: fc.Arbitrary<Omit<Row, 'address'>> = fc.record({
  organisation: fc.constantFrom('X26', 'X26', 'x1a', '99017', '', 'NOT AN ODS'),
  reported: fc.constantFrom(
    'User Enabled',
    'Admin Enabled',
    'User Disabled',
    'Admin Disabled',
    'MFA Enforced ATP Group',
    'MFA Disabled ATP Group',
    'MFA Enforced Admin Role',
    'MFA Disabled Admin Role',
    'MFA Enforced Compromised',
    'MFA 24 Hour Exception',
    'MFA Long Term Exception',
    '',
    'Blocked',
    'Admin Disabled',
    'Admin Enabled',
  ),
  unit: fc.constantFrom(
    '',
    'Estates',
    'estates / Kiosks',
    'Estates\\Kiosks\\Ward 3',
    'Wards',
    '# not: [plain',
    'Corporate',
  ),
  type: fc.constantFrom('User', 'User', 'User', 'Application', 'Shared', ''),
  status: fc.constantFrom('Active', 'Active', 'Active', 'Active (Leaver)', 'Pending', 'Inactive', ''),
  roles: fc.constantFrom('', '', '', 'Local Admin', 'Local Administrator;Unlisted', 'ATP Approver'),
});

const someRows: fc.Arbitrary<Row[]> = fc
  .array(aRow, { minLength: 1, maxLength: 40 })
  .map((rows) => rows.map((row, i) => ({ ...row, address: `user.${i}@nhs.net` })));

async function writeReports(folder: TenantFolder, rows: readonly Row[]): Promise<void> {
  const { mailbox, mfa } = reports(rows);
  await folder.write('mailbox.csv', mailbox);
  await folder.write('mfa.csv', mfa);
}

/** Ends where something other than nothing is to be done. */
async function assertInStep(folder: TenantFolder): Promise<void> {
  const loaded = await folder.mfactl(NOW, 'sandbox', 'load', ...REPORTS);
  assert.equal(loaded.code, 0, loaded.err);
  const validated = await folder.mfactl(NOW, 'validate');
  assert.equal(validated.code, 0, validated.out);
  const planned = await folder.mfactl(NOW, 'plan', '--json');
  const { counts } = JSON.parse(planned.out.split('\n')[0] as string) as {
    counts: { accounts: number; changes: number };
  };
  assert.equal(counts.changes, 0, planned.out);
  const formatted = await folder.mfactl(NOW, 'fmt', '--check');
  assert.equal(formatted.code, 0, formatted.out);
}

describe('mfactl init --from-report', () => {
  test('makes policies whose plan is empty, whatever the reports say', async (t) => {
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const folder = await tenantFolder(t, {});
        await writeReports(folder, rows);
        const made = await folder.mfactl(NOW, 'init', '--from-report', ...REPORTS);
        assert.equal(made.code, 0, made.err);
        await assertInStep(folder);
      }),
      { seed: 20261124, numRuns: 10 },
    );
  });

  test('does so for the reports of the example, and says what it held, protected and recorded', async (t) => {
    const folder = await tenantFolder(t, {});
    await folder.write('mailbox.csv', await readFile(join(ROOT, 'test/fixtures/example/Mailbox Report.csv'), 'utf8'));
    await folder.write('mfa.csv', await readFile(join(ROOT, 'test/fixtures/example/MFAStatusReport.csv'), 'utf8'));
    const made = await folder.mfactl(NOW, 'init', '--from-report', ...REPORTS);
    assert.equal(made.code, 0, made.err);
    assert.match(made.err, /^6 organisations written/m);
    assert.match(made.err, /held at the present level by a rollout/);
    assert.match(made.err, /protected for now/);
    assert.match(made.err, /10 exceptions recorded/);
    await assertInStep(folder);
    const organisation = await readFile(join(folder.path, 'policies/organisations/X26/organisation.yaml'), 'utf8');
    assert.match(organisation, /^mfa: standard # \d+ of \d+ accounts already at this level$/m);
    assert.match(organisation, /- path: Estates\/Kiosks\n {4}mfa: named-locations/);
    assert.match(organisation, /# \d+ accounts differ from the level of their unit/);
  });

  test('needs both reports, and leaves policies that are there to import', async (t) => {
    const folder = await tenantFolder(t, {});
    await writeReports(folder, [{ address: 'jo.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' }]);
    assert.match((await folder.mfactl(NOW, 'init', '--from-report')).err, /needs the two reports/);
    assert.match(
      (await folder.mfactl(NOW, 'init', '--from-report', ...REPORTS.slice(0, 2))).err,
      /both reports are needed/,
    );
    assert.equal((await folder.mfactl(NOW, 'init', '--from-report', ...REPORTS)).code, 0);
    const again = await folder.mfactl(NOW, 'init', '--from-report', ...REPORTS);
    assert.equal(again.code, 1);
    assert.match(again.err, /mfactl import/);
  });
});

const SETTINGS = {
  directory: { kind: 'sandbox', file: '.mfactl/sandbox.sqlite' },
  target: { kind: 'sandbox', file: '.mfactl/sandbox.sqlite' },
};

describe('mfactl import', () => {
  test('brings policies that say something else into step with any reports', async (t) => {
    await fc.assert(
      fc.asyncProperty(someRows, fc.constantFrom('keep', 'restore'), async (rows, unrecorded) => {
        const folder = await tenantFolder(t, {
          'mfactl.yaml': SETTINGS,
          'policies/tenant.yaml': tenant({
            exceptions: { unrecorded },
            accountTypes: { user: 'managed', application: 'disabled' },
          }),
          'policies/organisations/X26/organisation.yaml':
            '# Ours\nkind: Organisation\ncode: X26\nname: Example # a comment\nmfa: standard\nunits:\n  - { path: Wards, mfa: named-locations, reason: r }\n',
        });
        await writeReports(folder, rows);
        await folder.mfactl(NOW, 'fmt');
        const imported = await folder.mfactl(NOW, 'import', ...REPORTS);
        assert.equal(imported.code, 0, imported.err);
        await assertInStep(folder);
        const again = await folder.mfactl(NOW, 'import');
        assert.match(again.out, /nothing to import/, again.out + again.err);
        assert.match(
          await readFile(join(folder.path, 'policies/organisations/X26/organisation.yaml'), 'utf8'),
          /^# Ours[\s\S]*name: Example # a comment/,
        );
      }),
      { seed: 20261125, numRuns: 10 },
    );
  });

  test('leaves organisations alone that are in step, and writes nothing on a dry run', async (t) => {
    const inStep = 'kind: Organisation\ncode: X26\nname: In step\n';
    const folder = await tenantFolder(t, {
      'mfactl.yaml': SETTINGS,
      'policies/tenant.yaml': tenant(),
      'policies/organisations/X26/organisation.yaml': inStep,
    });
    await loadRows(folder, NOW, [
      { address: 'jo.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' },
      { address: 'sam.example@nhs.net', organisation: 'X1A', reported: 'Admin Disabled' },
    ]);
    const dry = await folder.mfactl(NOW, 'import', '--dry-run');
    assert.equal(dry.out, 'would be made  policies/organisations/X1A/organisation.yaml\n');
    assert.match((await folder.mfactl(NOW, 'import', '--dry-run')).out, /would be made/, 'nothing was written');
    assert.equal((await folder.mfactl(NOW, 'import')).out, 'made  policies/organisations/X1A/organisation.yaml\n');
    assert.equal(await readFile(join(folder.path, 'policies/organisations/X26/organisation.yaml'), 'utf8'), inStep);
    assert.equal((await folder.mfactl(NOW, 'plan', '--detailed-exitcode')).code, 0);
  });
});
