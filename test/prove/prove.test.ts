import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policies } from '../../src/model/policies.ts';
import { type Proof, proveInvariants } from '../../src/prove/prove.ts';
import { DAY } from '../../src/model/time.ts';
import type { Invariant } from '../../src/generated/invariants.ts';
import { exception, NOON, organisation, policies, role, tenant, units, wave } from '../worlds/build.ts';

function proofOf(given: Policies, then: Invariant['then'], when: Invariant['when'] = {}): Proof {
  return proveInvariants(
    [{ invariant: { name: 'It holds', when, then }, origin: 'policies/invariants.yaml:4' }],
    given,
    NOON,
  )[0] as Proof;
}

test('what every decision has, holds: compromised accounts at every sign-in, whatever the policies', () => {
  const given = policies({
    organisations: [organisation('X26', { level: 'disabled', rollout: [wave({ starts: NOON + DAY })] })],
  });
  const { verdict, classes, places } = proofOf(given, { mfa: 'standard' }, { compromised: true });
  assert.deepEqual(
    [verdict, classes > 1000, places],
    ['holds', true, 2],
    'X26, and any organisation without a document',
  );
});

test('an account may hold two roles of category other: the higher floor counts, whichever document comes first', () => {
  const low = role({
    name: 'Ward',
    category: 'other',
    match: ['ward'],
    floor: 'named-locations',
    exceptions: 'allowed',
  });
  const high = role({ name: 'Bank', category: 'other', match: ['bank'], floor: 'standard', exceptions: 'allowed' });
  const when = (name: string) => ({ role: name, type: 'user', exception: 'none' as const });
  for (const roles of [
    [low, high],
    [high, low],
  ]) {
    const given = policies({ tenant: { level: 'disabled' }, roles, organisations: [organisation('X26')] });
    const refuted = proofOf(given, { atLeast: 'standard' }, when('Ward'));
    assert.deepEqual([refuted.verdict, refuted.counterexample?.account.roles], ['does not hold', ['ward']]);
    assert.equal(proofOf(given, { atLeast: 'named-locations' }, when('Ward')).verdict, 'holds');
    assert.equal(proofOf(given, { atLeast: 'standard' }, when('Bank')).verdict, 'holds');
  }
});

test('an invariant that no managed account can meet never applies', () => {
  for (const when of [
    { type: 'application' },
    { type: 'robot' },
    { role: 'Local Admin', organisation: 'X26', type: 'application' },
  ])
    assert.deepEqual(
      [proofOf(policies({ roles: [role()] }), { mfa: 'standard' }, when)].map(({ verdict, classes }) => [
        verdict,
        classes,
      ]),
      [['never applies', 0]],
    );
});

test('what a compromised or unmanaged account is spared is no counterexample', () => {
  const protectedOnes = new Map([['any.account@example.nhs.net', 'policies/tenant.yaml:8']]);
  const given = policies({
    tenant: { protected: protectedOnes, unmanagedStatuses: new Map([['active', 'policies/tenant.yaml:7']]) },
  });
  const { counterexample } = proofOf(given, { mfa: 'disabled' });
  assert.equal(counterexample?.account.address, 'any.account.2@example.nhs.net');
  assert.notEqual(counterexample.account.status, 'Active');
});

test('an exception that somebody may add counts, though no entry stands in git; the counterexample brings one', () => {
  const { counterexample } = proofOf(
    policies(),
    { atLeast: 'named-locations' },
    { type: 'user', exception: 'long-term' },
  );
  assert.deepEqual(
    counterexample?.entries.map(({ organisation: code, type, startsAt, expiresAt }) => [
      code,
      type,
      startsAt,
      expiresAt,
    ]),
    [['X26', 'long-term', NOON, NOON + 180 * DAY]],
  );
  assert.equal(counterexample.decision.exception?.refused, null);
});

