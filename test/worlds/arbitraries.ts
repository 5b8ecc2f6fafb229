import * as fc from 'fast-check';
import { type Account, type DecisionContext, grantsOf, LEVELS } from '../../src/model/account.ts';
import type {
  UserException,
  OrganisationPolicy,
  Policies,
  UserReEnrolment,
  RolePolicy,
  ScopeLevel,
  TenantPolicy,
  RolloutWave,
} from '../../src/model/policies.ts';
import { fold, unitKey, unitSegments } from '../../src/model/text.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { context, exception, NOON, organisation, policies, reEnrolment, role, tenant } from './build.ts';

/**
 * Policies and accounts that meet often: few addresses, organisations, units and user policies in varied case, and
 * instants that fall on the same few hours, so that boundaries are hit and not only passed.
 */
const ADDRESSES = ['jo.example@nhs.net', 'sam.example@nhs.net', 'zo\u00eb.example@nhs.net', 'la.example@nhs.net'];
const IDS = ['00000000-0000-4000-8000-00000000000A', '00000000-0000-4000-8000-00000000000b'];
const CODES = ['X26', 'RAB', 'ZZZ'];
const UNITS = [
  '',
  '/',
  'Estates',
  'estates/KIOSKS',
  ' Estates \\ Kiosks ',
  'Estates>Kiosks/Ward 3',
  'ESTATES/kiosks//ward 3/bay',
  'Corporate',
  'Corporate/IT',
  'EstatesKiosks',
  'Estates/Kio\u200bsks',
];
const USER_POLICIES = ['', 'X26.E3.Staff', ' x26.e3.STAFF ', 'X26.E3.Volunteers', 'Other'];
const ROLE_NAMES = [
  'Local Admin',
  'LOCAL administrator ',
  'Safe Links',
  'Clinician',
  'Unlisted',
  'Global  Helpdesk',
  'ATP Approver',
  'Clini\u200bcian',
];
const TYPES = ['User', 'user', ' USER ', 'resource', 'Application', 'robot', ''];
const STATUSES = [
  'Active',
  'active',
  'Active (Leaver)',
  'DISABLED_LEAVER',
  'Deleted',
  ' pending',
  'Something New',
  'Disabled Leaver',
  '',
];
const REPORTED = [
  'User Enabled',
  'user enabled ',
  'Admin Enabled',
  'User Disabled',
  'Admin Disabled',
  'ADMIN DISABLED',
  'MFA Enforced ATP Group',
  'MFA Disabled ATP Group',
  'MFA Enforced Admin Role',
  'MFA Disabled Admin Role',
  'MFA Enforced Compromised',
  'MFA 24 Hour Exception',
  'mfa 24 hour exception',
  'MFA Long Term Exception',
  '',
  'Blocked',
  'Admin_Enabled',
];

/** One of some values; the first ones come often. */
function mostly<Value>(first: readonly Value[], rest: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...first) },
    { weight: 2, arbitrary: fc.constantFrom(...rest) },
  );
}

const level = fc.constantFrom(...LEVELS);
const rarelyNull = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(of, { freq: 3 });
const instant = fc.constantFrom(-31 * DAY, -30 * DAY, -DAY, -HOUR, -1, 0, 1, HOUR, DAY).map((offset) => NOON + offset);

/** An account as a directory might tell it. */
export const anAccount: fc.Arbitrary<Account> = fc.record({
  address: fc.constantFrom(...ADDRESSES),
  id: fc.option(fc.constantFrom(...IDS), { freq: 2 }),
  organisation: mostly(['X26'], [...CODES, '']),
  unit: fc.constantFrom(...UNITS),
  type: mostly(['User'], TYPES),
  status: mostly(['Active'], STATUSES),
  userPolicy: fc.constantFrom(...USER_POLICIES),
  roles: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.uniqueArray(fc.constantFrom(...ROLE_NAMES), { maxLength: 3 }) },
  ),
  reported: fc.constantFrom(...REPORTED),
  methods: fc.constantFrom(null, [], ['PhoneAppOTP'], ['SMS', 'PhoneAppOTP']),
  membership: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.constantFrom('standard', 'named-locations', 'none', 'both', 'unknown' as const) },
  ),
  compromised: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** Accounts with addresses of their own, in a population that may hold some of the named ones. */
export function someAccounts(size: fc.ArrayConstraints): fc.Arbitrary<Account[]> {
  return fc
    .array(anAccount, size)
    .map((accounts) =>
      accounts.map((each, i) =>
        i < ADDRESSES.length
          ? { ...each, address: ADDRESSES[i] as string }
          : { ...each, address: `user.${i}@nhs.net`, id: each.id === null ? null : `id-${i}` },
      ),
    );
}

const aScope = (names: readonly string[]): fc.Arbitrary<Omit<ScopeLevel, 'origin'>> =>
  fc.record({ name: fc.constantFrom(...names), level, until: fc.option(instant, { freq: 2 }) });

