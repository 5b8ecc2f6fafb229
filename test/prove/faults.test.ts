/** Policies with one hole each: `prove` finds it, both implementations confirm it, and mending it is what makes the proof. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decide } from '../../src/decide/decide.ts';
import { describes, keeps, outcomeOf } from '../../src/prove/invariant.ts';
import type { Policies, ScopeLevel } from '../../src/model/policies.ts';
import { type Proof, proveInvariants } from '../../src/prove/prove.ts';
import { fold } from '../../src/model/text.ts';
import { DAY } from '../../src/model/time.ts';
import type { Invariant } from '../../src/generated/invariants.ts';
import { referenceDecision } from '../reference/decide.ts';
import {
  NOON,
  organisation,
  policies,
  type PolicyParts,
  role,
  tenant,
  units,
  userPolicies,
  wave,
} from '../worlds/build.ts';

interface Fault {
  readonly name: string;
  readonly when: NonNullable<Invariant['when']>;
  readonly then: Invariant['then'];
  readonly faulty: PolicyParts;
  readonly mended: PolicyParts;
  /** What the counterexample must show, beside breaking the claim. */
  readonly hole: (found: NonNullable<Proof['counterexample']>) => boolean;
}

const MFA = { atLeast: 'named-locations' } as const;
const NEVER = { exception: 'never' } as const;
/** People without exception: anybody may be granted one, and then MFA is off. */
const PEOPLE = { type: 'user', exception: 'none' } as const;

const scope = (name: string, level: ScopeLevel['level'], until: number | null = null) => ({ name, level, until });
const x26 = (given: Parameters<typeof organisation>[1]): PolicyParts => ({
  organisations: [organisation('X26', given)],
});
const roles = (given: Parameters<typeof role>[0], low = false): PolicyParts => ({
  roles: [role(given)],
  organisations: [organisation('X26', low ? { level: 'disabled' } : {})],
});
const waves = (...given: Parameters<typeof wave>[0][]): PolicyParts => x26({ rollout: given.map(wave) });
const type = (treatment: 'disabled' | 'unmanaged'): PolicyParts => ({
  roles: [role()],
  tenant: {
    accountTypes: new Map([
      ['user', { treatment: 'managed', origin: 'policies/tenant.yaml:6' }],
      ['application', { treatment, origin: 'policies/tenant.yaml:7' }],
    ]),
  },
});
const unrecorded = (treatment: 'keep' | 'restore'): PolicyParts => ({
  tenant: { unrecorded: { treatment, origin: 'policies/tenant.yaml:9' } },
});
const tenantLevel = (level: ScopeLevel['level']): PolicyParts => ({
  tenant: { ...tenant(), level },
  organisations: [organisation('X26', { level: 'standard' })],
});

