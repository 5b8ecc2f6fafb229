/** A tenant of one organisation, on a clock that stands still, for tests of a few accounts. */
import type { TestContext } from 'node:test';
import type { Io } from '../../src/session/io.ts';
import type { Row } from '../worlds/tenant-folder.ts';
import { createRepository, organisation, type Repository, settings, TENANT } from '../worlds/repository.ts';

export const NOW = Date.parse('2026-11-24T09:00:00Z');

export const at = (now: number): Pick<Io, 'now'> => ({ now: () => now });

export const people = (count: number, code = 'X26', reported = 'Admin Enabled'): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    address: `${code.toLowerCase()}-${i}.example@nhs.net`,
    organisation: code,
    reported,
  }));

export const FILES = {
  'mfactl.yaml': settings(),
  'policies/tenant.yaml': TENANT,
  'policies/organisations/X26/organisation.yaml': organisation('X26'),
};

export async function repositoryFor(
  t: TestContext,
  files: Readonly<Record<string, unknown>>,
  rows: readonly Row[],
): Promise<Repository> {
  const made = await createRepository({ ...FILES, ...files }, rows, at(NOW));
  t.after(() => made.remove());
  return made;
}

export const longTerm = (user: string, more: Readonly<Record<string, unknown>> = {}) => ({
  kind: 'Exceptions',
  organisation: 'X26',
  exceptions: [
    {
      user,
      type: 'long-term',
      startsAt: '2026-11-01T00:00:00Z',
      expiresAt: '2026-12-01T00:00:00Z',
      reason: 'clinical-risk',
      approvedBy: 'lead.example@nhs.net',
      ticket: 'REQ0001',
      riskAssessment: 'RA-1',
      ...more,
    },
  ],
});

/** A tenant that allows long-term exceptions. */
export const ALLOWS = {
  'policies/tenant.yaml': {
    ...TENANT,
    approvers: ['lead.example@nhs.net'],
    exceptions: {
      unrecorded: 'keep',
      'long-term': {
        maxDuration: 'P180D',
        reasons: ['clinical-risk'],
        require: ['approvedBy', 'ticket', 'riskAssessment'],
      },
    },
  },
};
