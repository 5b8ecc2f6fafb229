/** The exports that an admin of the portal downloads: the same one again, and one after the other. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { HOUR, NOW, portalTenant, users } from '../../worlds/portal-tenant.ts';
import { reports } from '../../worlds/tenant-folder.ts';

const OFF = users(3, 'Admin Disabled');

suite('The export that a run was planned from', () => {
  test('is the same observation when it comes again under a later time: nothing is missing or planned again', async (context) => {
    const tenant = await portalTenant(context);
    await tenant.observe(NOW, OFF);
    assert.match((await tenant.reconcile(NOW, 'first')).out, /handedOver 3/);

    await tenant.observe(NOW + 2 * HOUR, OFF);
    const { header, chunks } = await tenant.plan(NOW + 3 * HOUR);
    assert.deepEqual(chunks, []);
    assert.deepEqual(
      header.confirmations?.map(({ waiting, missing }) => ({ waiting, missing })),
      [{ waiting: 3, missing: 0 }],
    );
    const history = await tenant.mfactl(NOW + 3 * HOUR, 'history', 'user000.example@nhs.net', '--json');
    assert.match(history.out, /"outcome":"handed-over","reason":null,"seenBy":null/);
    const audit = await tenant.mfactl(NOW + 3 * HOUR, 'audit', '--at', '2026-11-24T11:30:00Z', '--json');
    assert.equal(audit.out.match(/"basis":"handed-over"/g)?.length, 3, 'no report has shown them, so nobody knows');
    await tenant.reconcile(NOW + 3 * HOUR, 'second');
    await tenant.observe(NOW + 4 * HOUR, [...OFF, ...users(1, 'Admin Enabled', 'new')]);
    const after = await tenant.plan(NOW + 4 * HOUR);
    assert.equal(after.header.confirmations?.[0]?.missing, 3, 'another export shows that nothing was done');
    assert.equal(after.header.counts.changes, 3);
    assert.equal((await tenant.mfactl(NOW + 4 * HOUR, 'verify')).code, 0);
  });
});

test('Downloads with the date in their names need no edit of the settings: the newest is read, and the plan says which', async (context) => {
  const tenant = await portalTenant(context);
  await tenant.write('mfactl.yaml', {
    directory: {
      kind: 'report',
      mailboxReport: 'data/Mailbox Report*.csv',
      mfaStatusReport: 'data/MFAStatusReport*.csv',
    },
    target: { kind: 'portal' },
  });
  const download = async (stamp: string, reported: string): Promise<void> => {
    const { mailbox, mfa } = reports(users(3, reported));
    await tenant.write(`data/Mailbox Report ${stamp}.csv`, mailbox);
    await tenant.write(`data/MFAStatusReport ${stamp}.csv`, mfa);
  };
  await download('2026-11-24 0830', 'Admin Disabled');
  const first = await tenant.plan(NOW);
  assert.deepEqual(
    [first.header.directory.observedAt, first.header.directory.name, first.header.counts.changes],
    ['2026-11-24T08:30:00Z', 'Mailbox Report 2026-11-24 0830.csv, MFAStatusReport 2026-11-24 0830.csv', 3],
  );
  await tenant.reconcile(NOW, 'first');
  await download('2026-11-24 1030', 'Admin Enabled');
  const { header } = await tenant.plan(NOW + 2 * HOUR);
  assert.deepEqual(
    [header.directory.observedAt, header.counts.changes, header.confirmations?.[0]?.confirmed],
    ['2026-11-24T10:30:00Z', 0, 3],
  );
  const text = await tenant.mfactl(NOW + 2 * HOUR, 'plan');
  assert.match(
    text.out,
    /Mailbox Report 2026-11-24 1030\.csv was read: the newest of 2 files for Mailbox Report\*\.csv/,
  );
});
