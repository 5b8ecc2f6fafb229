/** A tenant whose plan has every kind of chunk: tighten, re-enrol, loosen, and one that a guardrail withholds. */
import type { Row } from '../worlds/tenant-folder.ts';
import { createRepository, organisation, type Repository, settings, succeed, TENANT } from '../worlds/repository.ts';

export const RUN = 'the-run';

const people = (count: number, organisation: string, reported: string): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    address: `${organisation.toLowerCase()}-${i}.example@nhs.net`,
    organisation,
    reported,
  }));

export const ENROLLED = ['rr8-0.example@nhs.net', 'rr8-1.example@nhs.net'];

/** Six are raised, two register afresh, three are lowered, five more may not be, and two are as they should be. */
export async function createMixed(): Promise<Repository> {
  const requestedAt = new Date(Date.now() - 60_000).toISOString();
  const repository = await createRepository(
    {
      'mfactl.yaml': settings(),
      'policies/tenant.yaml': TENANT,
      'policies/organisations/X26/organisation.yaml': organisation('X26'),
      'policies/organisations/RR8/organisation.yaml': organisation('RR8'),
      'policies/organisations/RR8/re-enrolments.yaml': {
        kind: 'ReEnrolments',
        organisation: 'RR8',
        reEnrolments: ENROLLED.map((user) => ({ user, requestedAt, reason: 'phone-lost', ticket: 'INC0002' })),
      },
      'policies/organisations/X1A/organisation.yaml': organisation('X1A', { mfa: 'disabled' }),
      'policies/organisations/X9Z/organisation.yaml': organisation('X9Z', { mfa: 'disabled' }),
    },
    [
      ...people(6, 'X26', 'Admin Disabled'),
      ...people(4, 'RR8', 'Admin Enabled'),
      ...people(3, 'X1A', 'Admin Enabled'),
      ...people(5, 'X9Z', 'Admin Enabled'),
    ],
  );
  await succeed(repository, ['plan', '--out', 'plan.ndjson'], {}, 3);
  return repository;
}
