import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoverageReport } from '../../../src/generated/coverage.ts';
import { HOUR, NOW, type PortalTenant, portalTenant, users } from '../../worlds/portal-tenant.ts';

const DAY = 24 * HOUR;
const JO = 'user000.example@nhs.net';
const LEAD = 'lead.example@nhs.net';

async function figures(tenant: PortalTenant, at: number): Promise<CoverageReport> {
  const { code, out, err } = await tenant.mfactl(at, 'report', '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out) as CoverageReport;
}

/** The policies of X26 with an exception of one user from an hour before now. */
function exceptionFile(entry: object): Record<string, unknown> {
  const startsAt = new Date(NOW - HOUR).toISOString();
  const exceptions = [{ user: JO, startsAt, approvedBy: LEAD, ...entry }];
  return { 'policies/organisations/X26/exceptions.yaml': { kind: 'Exceptions', organisation: 'X26', exceptions } };
}

test('pending changes are those that a plan would hold: what waits with people is not among them', async (context) => {
  const tenant = await portalTenant(context);
  await tenant.observe(NOW, users(4, 'Admin Disabled'));
  const pending = async (at: number): Promise<(number | undefined)[]> => {
    const { code, out, err } = await tenant.mfactl(at, 'report', '--json');
    assert.equal(code, 0, err);
    const { total, organisations, pendingByAction } = JSON.parse(out) as CoverageReport;
    const { counts } = (await tenant.plan(at)).header;
    assert.equal(total.pending, counts.changes, 'as the plan says');
    return [total.pending, organisations[0]?.pending, pendingByAction.enable];
  };
  assert.deepEqual(await pending(NOW), [4, 4, 4]);
  await tenant.reconcile(NOW, 'first');
  assert.deepEqual(await pending(NOW + HOUR), [0, 0, 0]);
  await tenant.observe(NOW + 2 * HOUR, [...users(4, 'Admin Disabled'), ...users(1, 'Admin Enabled', 'new')]);
  assert.deepEqual(await pending(NOW + 2 * HOUR), [4, 4, 4], 'a report that does not show them is not waited for');
});

test('exposure of what was handed over goes on until a run sees in a report that it was done', async (context) => {
  const tenant = await portalTenant(context);
  const off = users(4, 'Admin Disabled');
  const on = users(4, 'Admin Enabled');
  await tenant.observe(NOW, off);
  await tenant.reconcile(NOW, 'first');
  await tenant.observe(NOW + DAY, [...on.slice(0, 3), ...off.slice(3)]);
  assert.equal((await figures(tenant, NOW + DAY)).exposure?.userDays, 4, 'no run has seen yet that three were done');

  await tenant.reconcile(NOW + 2 * DAY, 'second');
  await tenant.observe(NOW + 3 * DAY, [...on.slice(0, 3), ...off.slice(3)]);
  const { exposure, trend } = await figures(tenant, NOW + 3 * DAY);
  assert.equal(exposure?.userDays, 3 * 2 + 3);
  assert.deepEqual(
    trend.points.map(({ run, enforced }) => [run, enforced]),
    [
      ['first', 0],
      ['second', 3],
      [null, 3],
    ],
  );
});

test('exposure of what was handed over goes on while only an undo was applied since', async (context) => {
  const tenant = await portalTenant(context);
  await tenant.observe(NOW - HOUR, users(1, 'Admin Disabled', 'before'));
  await tenant.reconcile(NOW, 'before');
  const done = users(1, 'Admin Enabled', 'before');
  await tenant.observe(NOW + HOUR, [...done, ...users(4, 'Admin Disabled')]);
  await tenant.reconcile(NOW + HOUR, 'first');
  assert.equal((await tenant.mfactl(NOW + 2 * HOUR, 'undo', 'before', '--out', 'undo.ndjson')).code, 0);
  assert.equal((await tenant.mfactl(NOW + 2 * HOUR, 'apply', 'undo.ndjson')).code, 0);
  await tenant.observe(NOW + 2 * DAY, [...done, ...users(4, 'Admin Enabled')]);
  const { exposure } = await figures(tenant, NOW + 2 * DAY);
  assert.ok((exposure?.userDays ?? 0) >= 4 * (2 - 1 / 24), `${exposure?.userDays} user-days`);
});

test('an exception that was granted and over between two reports counts as the 24 hours that the portal grants', async (context) => {
  const tenant = await portalTenant(context, exceptionFile({ type: 'short-term', reason: 'phone-lost' }));
  await tenant.observe(NOW - HOUR / 2, users(3, 'Admin Enabled'));
  await tenant.reconcile(NOW, 'first');
  await tenant.observe(NOW + 36 * HOUR, users(3, 'Admin Enabled'));
  await tenant.reconcile(NOW + 36 * HOUR, 'second');
  const { exposure, trend } = await figures(tenant, NOW + 37 * HOUR);
  assert.equal(exposure?.userDays, 1);
  // The policy knows the exception for 23 of these hours.
  assert.deepEqual(exposure.byApprover, [
    { approver: LEAD, userDays: 1 },
    { approver: null, userDays: 0.1 },
  ]);
  assert.deepEqual(
    trend.points.map(({ enforced }) => enforced),
    [3, 3, 3],
    'a hand-over alone changes no level',
  );
});

test('an exception that a report has shown counts on until it may have ended', async (context) => {
  const expiresAt = new Date(NOW + 60 * DAY).toISOString();
  const more = { ticket: 'REQ0000001', riskAssessment: 'RA-1', reason: 'accessibility', expiresAt };
  const tenant = await portalTenant(context, exceptionFile({ type: 'long-term', ...more }));
  await tenant.observe(NOW - HOUR, users(3, 'Admin Enabled'));
  await tenant.reconcile(NOW, 'first');
  const [, ...others] = users(3, 'Admin Enabled');
  await tenant.observe(NOW + DAY, [...users(1, 'MFA Long Term Exception'), ...others]);
  await tenant.reconcile(NOW + DAY, 'second');
  await tenant.observe(NOW + 20 * DAY, users(3, 'Admin Enabled'));
  assert.equal((await figures(tenant, NOW + 20 * DAY)).exposure?.userDays, 20);
});

test('MFA that was taken by hand and given back before a report counts until that report', async (context) => {
  const organisation = { kind: 'Organisation', code: 'X26', name: 'Example Teaching Hospitals' };
  const kiosks = { ...organisation, units: [{ path: 'Kiosks', mfa: 'disabled', reason: 'shared screens' }] };
  const file = 'policies/organisations/X26/organisation.yaml';
  const tenant = await portalTenant(context, { [file]: kiosks });
  const rows = users(3, 'Admin Enabled').map((row, i) => (i === 0 ? { ...row, unit: 'Kiosks' } : row));
  await tenant.observe(NOW - HOUR, rows);
  await tenant.reconcile(NOW, 'first');
  await tenant.write(file, organisation);
  await tenant.observe(NOW + 36 * HOUR, [...rows, ...users(1, 'Admin Enabled', 'new')]);
  await tenant.reconcile(NOW + 36 * HOUR, 'second');
  assert.equal((await figures(tenant, NOW + 10 * DAY)).exposure?.userDays, 1.5);
});

test('the past of an account stays its own under a new address, and goes to nobody who gets the old one', async (context) => {
  const tenant = await portalTenant(context);
  const observe = async (at: number, rows: readonly (readonly [string, string, string])[]): Promise<void> => {
    await tenant.observe(at, []);
    const mailbox = rows.map(([name, id]) => `${name}.example@nhs.net,${id},X26,Unit ${id},User,Active,\n`);
    const mfa = rows.map(([name, , status]) => `${name}.example@nhs.net,${status},SMS\n`);
    await tenant.write(
      'mailbox.csv',
      `EmailAddress,ObjectId,ODSCode,OrganisationUnit,MailboxType,Status,Roles\n${mailbox.join('')}`,
    );
    await tenant.write('mfa.csv', `EmailAddress,MFAStatus,AuthenticationType\n${mfa.join('')}`);
  };
  await observe(NOW - HOUR, [['old', 'id-1', 'Admin Disabled']]);
  await tenant.reconcile(NOW, 'first');
  await observe(NOW + 10 * DAY, [
    ['new', 'id-1', 'Admin Enabled'],
    ['old', 'id-2', 'Admin Enabled'],
  ]);
  await tenant.reconcile(NOW + 10 * DAY, 'second');
  assert.deepEqual((await figures(tenant, NOW + 11 * DAY)).exposure?.byUnit, [
    { organisation: 'X26', unit: 'Unit id-1', userDays: 10 },
  ]);
});
