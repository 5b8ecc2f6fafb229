/** Changes that make policies weaker: one row each, with what must be said of it. */
import {
  CODEOWNERS,
  INVARIANTS,
  LOCAL_ADMIN,
  OVERRIDE,
  POLICY_TEST,
  REGISTRATION,
  SETTINGS,
  TENANT,
  X1A,
  X26,
  withValue,
} from './before.ts';

export interface WeakeningChange {
  readonly change: string;
  /** Files put over those before, by their path below policies/; null removes one. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly settings?: string | null;
  readonly codeowners?: string | null;
  /** Codes of the errors with which validation refuses it. */
  readonly refused?: readonly string[];
  /** What is told in words, each with its place. */
  readonly told?: readonly string[];
  /** Invariants that no longer hold. */
  readonly disproved?: readonly string[];
}

const tenant = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'tenant.yaml': withValue(TENANT, path, to),
});
const x26 = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'organisations/X26/organisation.yaml': withValue(X26, path, to),
});
const x1a = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'organisations/X1A/organisation.yaml': withValue(X1A, path, to),
});
const registration = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'roles/registration-authority.yaml': withValue(REGISTRATION, path, to),
});
const overrides = (...entries: readonly unknown[]): Record<string, unknown> => ({
  'overrides.yaml': { kind: 'Overrides', overrides: [OVERRIDE, ...entries] },
});
const exceptionFor = (user: string): Record<string, unknown> => ({
  'organisations/X26/exceptions.yaml': {
    kind: 'Exceptions',
    organisation: 'X26',
    exceptions: [
      {
        user,
        type: 'long-term',
        startsAt: '2026-11-23T00:00:00Z',
        expiresAt: '2027-02-01T00:00:00Z',
        reason: 'clinical-risk',
        approvedBy: 'lead.example@nhs.net',
        ticket: 'REQ1',
        riskAssessment: 'RA1',
      },
    ],
  },
});
const LATER = { ...X1A, rollout: X1A.rollout.map((wave) => ({ ...wave, starts: '2999-01-01T00:00:00Z' })) };

