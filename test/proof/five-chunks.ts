/** A tenant whose plan has five chunks in seven requests: two canaries, a re-enrolment, and a request of one account. */
import type { Io } from '../../src/session/io.ts';
import type { Row } from '../worlds/tenant-folder.ts';
import { createRepository, organisation, type Repository, settings, succeed, TENANT } from '../worlds/repository.ts';

export const CHANGES = 22;
export const ENROLLED = 'rr8-1.example@nhs.net';
/** The account that goes alone in the last request. */
export const LAST = 'x1a-2.example@nhs.net';
/** Accounts of each request of an undisturbed run. */
export const REQUESTS = [2, 4, 6, 6, 1, 2, 1] as const;
/** The number of the request that makes an account register afresh. */
export const RE_ENROL = 5;

const people = (count: number, code: string, reported: string): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    address: `${code.toLowerCase()}-${i}.example@nhs.net`,
    organisation: code,
    reported,
  }));

export async function createFiveChunks(io: Pick<Io, 'now'>): Promise<Repository> {
  const requestedAt = new Date(io.now() - 60_000).toISOString();
  const repository = await createRepository(
    {
      'mfactl.yaml': settings({ chunkSize: 6 }),
      'policies/tenant.yaml': TENANT,
      'policies/organisations/X26/organisation.yaml': organisation('X26'),
      'policies/organisations/X9Z/organisation.yaml': organisation('X9Z', { mfa: 'named-locations' }),
      'policies/organisations/RR8/organisation.yaml': organisation('RR8'),
      'policies/organisations/RR8/re-enrolments.yaml': {
        kind: 'ReEnrolments',
        organisation: 'RR8',
        reEnrolments: [{ user: ENROLLED, requestedAt, reason: 'phone-lost', ticket: 'INC0002' }],
      },
      'policies/organisations/X1A/organisation.yaml': organisation('X1A', { mfa: 'disabled' }),
    },
    [
      ...people(12, 'X26', 'Admin Disabled'),
      ...people(6, 'X9Z', 'Admin Disabled'),
      ...people(3, 'RR8', 'Admin Enabled'),
      ...people(3, 'X1A', 'Admin Enabled'),
    ],
    io,
  );
  await succeed(repository, ['plan', '--out', 'plan.ndjson'], io);
  return repository;
}
