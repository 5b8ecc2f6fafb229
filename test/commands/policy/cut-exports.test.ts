/** Policies that are made from exports of which a part is missing would be wrong for all others. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { users } from '../../worlds/portal-tenant.ts';
import { type Row, reports, tenant, tenantFolder, type TenantFolder } from '../../worlds/tenant-folder.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const REPORTS = ['--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv'];
const ROWS = users(100, 'Admin Enabled');

/** The header and the first rows of a report. */
const cut = (report: string, rows: number): string =>
  `${report
    .split('\n')
    .slice(0, rows + 1)
    .join('\n')}\n`;

async function folderWith(context: TestContext, mailbox: readonly Row[], mfa: readonly Row[]): Promise<TenantFolder> {
  return tenantFolder(context, { 'mailbox.csv': reports(mailbox).mailbox, 'mfa.csv': reports(mfa).mfa });
}

const init = (folder: TenantFolder) =>
  folder.mfactl(NOW, 'init', '.', '--from-report', '--name', 'Example', '--code', 'X26', ...REPORTS);

suite('init --from-report', () => {
  for (const [name, rows, says] of [
    ['a Mailbox Report that is cut to its header', 0, /mailbox\.csv holds no account, so it was probably cut off/],
    [
      'a Mailbox Report of three rows',
      3,
      /97 accounts are in one of them only, and the limit is 10\. .* Only in mfa\.csv: 97\./,
    ],
    [
      'a Mailbox Report that lacks one more than a tenth',
      89,
      /11 accounts are in one of them only, and the limit is 10\./,
    ],
  ] as const) {
    test(`refuses ${name}, and writes nothing`, async (context) => {
      const folder = await folderWith(context, [], ROWS);
      await folder.write('mailbox.csv', cut(reports(ROWS).mailbox, rows));
      const ran = await init(folder);
      assert.equal(ran.code, 1);
      assert.match(ran.err, says);
      assert.equal(existsSync(join(folder.path, 'policies')), false);
    });
  }

  test('refuses an MFA Status report of three rows, where the accounts that it lacks are of a managed type', async (context) => {
    assert.match(
      (await init(await folderWith(context, ROWS, ROWS.slice(0, 3)))).err,
      /Only in mailbox\.csv: 97 of a managed type/,
    );
    const shared = ROWS.map((row, i) => (i < 3 ? row : { ...row, type: 'Shared' }));
    assert.equal((await init(await folderWith(context, shared, ROWS.slice(0, 3)))).code, 0);
  });

  test('takes reports of which one lacks a tenth, or five of a few', async (context) => {
    assert.equal((await init(await folderWith(context, ROWS.slice(0, 90), ROWS))).code, 0);
    assert.equal((await init(await folderWith(context, ROWS.slice(0, 1), ROWS.slice(0, 6)))).code, 0);
  });
});

test('import refuses a Mailbox Report that is cut, and leaves the policies as they are', async (context) => {
  const folder = await folderWith(context, ROWS, ROWS);
  const organisation = 'policies/organisations/X26/organisation.yaml';
  await folder.write('policies/tenant.yaml', tenant());
  await folder.write(organisation, { kind: 'Organisation', code: 'X26', name: 'Example', mfa: 'disabled' });
  const before = await readFile(join(folder.path, organisation), 'utf8');
  for (const rows of [0, 3]) {
    await folder.write('mailbox.csv', cut(reports(ROWS).mailbox, rows));
    const ran = await folder.mfactl(NOW, 'import', ...REPORTS);
    assert.equal(ran.code, 1);
    assert.match(ran.err, /cut off/);
    assert.equal(await readFile(join(folder.path, organisation), 'utf8'), before);
  }
  await folder.write('mailbox.csv', reports(ROWS).mailbox);
  assert.equal((await folder.mfactl(NOW, 'import', ...REPORTS)).code, 0);
});