const unitNames = UNITS.filter((path) => unitSegments(path).length > 0);
const userPolicyNames = USER_POLICIES.filter((name) => name !== '');

const aWave: fc.Arbitrary<RolloutWave> = fc.record({
  wave: fc.constantFrom('IT first', 'Everyone', 'Late'),
  starts: instant,
  units: fc.array(fc.constantFrom(...unitNames).map(unitSegments), { maxLength: 2 }),
  userPolicies: fc
    .array(fc.constantFrom(...userPolicyNames).map(fold), { maxLength: 1 })
    .map((names) => new Set(names)),
  everyone: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  origin: fc.constant('rollout:1'),
});

function anOrganisation(code: string): fc.Arbitrary<OrganisationPolicy> {
  const keyed = (
    scopes: readonly Omit<ScopeLevel, 'origin'>[],
    keyOf: (text: string) => string,
  ): Map<string, ScopeLevel> =>
    new Map(scopes.map((scope, i) => [keyOf(scope.name), { ...scope, origin: `${code}:${i}` }]));
  return fc
    .record({
      closedFrom: fc.option(instant, { freq: 2 }),
      level: rarelyNull(level),
      units: fc
        .array(aScope(unitNames), { maxLength: 3 })
        .map((scopes) => keyed(scopes, (name) => unitKey(unitSegments(name)))),
      userPolicies: fc.array(aScope(userPolicyNames), { maxLength: 2 }).map((scopes) => keyed(scopes, fold)),
      rollout: fc.option(fc.array(aWave, { minLength: 1, maxLength: 3 }), { freq: 2 }),
    })
    .map((given) => organisation(code, given));
}

/** A role as validation lets it through: admin and ATP roles have a floor above disabled. */
const aRole: fc.Arbitrary<RolePolicy> = fc
  .record({
    category: fc.constantFrom('admin', 'atp', 'other' as const),
    match: fc.uniqueArray(fc.constantFrom(...ROLE_NAMES.slice(0, 4)).map(fold), { minLength: 1, maxLength: 2 }),
    floor: level,
    exceptions: fc.constantFrom('allowed', 'forbidden' as const),
    allowedMethods: fc.constantFrom(null, ['phoneappotp']),
  })
  .map((given) =>
    role({ ...given, floor: given.category !== 'other' && given.floor === 'disabled' ? 'standard' : given.floor }),
  );

const aName = {
  user: mostly(ADDRESSES.slice(0, 2), ADDRESSES),
  id: fc.option(fc.constantFrom(...IDS.map(fold)), { freq: 2 }),
  organisation: mostly(['X26'], CODES),
};

const anException: fc.Arbitrary<UserException> = fc
  .record({
    ...aName,
    type: fc.constantFrom('short-term', 'long-term' as const),
    startsAt: instant,
    lasts: fc.constantFrom(1, HOUR, DAY, 31 * DAY),
  })
  .map(({ lasts, ...given }) => exception({ ...given, expiresAt: given.startsAt + lasts }));

const aReEnrolment: fc.Arbitrary<UserReEnrolment> = fc
  .record({ ...aName, requestedAt: instant })
  .map((given) => reEnrolment(given));

const aTenant: fc.Arbitrary<TenantPolicy> = fc
  .record({
    level,
    unrecorded: fc.constantFrom('keep', 'keep', 'restore' as const),
    protected: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...ADDRESSES, ...IDS), { maxLength: 2 }) },
    ),
  })
  .map((given) =>
    tenant({
      level: given.level,
      unrecorded: { treatment: given.unrecorded, origin: 'policies/tenant.yaml:9' },
      protected: new Map(given.protected.map((name) => [fold(name), 'policies/tenant.yaml:8'])),
    }),
  );

/** Policies such as validation lets through, with entries for few accounts. */
export const somePolicies: fc.Arbitrary<Policies> = fc
  .record({
    tenant: aTenant,
    roles: fc.array(aRole, { maxLength: 3 }),
    organisations: fc.tuple(anOrganisation('X26'), anOrganisation('RAB')),
    exceptions: fc.array(anException, { maxLength: 4 }),
    reEnrolments: fc.array(aReEnrolment, { maxLength: 3 }),
  })
  .map(policies);

/** What the decision needs beside: now, evidence, and registrations made afresh. */
export const aContext: fc.Arbitrary<DecisionContext> = fc
  .record({
    now: mostly([NOON], [NOON - 1, NOON + 1, NOON + DAY, NOON - HOUR]),
    statusEvidence: fc.boolean(),
    reEnrolledAt: fc
      .array(fc.tuple(fc.constantFrom(...ADDRESSES, ...IDS.map(fold)), instant), { maxLength: 2 })
      .map((done) => new Map(done)),
    granted: fc
      .array(
        fc.record({
          account: fc.record({ address: fc.constantFrom(...ADDRESSES), id: fc.constantFrom(null, ...IDS) }),
          type: fc.constantFrom('short-term' as const, 'long-term' as const),
        }),
        { maxLength: 6 },
      )
      .map(grantsOf),
  })
  .map(context);
