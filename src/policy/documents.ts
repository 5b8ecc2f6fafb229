import type { Exceptions } from '../generated/exceptions.ts';
import type { Invariants } from '../generated/invariants.ts';
import type { Organisation } from '../generated/organisation.ts';
import type { Overrides } from '../generated/overrides.ts';
import type { PolicyTest } from '../generated/policy-test.ts';
import type { ReEnrolments } from '../generated/re-enrolments.ts';
import type { Role } from '../generated/role.ts';
import type { Tenant } from '../generated/tenant.ts';
import type { Source } from './yaml/source.ts';

/** The documents by their kind. */
export interface DocumentKinds {
  Tenant: Tenant;
  Role: Role;
  Organisation: Organisation;
  Exceptions: Exceptions;
  ReEnrolments: ReEnrolments;
  Overrides: Overrides;
  Invariants: Invariants;
  PolicyTest: PolicyTest;
}
export type Kind = keyof DocumentKinds;

/** One document that its schema accepts. */
export interface PolicyDocument<K extends Kind = Kind> {
  readonly kind: K;
  /** Below the folder of the policies, with forward slashes. */
  readonly path: string;
  /** Name of its folder below `organisations/`, or null where it lies elsewhere. */
  readonly folder: string | null;
  readonly value: DocumentKinds[K];
  readonly source: Source;
}

/** A document that was refused before any rule could look at it. */
export interface RefusedDocument {
  readonly path: string;
  readonly folder: string | null;
  /** What it says that it is, or what its place says; null where neither tells. */
  readonly kind: Kind | null;
}

/** All documents of a repository, each list in the order of the files. */
export interface Documents {
  readonly tenants: readonly PolicyDocument<'Tenant'>[];
  readonly roles: readonly PolicyDocument<'Role'>[];
  readonly organisations: readonly PolicyDocument<'Organisation'>[];
  readonly exceptions: readonly PolicyDocument<'Exceptions'>[];
  readonly reEnrolments: readonly PolicyDocument<'ReEnrolments'>[];
  readonly overrides: readonly PolicyDocument<'Overrides'>[];
  readonly invariants: readonly PolicyDocument<'Invariants'>[];
  readonly tests: readonly PolicyDocument<'PolicyTest'>[];
  readonly refused: readonly RefusedDocument[];
}

/** All documents that their schemas accept, kind by kind. */
export function acceptedDocuments(documents: Documents): PolicyDocument[] {
  const { tenants, roles, organisations, exceptions, reEnrolments, overrides, invariants, tests } = documents;
  return [
    ...tenants,
    ...roles,
    ...organisations,
    ...exceptions,
    ...reEnrolments,
    ...overrides,
    ...invariants,
    ...tests,
  ];
}

/** The documents of one kind. */
export function ofKind<K extends Kind>(documents: readonly PolicyDocument[], kind: K): PolicyDocument<K>[] {
  return documents.filter((document): document is PolicyDocument<K> => document.kind === kind);
}

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