export const CHANGES: readonly WeakeningChange[] = [
  // Levels
  {
    change: 'the level of the tenant is lowered',
    told: ['The level of the tenant falls from standard to named-locations. policies/tenant.yaml:6'],
    files: tenant(['mfa'], 'named-locations'),
  },
  {
    change: 'the level of the tenant is switched off',
    told: ['The level of the tenant falls from standard to disabled. policies/tenant.yaml:6'],
    files: tenant(['mfa'], 'disabled'),
  },
  {
    change: 'the level of an organisation is lowered',
    told: ['The level of X26 falls from standard to named-locations. policies/organisations/X26/organisation.yaml:6'],
    files: x26(['mfa'], 'named-locations'),
  },
  {
    change: 'an organisation that had no level of its own gets a lower one',
    told: ['The level of X1A falls from standard to disabled. policies/organisations/X1A/organisation.yaml:18'],
    files: x1a(['mfa'], 'disabled'),
  },
  {
    change: 'a unit is disabled',
    told: [
      'Unit Wards of X26 falls from standard to disabled until 2027-01-01T00:00:00Z. policies/organisations/X26/organisation.yaml:17',
    ],
    files: x26(['units', 3], { path: 'Wards', mfa: 'disabled', reason: 'A refit', until: '2027-01-01T00:00:00Z' }),
  },
  {
    change: 'the level of a unit is lowered',
    told: [
      'Unit Estates of X26 falls from named-locations to disabled. policies/organisations/X26/organisation.yaml:8',
    ],
    files: x26(['units', 0, 'mfa'], 'disabled'),
  },
  {
    change: 'a unit that raised its parent is removed',
    told: [
      'Unit Estates/Kiosks of X26 falls from standard to named-locations: its entry is removed. policies/organisations/X26/organisation.yaml:11',
    ],
    files: x26(['units', 1], undefined),
  },
  {
    change: 'the until of a unit is extended',
    told: [
      'Unit Trial of X26 stays at disabled until 2028-01-01T00:00:00Z; before, it ended 2026-12-01T00:00:00Z. policies/organisations/X26/organisation.yaml:13',
    ],
    files: x26(['units', 2, 'until'], '2028-01-01T00:00:00Z'),
  },
  {
    change: 'the until of a unit is removed',
    told: [
      'Unit Trial of X26 stays at disabled for good; before, it ended 2026-12-01T00:00:00Z. policies/organisations/X26/organisation.yaml:13',
    ],
    files: x26(['units', 2, 'until'], undefined),
  },
  {
    change: 'a unit that is raised today falls later',
    told: [
      'Unit Estates/Kiosks of X26 falls from standard to named-locations from 2026-12-24T00:00:00Z. policies/organisations/X26/organisation.yaml:11',
    ],
    files: x26(['units', 1, 'until'], '2026-12-24T00:00:00Z'),
  },
  {
    change: 'a user policy is disabled',
    told: [
      'User policy X26.E1.Basic of X26 may fall from standard to disabled. policies/organisations/X26/organisation.yaml:24',
    ],
    files: x26(['userPolicies', 2], { name: 'X26.E1.Basic', mfa: 'disabled', reason: 'Basic licences' }),
  },
  {
    change: 'the until of a user policy is extended',
    told: [
      'User policy X26.E3.Volunteers of X26 stays at disabled until 2999-01-01T00:00:00Z; before, it ended 2026-12-15T00:00:00Z. policies/organisations/X26/organisation.yaml:18',
    ],
    files: x26(['userPolicies', 0, 'until'], '2999-01-01T00:00:00Z'),
  },
  {
    change: 'a user policy at standard is removed',
    told: [
      'User policy X26.E3.Clinical of X26 may fall from standard to disabled: its entry is removed. policies/organisations/X26/organisation.yaml:22',
    ],
    files: x26(['userPolicies', 1], undefined),
  },
  {
    change: 'an organisation gets a document, with a lower level',
    told: ['The level of X9Z falls from standard to disabled. policies/organisations/X9Z/organisation.yaml:4'],
    files: {
      'organisations/X9Z/organisation.yaml': { kind: 'Organisation', code: 'X9Z', name: 'New', mfa: 'disabled' },
    },
  },
  // Who is managed
  {
    change: 'the managed type gets another name',
    told: ['Accounts of type user are no longer managed, because no list names the type. policies/tenant.yaml:8'],
    disproved: ['Administrators always have MFA: never applies'],
    files: tenant(['accountTypes'], { users: 'managed', resource: 'disabled' }),
  },
  {
    change: 'a managed type is disabled',
    told: ['MFA is switched off for accounts of type user, which were managed. policies/tenant.yaml:8'],
    disproved: ['Administrators always have MFA: does not hold'],
    files: tenant(['accountTypes', 'user'], 'disabled'),
  },
  {
    change: 'a type that nothing touched is disabled',
    told: ['MFA is switched off for accounts of type shared, which were unmanaged. policies/tenant.yaml:9'],
    files: tenant(['accountTypes', 'shared'], 'disabled'),
  },
  {
    change: 'active accounts are unmanaged',
    told: ['Accounts with the status active are no longer managed. policies/tenant.yaml:12'],
    files: tenant(['unmanagedStatuses'], ['Active']),
  },
  {
    change: 'one more status is unmanaged',
    told: ['Accounts with the status locked are no longer managed. policies/tenant.yaml:14'],
    files: tenant(['unmanagedStatuses', 2], 'Locked'),
  },
  {
    change: 'the list of statuses is left to the default',
    told: [
      'Accounts with the status deleted permanent are no longer managed. policies/tenant.yaml:1',
      'Accounts with the status disabling are no longer managed. policies/tenant.yaml:1',
      'Accounts with the status enabling are no longer managed. policies/tenant.yaml:1',
      'Accounts with the status pending are no longer managed. policies/tenant.yaml:1',
      'Accounts with the status migration pending are no longer managed. policies/tenant.yaml:1',
      'Accounts with the status restoring are no longer managed. policies/tenant.yaml:1',
    ],
    files: tenant(['unmanagedStatuses'], undefined),
  },
  {
    change: 'an account is protected',
    told: ['user.1@nhs.net becomes a protected account: no policy changes it any more. policies/tenant.yaml:16'],
    files: tenant(['protected', 1], 'user.1@nhs.net'),
  },
  // Roles
  {
    change: 'a role of the portal is called other, with an exception for its holder',
    files: {
      'roles/local-admin.yaml': { ...LOCAL_ADMIN, category: 'other', mfa: 'disabled' },
      ...exceptionFor('admin.1@nhs.net'),
    },
    refused: ['portal-role-as-other'],
  },
  {
    change: 'an own admin role is called other, with an exception for its holder',
    told: [
      'Role Registration Authority is no longer of category admin but of other. policies/roles/registration-authority.yaml:7',
      'Those who hold role Registration Authority may have exceptions now. policies/roles/registration-authority.yaml:3',
    ],
    disproved: ['No RA is exempt: does not hold'],
    files: { ...registration(['category'], 'other'), ...exceptionFor('ra.1@nhs.net') },
  },
  {
    change: 'the floor of a role is lowered',
    told: [
      'The floor of role Registration Authority falls from standard to named-locations. policies/roles/registration-authority.yaml:7',
    ],
    disproved: ['Administrators always have MFA: does not hold'],
    files: registration(['mfa'], 'named-locations'),
  },
  {
    change: 'the floor of a role of category admin is switched off',
    files: registration(['mfa'], 'disabled'),
    refused: ['role-floor-disabled'],
  },
  {
    change: 'a role document no longer matches a name',
    told: [
      'The role Registration Authority no longer matches ra manager. policies/roles/registration-authority.yaml:6',
    ],
    files: registration(['match', 1], undefined),
  },
  {
    change: 'a role document is removed with the invariant that names it',
    told: [
      'The role document Registration Authority is removed: no document protects those who hold registration authority. policies/roles/registration-authority.yaml:7',
      'The role document Registration Authority is removed: no document protects those who hold ra manager. policies/roles/registration-authority.yaml:7',
      'The invariant "No RA is exempt" is removed: nothing proves it any more. policies/invariants.yaml:9',
    ],
    files: {
      'roles/registration-authority.yaml': null,
      'invariants.yaml': withValue(INVARIANTS, ['invariants', 1], undefined),
    },
  },
  {
    change: 'a role document of the portal is removed',
    told: [
      'The role document Local Admin is removed: no document protects those who hold local admin. policies/roles/local-admin.yaml:7',
      'The role document Local Admin is removed: no document protects those who hold local administrator. policies/roles/local-admin.yaml:7',
    ],
    files: { 'roles/local-admin.yaml': null },
  },
  {
    change: 'exceptions are allowed and the invariants are removed',
    told: [
      'Those who hold role Registration Authority may have exceptions now. policies/roles/registration-authority.yaml:10',
      'The invariant "Administrators always have MFA" is removed: nothing proves it any more. policies/invariants.yaml:3',
      'The invariant "No RA is exempt" is removed: nothing proves it any more. policies/invariants.yaml:9',
    ],
    files: { ...registration(['exceptions'], 'allowed'), 'invariants.yaml': null, ...exceptionFor('ra.1@nhs.net') },
  },
  {
    change: 'exceptions are allowed and the invariants stay',
    told: [
      'Those who hold role Registration Authority may have exceptions now. policies/roles/registration-authority.yaml:10',
    ],
    disproved: ['Administrators always have MFA: does not hold', 'No RA is exempt: does not hold'],
    files: registration(['exceptions'], 'allowed'),
  },
  {
    change: 'any method may be registered',
    told: [
      'Those who hold role Registration Authority may register any method now. policies/roles/registration-authority.yaml:7',
    ],
    files: registration(['allowedMethods'], undefined),
  },
  {
    change: 'one more method may be registered',
    told: [
      'Those who hold role Registration Authority may register sms now. policies/roles/registration-authority.yaml:7',
    ],
    files: registration(['allowedMethods', 1], 'SMS'),
  },
  {
    change: 'a role document allows exceptions for a portal role that none listed',
    told: ['Those who hold role Global Admin may have exceptions now. policies/roles/global.yaml:7'],
    disproved: ['Administrators always have MFA: does not hold'],
    files: {
      'roles/global.yaml': {
        kind: 'Role',
        name: 'Global Admin',
        category: 'admin',
        match: ['Global Admin'],
        mfa: 'standard',
        exceptions: 'allowed',
      },
    },
  },
  // Exceptions
  {
    change: 'short-term exceptions may last longer',
    told: ['A short-term exception may last 30 days instead of 24 hours. policies/tenant.yaml:21'],
    files: tenant(['exceptions', 'short-term', 'maxDuration'], 'P30D'),
  },
  {
    change: 'long-term exceptions may last for a hundred years',
    told: ['A long-term exception may last 36500 days instead of 180 days. policies/tenant.yaml:28'],
    files: tenant(['exceptions', 'long-term', 'maxDuration'], 'P36500D'),
  },
  {
    change: 'a user may have more exceptions',
    told: [
      'A user may have 99 short-term exceptions within 30 days; before, it was 3 within 30 days. policies/tenant.yaml:25',
    ],
    files: tenant(['exceptions', 'short-term', 'maxPerUser', 'count'], 99),
  },
  {
    change: 'the window is shorter',
    told: [
      'A user may have 3 short-term exceptions within 24 hours; before, it was 3 within 30 days. policies/tenant.yaml:25',
    ],
    files: tenant(['exceptions', 'short-term', 'maxPerUser', 'within'], 'P1D'),
  },
  {
    change: 'a user may have any number of exceptions',
    told: [
      'A user may have any number of short-term exceptions; before, it was 3 within 30 days. policies/tenant.yaml:21',
    ],
    files: tenant(['exceptions', 'short-term', 'maxPerUser'], undefined),
  },
  {
    change: 'nothing is required',
    told: ['A long-term exception no longer needs approvedBy, ticket, riskAssessment. policies/tenant.yaml:31'],
    files: tenant(['exceptions', 'long-term', 'require'], []),
  },
  {
    change: 'one more reason is accepted',
    told: ['A long-term exception may have the reason other now. policies/tenant.yaml:30'],
    files: tenant(['exceptions', 'long-term', 'reasons', 1], 'other'),
  },
  {
    change: 'unrecorded exceptions are kept',
    told: [
      'An exception that the portal granted and git does not know is kept; before, MFA was restored. policies/tenant.yaml:19',
    ],
    files: tenant(['exceptions', 'unrecorded'], 'keep'),
  },
  {
    change: 'unrecorded exceptions are kept by default',
    told: [
      'An exception that the portal granted and git does not know is kept; before, MFA was restored. policies/tenant.yaml:19',
    ],
    files: tenant(['exceptions', 'unrecorded'], undefined),
  },
  // Approvers
  {
    change: 'somebody names himself approver and approves his exception',
    files: {
      ...x26(['approvers', 1], 'user.1@nhs.net'),
      'organisations/X26/exceptions.yaml': {
        kind: 'Exceptions',
        organisation: 'X26',
        exceptions: [
          {
            user: 'user.1@nhs.net',
            type: 'long-term',
            startsAt: '2026-11-23T00:00:00Z',
            reason: 'clinical-risk',
            approvedBy: 'user.1@nhs.net',
            ticket: 'REQ1',
            riskAssessment: 'RA1',
          },
        ],
      },
    },
    refused: ['self-approval'],
  },
  {
    change: 'somebody names himself approver and approves for a friend',
    told: ['user.1@nhs.net may now approve exceptions everywhere, and overrides. policies/tenant.yaml:18'],
    files: {
      ...tenant(['approvers', 1], 'user.1@nhs.net'),
      ...exceptionFor('user.2@nhs.net'),
    },
  },
  {
    change: 'nobody is named as an approver any more',
    told: [
      'Nobody is named as an approver of the tenant any more, so anybody may approve an exception there. policies/tenant.yaml:6',
    ],
    files: { ...tenant(['approvers'], undefined), ...x26(['approvers'], undefined), 'overrides.yaml': null },
  },
  // Guardrails and overrides
  {
    change: 'a limit of the tenant is raised',
    told: ['The limit loosen.totalPercent of the tenant rises from 2 % to 100 %. policies/tenant.yaml:41'],
    files: tenant(['guardrails', 'loosen', 'totalPercent'], 100),
  },
  {
    change: 'the age of a report is raised',
    told: ['The limit staleReport of the tenant rises from 2 days to 99 days. policies/tenant.yaml:43'],
    files: tenant(['guardrails', 'staleReport'], 'P99D'),
  },
  {
    change: 'the limits of the tenant are left to higher defaults',
    told: ['The limit maxChanges of the tenant rises from 500 to 5,000. policies/tenant.yaml:36'],
    files: { ...tenant(['guardrails', 'maxChanges'], undefined) },
  },
  {
    change: 'a limit of an organisation is removed',
    told: ['The limit maxChanges of X26 is removed; it was 100. policies/organisations/X26/organisation.yaml:25'],
    files: x26(['guardrails', 'maxChanges'], undefined),
  },
  {
    change: 'the limits of an organisation are removed',
    told: [
      'The limit maxChanges of X26 is removed; it was 100. policies/organisations/X26/organisation.yaml:1',
      'The limit loosen.count of X26 rises from 20 to 50. policies/organisations/X26/organisation.yaml:1',
      'The limit lockout of X26 rises from 10 to 25. policies/organisations/X26/organisation.yaml:1',
    ],
    files: x26(['guardrails'], undefined),
  },
  {
    change: 'an override is added',
    told: [
      'An override lifts loosen in X26 to 400 from 2026-11-20T00:00:00Z until 2026-12-02T00:00:00Z; lead.example@nhs.net is named as its approver. policies/overrides.yaml:10',
    ],
    files: overrides({ ...OVERRIDE, guardrail: 'loosen', limit: 400 }),
  },
  {
    change: 'an override is extended',
    told: [
      'An override lifts lockout in X26 to 40 from 2026-11-20T00:00:00Z until 2026-12-20T00:00:00Z; lead.example@nhs.net is named as its approver. policies/overrides.yaml:3',
    ],
    files: { 'overrides.yaml': { kind: 'Overrides', overrides: [{ ...OVERRIDE, expiresAt: '2026-12-20T00:00:00Z' }] } },
  },
  {
    change: 'an override of 999,999 until 2999',
    files: overrides({ ...OVERRIDE, guardrail: 'loosen', limit: 999_999, expiresAt: '2999-01-01T00:00:00Z' }),
    refused: ['override-too-long'],
  },
  {
    change: 'an override that the organisation approves itself',
    files: overrides({ ...OVERRIDE, guardrail: 'loosen', approvedBy: 'chief.example@nhs.net' }),
    refused: ['unknown-approver'],
  },
  {
    change: 'an override without a start',
    files: overrides({ ...OVERRIDE, startsAt: undefined }),
    refused: ['schema-missing-property'],
  },
  {
    change: 'an override of a guardrail that has none',
    files: overrides({ ...OVERRIDE, guardrail: 'privileged-loosen' }),
    refused: ['schema-value'],
  },
  // Waves
  {
    change: 'all waves are moved to 2999',
    told: [
      'Everyone else of X1A waits until 2999-01-01T00:00:00Z for wave Everyone; before, until 2027-01-12T08:00:00Z. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:15',
      'The unit it of X1A waits until 2999-01-01T00:00:00Z for wave IT first; before, the wait was over. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:5',
      'The unit wards of X1A waits until 2999-01-01T00:00:00Z for wave Wards; before, until 2026-12-01T08:00:00Z. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:9',
      'The user policy x1a.e3.bank of X1A waits until 2999-01-01T00:00:00Z for wave Wards; before, until 2026-12-01T08:00:00Z. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:9',
    ],
    files: { 'organisations/X1A/organisation.yaml': LATER },
  },
  {
    change: 'a wave that has started is moved away',
    told: [
      'The unit it of X1A waits until 2027-01-12T08:00:00Z for wave Everyone; before, the wait was over. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:15',
    ],
    files: x1a(['rollout', 0, 'starts'], '2027-06-01T00:00:00Z'),
  },
  {
    change: 'a wave is removed, so that its accounts wait for the last',
    told: [
      'The unit wards of X1A waits until 2027-01-12T08:00:00Z for wave Everyone; before, until 2026-12-01T08:00:00Z. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:9',
      'The user policy x1a.e3.bank of X1A waits until 2027-01-12T08:00:00Z for wave Everyone; before, until 2026-12-01T08:00:00Z. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:9',
    ],
    files: x1a(['rollout', 1], undefined),
  },
  {
    change: 'the wave for everyone is removed',
    told: [
      'Everyone else of X1A waits for good, because no wave covers it any more; before, until 2027-01-12T08:00:00Z. No level is raised while accounts wait. policies/organisations/X1A/organisation.yaml:5',
    ],
    files: x1a(['rollout', 2], undefined),
  },
  {
    change: 'an organisation without a rollout gets one',
    told: [
      'Everyone of X26 waits until 2030-01-01T00:00:00Z for wave Some day; before, nobody waited. No level is raised while accounts wait. policies/organisations/X26/organisation.yaml:30',
    ],
    files: x26(['rollout'], [{ wave: 'Some day', starts: '2030-01-01T00:00:00Z', everyone: true }]),
  },
  { change: 'a rollout without a wave', files: x26(['rollout'], []), refused: ['schema-length'] },
  // Proofs
  {
    change: 'an invariant is removed',
    told: ['The invariant "No RA is exempt" is removed: nothing proves it any more. policies/invariants.yaml:9'],
    files: { 'invariants.yaml': withValue(INVARIANTS, ['invariants', 1], undefined) },
  },
  {
    change: 'an invariant says less',
    told: [
      'The invariant "Administrators always have MFA" says something else than before. policies/invariants.yaml:3',
    ],
    files: { 'invariants.yaml': withValue(INVARIANTS, ['invariants', 0, 'when', 'organisation'], 'X1A') },
  },
  {
    change: 'a test is removed',
    told: ['The test "Kiosks sign in with MFA" is removed. policies/tests/kiosks.yaml:1'],
    files: { 'tests/kiosks.yaml': null },
  },
  {
    change: 'a test expects something weaker',
    told: [
      'The test "Kiosks sign in with MFA" no longer checks one of its cases as before. policies/tests/kiosks.yaml:5',
    ],
    files: { 'tests/kiosks.yaml': withValue(POLICY_TEST, ['accounts', 0, 'expect'], { managed: true }) },
  },
  // Beside the policies
  {
    change: 'CODEOWNERS names other people',
    told: ['CODEOWNERS changes: it says who reviews what. .github/CODEOWNERS:2'],
    codeowners: CODEOWNERS.text.replace('@example/x26-admins', '@someone'),
  },
  {
    change: 'CODEOWNERS is removed',
    told: ['CODEOWNERS is removed: nobody is asked to review any more. .github/CODEOWNERS:1'],
    codeowners: null,
  },
  {
    change: 'a plan may be older',
    told: ['The setting apply.maxPlanAge changes from PT4H to P90D. mfactl.yaml:4'],
    settings: SETTINGS.text.replace('PT4H', 'P90D'),
  },
  {
    change: 'the directory is another one',
    told: ['The setting directory.kind changes from graph to sandbox. mfactl.yaml:1'],
    settings: SETTINGS.text.replace('kind: graph', 'kind: sandbox'),
  },
  {
    change: 'the settings are removed',
    told: [
      'The setting directory.kind, which was graph, is removed. mfactl.yaml:1',
      'The setting git.remote, which was origin, is removed. mfactl.yaml:1',
      'The setting apply.maxPlanAge, which was PT4H, is removed. mfactl.yaml:1',
      'The setting ledger.branch, which was mfactl-ledger, is removed. mfactl.yaml:1',
    ],
    settings: null,
  },
  {
    change: 'the policies are read from another folder',
    told: ['The setting policies is added: drafts. mfactl.yaml:1'],
    settings: `policies: drafts\n${SETTINGS.text}`,
  },
];
