import type { Kind } from './documents.ts';

/** Where documents of each kind lie, below the folder of the policies, and how to tell people so. */
const PLACES: Readonly<Record<Kind, { readonly pattern: RegExp; readonly where: string }>> = {
  Tenant: { pattern: /^tenant\.ya?ml$/, where: 'tenant.yaml' },
  Role: { pattern: /^roles\/[^/]+\.ya?ml$/, where: 'roles/*.yaml' },
  Organisation: {
    pattern: /^organisations\/[^/]+\/organisation\.ya?ml$/,
    where: 'organisations/<ODS>/organisation.yaml',
  },
  Exceptions: {
    pattern: /^organisations\/[^/]+\/exceptions(\/[^/]+)?\.ya?ml$/,
    where: 'organisations/<ODS>/exceptions.yaml or organisations/<ODS>/exceptions/*.yaml',
  },
  ReEnrolments: {
    pattern: /^organisations\/[^/]+\/re-enrolments\.ya?ml$/,
    where: 'organisations/<ODS>/re-enrolments.yaml',
  },
  Overrides: { pattern: /^overrides\.ya?ml$/, where: 'overrides.yaml' },
  Invariants: { pattern: /^invariants\.ya?ml$/, where: 'invariants.yaml' },
  PolicyTest: { pattern: /^tests\/[^/]+\.ya?ml$/, where: 'tests/*.yaml' },
};

export const KINDS = Object.keys(PLACES) as readonly Kind[];

export function isKind(text: unknown): text is Kind {
  return typeof text === 'string' && Object.hasOwn(PLACES, text);
}

/** Whether a document of this kind may lie at this path. */
export function belongsAt(kind: Kind, path: string): boolean {
  return PLACES[kind].pattern.test(path);
}

/** Where documents of this kind lie, for messages. */
export function whereOf(kind: Kind): string {
  return PLACES[kind].where;
}

/** The kind that a path asks for, or null. */
export function kindAt(path: string): Kind | null {
  return KINDS.find((kind) => belongsAt(kind, path)) ?? null;
}

/** The folder below `organisations/` that a path lies in, or null. */
export function organisationFolder(path: string): string | null {
  return /^organisations\/([^/]+)\//.exec(path)?.[1] ?? null;
}
