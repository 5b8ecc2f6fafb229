/** One row of the table of changes, and what its rows are made of. */
import { OVERRIDE, REGISTRATION, TENANT, X1A, X26, withValue } from './before.ts';

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

export const tenant = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'tenant.yaml': withValue(TENANT, path, to),
});
export const x26 = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'organisations/X26/organisation.yaml': withValue(X26, path, to),
});
export const x1a = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'organisations/X1A/organisation.yaml': withValue(X1A, path, to),
});
export const registration = (path: readonly (string | number)[], to: unknown): Record<string, unknown> => ({
  'roles/registration-authority.yaml': withValue(REGISTRATION, path, to),
});
export const overrides = (...entries: readonly unknown[]): Record<string, unknown> => ({
  'overrides.yaml': { kind: 'Overrides', overrides: [OVERRIDE, ...entries] },
});
export const exceptionFor = (user: string): Record<string, unknown> => ({
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
export const LATER = { ...X1A, rollout: X1A.rollout.map((wave) => ({ ...wave, starts: '2999-01-01T00:00:00Z' })) };
