/** A small tenant as it stands before a change: every kind of rule is in it, so that each can be made weaker. */
import { parse, stringify } from 'yaml';
import type { CommittedFile } from '../../../src/policy/weakenings/codeowners.ts';

export const TENANT = {
  kind: 'Tenant',
  name: 'Example',
  owners: ['@example/identity'],
  timezone: 'Europe/London',
  mfa: 'standard',
  accountTypes: { user: 'managed', shared: 'unmanaged', resource: 'disabled' },
  unmanagedStatuses: ['Deleted', 'Deleting'],
  protected: ['breakglass-1@example.nhs.net'],
  approvers: ['lead.example@nhs.net'],
  exceptions: {
    unrecorded: 'restore',
    'short-term': { maxDuration: 'PT24H', reasons: ['phone-lost'], maxPerUser: { count: 3, within: 'P30D' } },
    'long-term': {
      maxDuration: 'P180D',
      reasons: ['clinical-risk'],
      require: ['approvedBy', 'ticket', 'riskAssessment'],
    },
  },
  guardrails: {
    maxChanges: 500,
    loosen: { floor: 3, percent: 5, count: 50, totalPercent: 2 },
    shrunkDirectory: '10%',
    staleReport: 'P2D',
    lockout: 25,
    unknownStatus: '5%',
  },
};

export const X26 = {
  kind: 'Organisation',
  code: 'X26',
  name: 'Example Teaching Hospitals',
  approvers: ['chief.example@nhs.net'],
  mfa: 'standard',
  units: [
    { path: 'Estates', mfa: 'named-locations', reason: 'Sites on the trust network' },
    { path: 'Estates/Kiosks', mfa: 'standard' },
    { path: 'Trial', mfa: 'disabled', reason: 'A trial', until: '2026-12-01T00:00:00Z' },
  ],
  userPolicies: [
    { name: 'X26.E3.Volunteers', mfa: 'disabled', reason: 'Volunteers join later', until: '2026-12-15T00:00:00Z' },
    { name: 'X26.E3.Clinical', mfa: 'standard' },
  ],
  guardrails: { loosen: { count: 20 }, lockout: 10, maxChanges: 100 },
};

export const X1A = {
  kind: 'Organisation',
  code: 'X1A',
  name: 'Example Community',
  rollout: [
    { wave: 'IT first', starts: '2026-10-01T08:00:00Z', units: ['IT'] },
    { wave: 'Wards', starts: '2026-12-01T08:00:00Z', units: ['Wards'], userPolicies: ['X1A.E3.Bank'] },
    { wave: 'Everyone', starts: '2027-01-12T08:00:00Z', everyone: true },
  ],
};

export const REGISTRATION = {
  kind: 'Role',
  name: 'Registration Authority',
  category: 'admin',
  match: ['Registration Authority', 'RA Manager'],
  mfa: 'standard',
  allowedMethods: ['PhoneAppOTP'],
};

export const LOCAL_ADMIN = {
  kind: 'Role',
  name: 'Local Admin',
  category: 'admin',
  match: ['Local Admin', 'Local Administrator'],
  mfa: 'standard',
};

export const INVARIANTS = {
  kind: 'Invariants',
  invariants: [
    { name: 'Administrators always have MFA', when: { category: 'admin', type: 'user' }, then: { mfa: 'standard' } },
    { name: 'No RA is exempt', when: { role: 'Registration Authority' }, then: { exception: 'never' } },
  ],
};

export const POLICY_TEST = {
  kind: 'PolicyTest',
  name: 'Kiosks sign in with MFA',
  at: '2026-11-24T09:00:00Z',
  accounts: [
    {
      given: { address: 'kiosk@nhs.net', organisation: 'X26', unit: 'Estates/Kiosks', reported: 'Admin Enabled' },
      expect: { level: 'standard' },
    },
    {
      given: { address: 'plant@nhs.net', organisation: 'X26', unit: 'Estates', reported: 'Admin Enabled' },
      expect: { level: 'named-locations' },
    },
  ],
};

export const OVERRIDE = {
  guardrail: 'lockout',
  organisation: 'X26',
  limit: 40,
  reason: 'A drop-in desk',
  approvedBy: 'lead.example@nhs.net',
  startsAt: '2026-11-20T00:00:00Z',
  expiresAt: '2026-12-02T00:00:00Z',
};

/** Files by their path below policies/. */
export const BEFORE: Readonly<Record<string, unknown>> = {
  'tenant.yaml': TENANT,
  'roles/local-admin.yaml': LOCAL_ADMIN,
  'roles/registration-authority.yaml': REGISTRATION,
  'organisations/X26/organisation.yaml': X26,
  'organisations/X1A/organisation.yaml': X1A,
  'invariants.yaml': INVARIANTS,
  'tests/kiosks.yaml': POLICY_TEST,
  'overrides.yaml': { kind: 'Overrides', overrides: [OVERRIDE] },
};

export const SETTINGS: CommittedFile = {
  name: 'mfactl.yaml',
  text: 'directory: { kind: graph }\ngit: { remote: origin }\napply:\n  maxPlanAge: PT4H\nledger: { branch: mfactl-ledger }\n',
};

export const CODEOWNERS: CommittedFile = {
  name: '.github/CODEOWNERS',
  text: '* @example/identity\n/policies/organisations/X26/ @example/x26-admins chief.example@nhs.net\n/policies/organisations/X1A/\n',
};

/** A deep copy with one value set, `['exceptions', 'unrecorded']`; undefined removes it. */
export function withValue<Value>(value: Value, path: readonly (string | number)[], to: unknown): Value {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>((inside, key) => inside[key] as Record<string | number, unknown>, copy);
  const last = path.at(-1) as string | number;
  if (to !== undefined) parent[last] = to;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy as Value;
}

/** The text of a file of policies. */
export function yamlOf(content: unknown): string {
  return typeof content === 'string' ? content : stringify(parse(JSON.stringify(content)));
}
