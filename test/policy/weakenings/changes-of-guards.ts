/** Changes of guardrails, overrides, proofs, and of the files beside the policies. */
import { CODEOWNERS, INVARIANTS, OVERRIDE, POLICY_TEST, SETTINGS, withValue } from './before.ts';
import { type WeakeningChange, tenant, x26, overrides } from './change.ts';

export const GUARD_CHANGES: readonly WeakeningChange[] = [
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
    refused: ['override-approver'],
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
