/** Changes of roles, rules of exceptions and approvers. */
import { INVARIANTS, LOCAL_ADMIN, withValue } from './before.ts';
import { type WeakeningChange, tenant, x26, registration, exceptionFor } from './change.ts';

export const ROLE_CHANGES: readonly WeakeningChange[] = [
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
];
