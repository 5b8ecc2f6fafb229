/** The guide for NHSmail admins: what it says of enabling, disabling and re-enrolment. See guide.test.ts. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { actualLevel } from '../src/model/status.ts';
import type { Account } from '../src/model/account.ts';
import type { Policies } from '../src/model/policies.ts';
import type { PlanChunk, PlanScope } from '../src/generated/plan.ts';
import { decideAt, examplePolicies, planFor, someone } from './example/tenant.ts';

let policies: Policies;
before(() => {
  policies = examplePolicies();
});

/** People of one organisation whose MFA is off, with a method registered. */
function people(count: number, given: Partial<Account> = {}): Account[] {
  return Array.from({ length: count }, (_, i) =>
    someone({ address: `jo.example${i}@nhs.net`, reported: 'Admin Disabled', ...given }),
  );
}

function chunksOf(accounts: readonly Account[], scope: PlanScope | null = null): PlanChunk[] {
  return [...planFor(policies, accounts, scope).chunks()];
}

const sizes = (chunks: readonly PlanChunk[]): number[] => chunks.map(({ changes }) => changes.length);
const VOLUNTEER = { organisation: 'X26', unit: 'Corporate/Volunteers', userPolicy: 'X26.E3.Volunteers' };

describe('MFA by default', () => {
  test('Introduction: a password needs a contact method beside it, so raising someone without one is counted and limited', () => {
    const plan = planFor(policies, people(16, { methods: [] }));
    const lockout = plan.guardrails.find(({ id, organisation }) => id === 'lockout' && organisation === 'X1A');
    assert.deepEqual(lockout, { id: 'lockout', organisation: 'X1A', measure: 16, limit: 15, ok: false, withholds: 16 });
  });

  test('New accounts: each user account that is created has MFA by default, whatever is reported of it', () => {
    for (const organisation of ['X1A', 'X5T', '']) {
      const decision = decideAt(policies, { organisation, unit: '', reported: '', methods: [] });
      assert.deepEqual([decision.action, decision.desired.level], ['enable', 'standard']);
    }
  });

  test('CA Standard: enabling puts an account on the level of the central Standard group', () => {
    const [chunk] = chunksOf(people(1));
    assert.equal(chunk?.to, 'standard');
    assert.equal(chunk?.changes[0]?.after.level, actualLevel({ membership: 'standard', reported: '' }));
  });

  test('Disabling: the account is in no Conditional Access group afterwards, whichever it was in', () => {
    for (const membership of ['standard', 'named-locations', 'both'] as const) {
      const decision = decideAt(policies, { ...VOLUNTEER, membership });
      assert.deepEqual(
        [decision.action, decision.desired.level],
        ['disable', actualLevel({ membership: 'none', reported: '' })],
      );
    }
  });

  test('Temporary disabling: a local admin lifts MFA by an exception, and only until it expires', () => {
    const ash = { address: 'ash.example@nhs.net' };
    const decision = decideAt(policies, ash);
    const expiresAt = decision.exception?.entry.expiresAt as number;
    assert.equal(decision.action, 'except');
    assert.equal(decideAt(policies, ash, expiresAt).desired.level, 'standard');
  });
});