const FAULTS: readonly Fault[] = [
  {
    name: 'an admin role that allows exceptions',
    when: { category: 'admin' },
    then: NEVER,
    faulty: roles({ exceptions: 'allowed' }),
    mended: roles({}),
    hole: ({ account }) => account.roles.includes('local admin'),
  },
  {
    name: 'an administrator in a role of category other, which allows exceptions by default',
    when: { role: 'Local Admin' },
    then: NEVER,
    faulty: roles({ category: 'other', exceptions: 'allowed' }),
    mended: roles({ category: 'admin' }),
    hole: ({ account }) => account.roles.includes('local admin'),
  },
  {
    name: 'an ATP role that allows exceptions',
    when: { category: 'atp' },
    then: NEVER,
    faulty: roles({ category: 'atp', exceptions: 'allowed' }),
    mended: roles({ category: 'atp' }),
    hole: ({ account }) => account.roles.includes('local admin'),
  },
  {
    name: 'a role with a floor that is too low',
    when: { role: 'local ADMIN', type: 'user' },
    then: { mfa: 'standard' },
    faulty: roles({ floor: 'named-locations' }, true),
    mended: roles({}, true),
    hole: ({ decision }) => decision.desired.level === 'named-locations',
  },
  {
    name: 'a role without a floor',
    when: { ...PEOPLE, category: 'other' },
    then: MFA,
    faulty: roles({ category: 'other', floor: 'disabled' }, true),
    mended: roles({ category: 'other', floor: 'named-locations' }, true),
    hole: ({ account }) => account.organisation === 'X26',
  },
  {
    name: 'a unit that lowers its organisation',
    when: PEOPLE,
    then: MFA,
    faulty: x26({ units: units(scope('Estates/Kiosks', 'disabled')) }),
    mended: x26({ units: units(scope('Estates/Kiosks', 'named-locations')) }),
    hole: ({ account }) => account.unit === 'Estates/Kiosks',
  },
  {
    name: 'a unit within a unit that lowers it',
    when: { ...PEOPLE, unit: 'estates' },
    then: { mfa: 'standard' },
    faulty: x26({ units: units(scope('Estates', 'standard'), scope('Estates/Kiosks', 'named-locations')) }),
    mended: x26({ units: units(scope('Estates', 'standard'), scope('Kiosks', 'named-locations')) }),
    hole: ({ account }) => account.unit === 'Estates/Kiosks',
  },
  {
    name: 'a user policy that lowers',
    when: PEOPLE,
    then: MFA,
    faulty: x26({ userPolicies: userPolicies(scope('Volunteers', 'disabled')) }),
    mended: x26({ userPolicies: userPolicies(scope('Volunteers', 'disabled', NOON)) }),
    hole: ({ account }) => account.userPolicy === 'Volunteers',
  },
  {
    name: 'a user policy that lowers people of a strict unit',
    when: { ...PEOPLE, organisation: 'x26', unit: 'Wards/Ward 3' },
    then: { mfa: 'standard' },
    faulty: x26({
      level: 'disabled',
      units: units(scope('Wards', 'standard')),
      userPolicies: userPolicies(scope('Volunteers', 'named-locations')),
    }),
    mended: x26({ level: 'disabled', units: units(scope('Wards', 'standard')) }),
    hole: ({ account }) => account.userPolicy === 'Volunteers' && fold(account.unit) === 'wards/ward 3',
  },
  {
    name: 'a strict unit that ends one day',
    when: { ...PEOPLE, unit: 'Estates' },
    then: { mfa: 'standard' },
    faulty: x26({ level: 'named-locations', units: units(scope('Estates', 'standard', NOON + DAY)) }),
    // An organisation without a document takes the tenant's level, which is standard.
    mended: x26({ level: 'named-locations', units: units(scope('Estates', 'standard')) }),
    hole: ({ context }) => context.now === NOON + DAY,
  },
  {
    name: 'waves that leave people out',
    when: PEOPLE,
    then: MFA,
    faulty: waves({ starts: NOON - DAY, units: [['corporate']] }, { starts: NOON, userPolicies: new Set(['staff']) }),
    mended: waves({ starts: NOON - DAY, units: [['corporate']] }, { starts: NOON, everyone: true }),
    hole: ({ account, decision }) => account.unit === '' && decision.held?.wave === null,
  },
  {
    name: 'a wave that starts too late',
    when: PEOPLE,
    then: MFA,
    faulty: waves({ starts: NOON + 1, everyone: true }),
    mended: waves({ starts: NOON, everyone: true }),
    hole: ({ context, decision }) => context.now === NOON && decision.held?.starts === NOON + 1,
  },
  {
    name: 'a wave for a part of a unit that no level names',
    when: { ...PEOPLE, unit: 'Corporate' },
    then: MFA,
    faulty: waves({ starts: NOON - DAY, units: [['corporate', 'it']] }),
    mended: waves({ starts: NOON - DAY, units: [['corporate']] }),
    hole: ({ account }) => account.unit === 'corporate',
  },
  {
    name: 'a type of account whose MFA is off, whatever its roles',
    when: { category: 'admin' },
    then: { mfa: 'standard' },
    faulty: type('disabled'),
    mended: type('unmanaged'),
    hole: ({ account }) => account.type === 'application',
  },
  {
    name: 'exceptions of the portal that are kept',
    when: { type: 'user', exception: 'unrecorded' },
    then: NEVER,
    faulty: unrecorded('keep'),
    mended: unrecorded('restore'),
    hole: ({ account, entries }) => /Exception$/.test(account.reported) && entries.length === 0,
  },
  {
    name: 'an organisation that is lower than its tenant',
    when: PEOPLE,
    then: { mfa: 'standard' },
    faulty: { organisations: [organisation('X26'), organisation('RAB', { level: 'named-locations' })] },
    mended: { organisations: [organisation('X26'), organisation('RAB')] },
    hole: ({ account }) => account.organisation === 'RAB',
  },
  {
    name: 'a tenant that is low for organisations without a document',
    when: PEOPLE,
    then: MFA,
    faulty: tenantLevel('disabled'),
    mended: tenantLevel('standard'),
    hole: ({ account }) => account.organisation !== 'X26',
  },
];

const proofOf = ({ name, when, then }: Fault, given: Policies): Proof =>
  proveInvariants([{ invariant: { name, when, then }, origin: 'policies/invariants.yaml:4' }], given, NOON)[0] as Proof;

describe('prove finds', () => {
  for (const fault of FAULTS) {
    test(fault.name, () => {
      const { verdict, counterexample: found } = proofOf(fault, policies(fault.faulty));
      assert.equal(verdict, 'does not hold');
      assert.ok(found !== null && fault.hole(found), JSON.stringify(found?.account));
      const decided = decide(found.account, found.policies, found.context);
      assert.deepEqual(decided, found.decision);
      assert.ok(decided.managed && describes(fault.when, found.account, found.policies, found.context));
      assert.ok(!keeps(fault.then, outcomeOf(decided)));
      const { managed, desired, exception } = referenceDecision(found.account, found.policies, found.context);
      assert.deepEqual(
        { managed, desired, refused: exception?.refused },
        { managed: true, desired: decided.desired, refused: decided.exception?.refused },
      );
      assert.equal(proofOf(fault, policies(fault.mended)).verdict, 'holds', 'nothing else is wrong with it');
    });
  }
});
