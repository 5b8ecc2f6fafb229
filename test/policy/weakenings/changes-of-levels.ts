/** Changes of levels, of who is managed and of waves. */
import { type WeakeningChange, tenant, x26, x1a, LATER } from './change.ts';

export const LEVEL_CHANGES: readonly WeakeningChange[] = [
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
];
