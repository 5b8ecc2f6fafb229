import { NO_PAST } from '../../src/decide/context.ts';
import type { Account, DecisionContext } from '../../src/model/account.ts';
import type {
  UserException,
  GuardrailLimits,
  Named,
  OrganisationPolicy,
  Override,
  Policies,
  UserReEnrolment,
  RolePolicy,
  ScopeLevel,
  TenantPolicy,
  RolloutWave,
} from '../../src/model/policies.ts';
import { fold, unitKey, unitSegments } from '../../src/model/text.ts';
import { DAY, HOUR } from '../../src/model/time.ts';

/** A moment without meaning that the tests take for now. */
export const NOON = Date.UTC(2026, 11, 1, 12);

export const LIMITS: GuardrailLimits = {
  maxChanges: null,
  loosen: { floor: 3, percent: 5, count: 50, totalPercent: 2 },
  shrunkDirectory: 10,
  staleReport: 2 * DAY,
  lockout: 25,
  unknownStatus: 5,
};

/** An ordinary user of X26, in sync on the level standard. */
export function account(given: Partial<Account> = {}): Account {
  return {
    address: 'jo.example@nhs.net',
    id: null,
    organisation: 'X26',
    unit: '',
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: [],
    reported: 'Admin Enabled',
    methods: ['PhoneAppOTP'],
    membership: null,
    compromised: false,
    ...given,
  };
}

export function tenant(given: Partial<TenantPolicy> = {}): TenantPolicy {
  const origin = 'policies/tenant.yaml:5';
  const rule = { maxDuration: DAY, reasons: ['other'], require: [], maxPerUser: null };
  return {
    name: 'Example',
    owners: [],
    timezone: 'Europe/London',
    level: 'standard',
    levelOrigin: origin,
    accountTypes: new Map([
      ['user', { treatment: 'managed' as const, origin }],
      ['resource', { treatment: 'disabled' as const, origin }],
      ['application', { treatment: 'unmanaged' as const, origin }],
    ]),
    accountTypesOrigin: origin,
    unmanagedStatuses: new Map([
      ['deleted', origin],
      ['pending', origin],
    ]),
    protected: new Map(),
    approvers: [],
    unrecorded: { treatment: 'keep', origin },
    exceptionRules: { 'short-term': rule, 'long-term': { ...rule, maxDuration: 180 * DAY } },
    guardrails: { ...LIMITS, maxChanges: 5000 },
    ...given,
  };
}

/** An organisation by its code, with nothing of its own. */
export function organisation(code: string, given: Partial<OrganisationPolicy> = {}): OrganisationPolicy {
  const origin = `policies/organisations/${code}/organisation.yaml:2`;
  return {
    code,
    name: `Example ${code}`,
    owners: [],
    approvers: [],
    closedFrom: null,
    level: null,
    levelOrigin: origin,
    units: new Map(),
    userPolicies: new Map(),
    rollout: null,
    rolloutOrigin: origin,
    guardrails: LIMITS,
    origin,
    ...given,
  };
}

/** Units by the key of their folded path, as policies hold them. */
export function units(...scopes: readonly Omit<ScopeLevel, 'origin'>[]): Map<string, ScopeLevel> {
  return new Map(scopes.map((scope, i) => [unitKey(unitSegments(scope.name)), { ...scope, origin: `units:${i + 1}` }]));
}

/** User policies by their folded name, as policies hold them. */
export function userPolicies(...scopes: readonly Omit<ScopeLevel, 'origin'>[]): Map<string, ScopeLevel> {
  return new Map(scopes.map((scope, i) => [fold(scope.name), { ...scope, origin: `userPolicies:${i + 1}` }]));
}

export function wave(given: Partial<RolloutWave> & { readonly starts: number }): RolloutWave {
  return { wave: 'Everyone', units: [], userPolicies: new Set(), everyone: false, origin: 'rollout:1', ...given };
}

export function role(given: Partial<RolePolicy> = {}): RolePolicy {
  return {
    name: 'Local Admin',
    category: 'admin',
    match: ['local admin'],
    floor: 'standard',
    exceptions: 'forbidden',
    allowedMethods: null,
    origin: 'policies/roles/local-admin.yaml:5',
    exceptionsOrigin: 'policies/roles/local-admin.yaml:3',
    ...given,
  };
}

/** A short-term exception of X26 that began an hour ago and holds for a day. */
export function exception(given: Partial<UserException> = {}): UserException {
  return {
    organisation: 'X26',
    user: 'jo.example@nhs.net',
    id: null,
    type: 'short-term',
    startsAt: NOON - HOUR,
    expiresAt: NOON - HOUR + DAY,
    reason: 'other',
    requestedBy: null,
    approvedBy: null,
    ticket: null,
    riskAssessment: null,
    plan: null,
    origin: 'policies/organisations/X26/exceptions.yaml:4',
    ...given,
  };
}

export function reEnrolment(given: Partial<UserReEnrolment> = {}): UserReEnrolment {
  return {
    organisation: 'X26',
    user: 'jo.example@nhs.net',
    id: null,
    requestedAt: NOON - HOUR,
    reason: 'phone-lost',
    ticket: null,
    origin: 'policies/organisations/X26/re-enrolments.yaml:4',
    ...given,
  };
}

export function override(given: Partial<Override> & { readonly guardrail: string; readonly limit: number }): Override {
  return {
    organisation: null,
    reason: 'A large wave',
    approvedBy: 'lead.example@nhs.net',
    startsAt: NOON - DAY,
    expiresAt: NOON + DAY,
    origin: 'policies/overrides.yaml:3',
    ...given,
  };
}

/** Entries under the names by which they are looked up. */
export function named<Entry extends { readonly user: string; readonly id: string | null }>(
  entries: readonly Entry[],
): Named<Entry> {
  const withId = entries.filter((entry) => entry.id !== null);
  return { byAddress: Map.groupBy(entries, ({ user }) => user), byId: Map.groupBy(withId, ({ id }) => id as string) };
}

export interface PolicyParts {
  readonly tenant?: Partial<TenantPolicy>;
  readonly roles?: readonly RolePolicy[];
  readonly organisations?: readonly OrganisationPolicy[];
  readonly exceptions?: readonly UserException[];
  readonly reEnrolments?: readonly UserReEnrolment[];
  readonly overrides?: readonly Override[];
}

/** Policies of a tenant on the level standard; X26 has a document unless others are given. */
export function policies(parts: PolicyParts = {}): Policies {
  return {
    tenant: tenant(parts.tenant),
    roles: parts.roles ?? [],
    organisations: new Map((parts.organisations ?? [organisation('X26')]).map((each) => [each.code, each])),
    exceptions: named(parts.exceptions ?? []),
    reEnrolments: named(parts.reEnrolments ?? []),
    overrides: parts.overrides ?? [],
  };
}

export function context(given: Partial<DecisionContext> = {}): DecisionContext {
  return { now: NOON, statusEvidence: true, ...NO_PAST, ...given };
}
