import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Audit } from '../../../src/generated/audit.ts';
import { HOUR, NOW, type PortalTenant, portalTenant, users } from '../../worlds/portal-tenant.ts';

const USER = 'user000.example@nhs.net';
const SEEN = NOW + 24 * HOUR;
const UNKNOWN = /handed over to people by then.*Nobody knows when such a change was made, or whether it was/;

async function audited(folder: PortalTenant, at: number): Promise<Audit> {
  const ran = await folder.mfactl(
    NOW + 26 * HOUR,
    'audit',
    '--json',
    '--sample',
    '3',
    '--at',
    new Date(at).toISOString(),
  );
  assert.equal(ran.code, 0, ran.err);
  return JSON.parse(ran.out) as Audit;
}

/** Everybody had `before`; the change is handed over at NOW, and a report of a day later shows `after`. */
async function handedOver(folder: PortalTenant, before: string, after: string): Promise<void> {
  await folder.observe(NOW, users(3, before));
  assert.match((await folder.reconcile(NOW, 'first')).out, /handedOver 3/);
  await folder.observe(SEEN, users(3, after));
}

const told = ({ accounts: [first], remarks }: Audit) => [
  first?.state.level,
  first?.basis,
  first?.evidence?.undone?.run,
  remarks.some((remark) => UNKNOWN.test(remark)),
];

describe('What was handed over to the portal, told of the past', () => {
  test('what gives MFA counts from when it was seen, and it is said that nobody knows when it was made', async (t) => {
    const folder = await portalTenant(t);
    await folder.observe(NOW - 48 * HOUR, users(3, 'Admin Enabled'));
    await folder.reconcile(NOW - 48 * HOUR, 'zero');
    await handedOver(folder, 'Admin Disabled', 'Admin Enabled');
    const before = ['disabled', 'receipt', 'first', false];
    const between = ['disabled', 'handed-over', undefined, true];
    const after = ['standard', 'directory', undefined, false];
    const all = async (): Promise<unknown[]> =>
      Promise.all([NOW - 1000, NOW + 1000, SEEN - 1000, SEEN].map(async (at) => told(await audited(folder, at))));
    assert.deepEqual(await all(), [before, between, between, after], 'the directory alone has seen it');
    await folder.reconcile(SEEN + HOUR, 'second');
    assert.deepEqual(await all(), [before, between, between, after], 'a run has seen it');
    const sample = await folder.mfactl(
      NOW + 26 * HOUR,
      'audit',
      '--sample',
      '1',
      '--at',
      new Date(NOW + 1000).toISOString(),
    );
    assert.match(sample.out, /without 0 changes that runs made later/);
    assert.match(
      sample.out,
      /enforced {3}no: disabled .*handed over to people by then, and nobody knows when it was made, or whether it was$/m,
    );
    assert.doesNotMatch(sample.out, /no run has changed it since/);
    const history = await folder.mfactl(NOW + 26 * HOUR, 'history', USER);
    assert.match(
      history.out,
      /handed-over.*\n {4}handed over to people: nobody knows when it was made, or whether it was; a report of 2026-11-25T09/,
    );
  });

  test('what takes MFA away counts from the hand-over', async (t) => {
    const folder = await portalTenant(t);
    await folder.write('policies/organisations/X26/organisation.yaml', {
      kind: 'Organisation',
      code: 'X26',
      name: 'Example',
      mfa: 'disabled',
    });
    await folder.observe(NOW - 48 * HOUR, users(3, 'Admin Disabled'));
    await folder.reconcile(NOW - 48 * HOUR, 'zero');
    await handedOver(folder, 'Admin Enabled', 'Admin Disabled');
    assert.deepEqual(told(await audited(folder, NOW - 1000)), ['standard', 'receipt', 'first', false]);
    assert.deepEqual(told(await audited(folder, NOW + 1000)), ['disabled', 'handed-over', undefined, true]);
    assert.deepEqual(told(await audited(folder, SEEN)), ['disabled', 'directory', undefined, false]);
  });

  test('a later change of the account takes the place of what was open', async (t) => {
    const folder = await portalTenant(t);
    await folder.observe(NOW - 48 * HOUR, users(3, 'Admin Enabled'));
    await folder.reconcile(NOW - 48 * HOUR, 'zero');
    await folder.observe(NOW - 24 * HOUR, users(3, 'Admin Disabled'));
    await folder.reconcile(NOW - 24 * HOUR, 'first');
    // Two of them were changed; the third has a status that nobody knows, and is handed over anew.
    await folder.observe(NOW, [...users(2, 'Admin Enabled'), ...users(3, 'Something Else').slice(2)]);
    assert.match((await folder.reconcile(NOW, 'second')).out, /handedOver 1/);
    const levels = async (at: number): Promise<string[]> =>
      (await audited(folder, at)).accounts
        .toSorted((a, b) => (a.address < b.address ? -1 : 1))
        .map(({ state, basis }) => `${state.level} ${basis}`);
    const open = 'disabled handed-over';
    assert.deepEqual(await levels(NOW - 1000), [open, open, open]);
    await folder.observe(SEEN, users(3, 'Admin Enabled'));
    assert.deepEqual((await levels(NOW + 1000))[2], 'unknown handed-over');
  });
});