describe('Enabling and disabling, one by one and in bulk', () => {
  test('Individual enablement: a plan for one account is one chunk with one change', () => {
    assert.deepEqual(sizes(chunksOf(people(1))), [1]);
  });

  test('Individual disablement: an exception reaches one user and nobody beside', () => {
    const chunks = chunksOf([someone({ address: 'ash.example@nhs.net', methods: [] }), someone()]);
    assert.deepEqual(
      chunks.map(({ action, changes }) => [action, changes.map(({ account }) => account.address)]),
      [['except', ['ash.example@nhs.net']]],
    );
  });

  test('Bulk enablement: many accounts of one organisation go in one chunk', () => {
    assert.deepEqual(sizes(chunksOf(people(30))), [30]);
  });

  test('Bulk disablement: all users of a user policy are disabled in one chunk', () => {
    const volunteers = people(3, { ...VOLUNTEER, reported: 'Admin Enabled' });
    assert.deepEqual(
      chunksOf(volunteers).map(({ action, changes }) => [action, changes.length]),
      [['disable', 3]],
    );
  });

  test('Selecting users: organisation, organisation unit and user policy each give accounts a level of their own', () => {
    const level = (given: Partial<Account>) => decideAt(policies, given).desired.level;
    assert.equal(level({ organisation: 'X99017' }), 'named-locations');
    assert.equal(level({ unit: 'Urgent Care/Triage' }), 'named-locations');
    assert.equal(level(VOLUNTEER), 'disabled');
  });

  test('Filters: a plan can be limited by organisation, by organisation unit and by user policy', () => {
    const accounts = [
      someone({ address: 'a.example@nhs.net', reported: 'Admin Disabled' }),
      someone({ address: 'b.example@nhs.net', reported: 'Admin Disabled', unit: 'Community/Therapies' }),
      someone({
        address: 'c.example@nhs.net',
        reported: 'Admin Disabled',
        organisation: 'X26',
        unit: 'Corporate',
        userPolicy: 'X26.E3.Staff',
      }),
    ];
    const everything = { organisations: [], units: [], userPolicies: [] };
    const planned = (scope: Partial<typeof everything> | Partial<NonNullable<PlanScope>>) =>
      chunksOf(accounts, { ...everything, ...scope }).flatMap(({ changes }) =>
        changes.map(({ account }) => account.address.slice(0, 1)),
      );
    assert.deepEqual(planned({ organisations: ['X1A'] }), ['a', 'b']);
    assert.deepEqual(planned({ units: ['Community/Therapies'] }), ['b']);
    assert.deepEqual(planned({ userPolicies: ['X26.E3.Staff'] }), ['c']);
  });

  test('Bulk edit: at most 50 users at a time, repeated as often as a larger cohort needs', () => {
    assert.deepEqual(sizes(chunksOf(people(50))), [50]);
    assert.deepEqual(sizes(chunksOf(people(1_234))), [...Array.from({ length: 24 }, () => 50), 34]);
  });

  test('Requests over 50 mailboxes: they are one plan like any other, and each mailbox is in it once', () => {
    const chunks = chunksOf(people(51));
    assert.deepEqual(sizes(chunks), [50, 1]);
    assert.equal(new Set(chunks.flatMap(({ changes }) => changes.map(({ account }) => account.address))).size, 51);
  });

  test('Inactive accounts: MFA can be enabled on them in bulk', () => {
    assert.deepEqual(
      chunksOf(people(40, { status: 'Inactive' })).map(({ action, changes }) => [action, changes.length]),
      [['enable', 40]],
    );
  });
});

describe('Reports and re-enrolment', () => {
  test('MFA Status report: a plan counts the accounts of each status that the report shows', () => {
    const plan = planFor(policies, [
      someone({ address: 'a.example@nhs.net' }),
      someone({ address: 'b.example@nhs.net', reported: 'User Enabled' }),
    ]);
    assert.deepEqual(plan.counts.byStatus, { 'Admin Enabled': 1, 'User Enabled': 1 });
  });

  test('Re-enrolment: the methods are registered afresh, while level and status stay as they are', () => {
    for (const membership of [null, 'standard'] as const) {
      const decision = decideAt(policies, { address: 'gil.example@nhs.net', membership });
      assert.equal(decision.reEnrol?.reason, 'phone-replaced');
      assert.deepEqual(decision.desired, decision.actual);
    }
    const [chunk] = chunksOf([someone({ address: 'gil.example@nhs.net' })]);
    assert.deepEqual([chunk?.action, chunk?.to], ['re-enrol', null]);
  });
});
