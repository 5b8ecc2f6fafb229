/** Who is privileged, and whose exceptions are allowed, by the policies of a week and not by those of today alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policies } from '../../../src/model/policies.ts';
import { account, exception, policies, role } from '../../worlds/build.ts';
import { planOf } from '../../worlds/plan-of.ts';

const HOLDER = account({ address: 'jo.example@nhs.net', reported: 'Admin Enabled', roles: ['Ward Lead'] });
const PORTAL_HOLDER = account({ address: 'jo.example@nhs.net', reported: 'Admin Enabled', roles: ['Local Admin'] });
const lead = { name: 'Ward Lead', match: ['ward lead'] };

const admin = policies({ roles: [role(lead)] });
const harmless = (given: Parameters<typeof role>[0] = lead): Policies =>
  policies({
    roles: [role({ ...given, category: 'other', floor: 'disabled', exceptions: 'allowed' })],
    exceptions: [exception({ user: 'jo.example@nhs.net' })],
  });
const allowing = (given: Parameters<typeof role>[0] = lead): Policies => ({
  ...harmless(),
  roles: [role({ ...given, exceptions: 'allowed' })],
});

const fate = (of: typeof HOLDER, now: Policies, recent: readonly (Policies | null)[]): (string | null)[] =>
  planOf([of], { policies: now, recent }).chunks.map(({ withheld }) => withheld);

test('an admin role that became another one this week still protects its holders from losing MFA', () => {
  assert.deepEqual(fate(HOLDER, harmless(), []), [null]);
  assert.deepEqual(fate(HOLDER, harmless(), [admin]), ['privileged-loosen']);
});

test('an exception is allowed only if every policy of the week allows it', () => {
  assert.deepEqual(fate(HOLDER, allowing(), []), [null]);
  assert.deepEqual(fate(HOLDER, allowing(), [allowing()]), [null]);
  assert.deepEqual(fate(HOLDER, allowing(), [allowing(), admin]), ['privileged-loosen']);
});

test('where the policies of a run cannot be read, the portal roles that mfactl ships stand in', () => {
  const local = { name: 'Local Admin', match: ['local admin'] };
  assert.deepEqual(fate(PORTAL_HOLDER, allowing(local), []), [null]);
  assert.deepEqual(fate(PORTAL_HOLDER, allowing(local), [null]), ['privileged-loosen']);
  assert.deepEqual(fate(HOLDER, harmless(), [null]), [null]);
});