test('entries that stand in git change nothing: everybody may have one', () => {
  const proofs = [policies(), policies({ exceptions: [exception()] })].map((given) =>
    proofOf(given, { exception: 'never' }),
  );
  assert.deepEqual(
    proofs.map(({ classes }) => classes),
    [proofs[0]?.classes, proofs[0]?.classes],
  );
});

test('nobody has an entry in an organisation without a document, nor one of a type that lasts no time', () => {
  const without = policies({ organisations: [] });
  assert.equal(proofOf(without, { exception: 'never' }, { exception: 'short-term' }).verdict, 'never applies');
  const rule = { ...tenant().exceptionRules['short-term'], maxDuration: 0 };
  const given = policies({ tenant: { exceptionRules: { ...tenant().exceptionRules, 'short-term': rule } } });
  assert.equal(proofOf(given, { exception: 'never' }, { exception: 'short-term' }).verdict, 'never applies');
  assert.equal(proofOf(given, { exception: 'never' }, { exception: 'long-term' }).verdict, 'does not hold');
});

test('the counterexample is the plainest one, at the first instant', () => {
  const given = policies({
    organisations: [organisation('X26', { units: units({ name: 'Estates', level: 'disabled', until: NOON + DAY }) })],
  });
  const { counterexample } = proofOf(given, { mfa: 'standard' }, { type: 'user' });
  const { unit, reported, status, roles, compromised, membership } = counterexample?.account ?? {};
  assert.deepEqual(
    { unit, reported, status, roles, compromised, membership, at: counterexample?.context.now },
    {
      unit: 'Estates',
      reported: 'Admin Enabled',
      status: 'Active',
      roles: [],
      compromised: false,
      membership: null,
      at: NOON,
    },
  );
});

test('an interval of one millisecond is looked at, and one that has passed is not', () => {
  const until = (instant: number): Policies =>
    policies({
      organisations: [
        organisation('X26', {
          level: 'disabled',
          units: units({ name: 'Estates', level: 'standard', until: instant }),
        }),
      ],
    });
  const when = { organisation: 'X26', unit: 'Estates', type: 'user', exception: 'none' } as const;
  const { counterexample } = proofOf(until(NOON + 1), { mfa: 'standard' }, when);
  assert.equal(counterexample?.context.now, NOON + 1);
  assert.equal(
    proofOf(until(NOON), { mfa: 'disabled' }, { ...when, compromised: false }).counterexample?.account.reported,
    'User Enabled',
  );
});

test('roles that differ in their floors alone are told apart, each by itself and together', () => {
  const roles = [
    role(),
    role({ name: 'Helpdesk', match: ['helpdesk'], floor: 'named-locations' }),
    role({ name: 'Clerk', category: 'other', match: ['clerk'], exceptions: 'forbidden', floor: 'disabled' }),
  ];
  const given = policies({ roles, organisations: [organisation('X26', { level: 'disabled' })] });
  const { counterexample } = proofOf(given, { mfa: 'standard' }, { category: 'admin', type: 'user' });
  assert.deepEqual(counterexample?.account.roles, ['helpdesk']);
  const both = {
    ...given,
    roles: [roles[0] as (typeof roles)[number], { ...(roles[1] as (typeof roles)[number]), match: ['local admin'] }],
  };
  assert.equal(
    proofOf(both, { mfa: 'standard' }, { role: 'Helpdesk', type: 'user' }).verdict,
    'holds',
    'who holds one holds both',
  );
});

test('reported statuses may be evidence or not: an invariant must hold either way', () => {
  const evident = proofOf(policies(), { mfa: 'standard' }, { category: 'admin', type: 'user' });
  assert.equal(evident.verdict, 'holds', 'a reported admin role has the floor standard');
  const given = policies({ tenant: { level: 'disabled' }, organisations: [] });
  const { counterexample } = proofOf(given, { atLeast: 'named-locations' }, { type: 'user', compromised: false });
  assert.equal(counterexample?.context.statusEvidence, true, 'the usual way comes first');
});
