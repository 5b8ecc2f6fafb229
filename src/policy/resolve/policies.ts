import type { UserException, Named, Override, Policies, UserReEnrolment, RolePolicy } from '../../model/policies.ts';
import { fold, foldCode, foldName } from '../../model/text.ts';
import type { Documents, PolicyDocument } from '../documents.ts';
import type { ExceptionFacts } from './exceptions.ts';
import { resolveOrganisation } from './organisation.ts';
import { resolveTenant } from './tenant.ts';
import { originOf } from '../yaml/source.ts';
import { durationOf, instantOf } from '../../model/time.ts';

/** Documents that every rule accepts, as all later chapters read them. */
export function resolvePolicies(documents: Documents, facts: readonly ExceptionFacts[]): Policies {
  const [tenantDocument] = documents.tenants;
  if (tenantDocument === undefined) throw new Error('Policies without a tenant were to be resolved.');
  const tenant = resolveTenant(tenantDocument);
  const organisations = documents.organisations.map((document) => resolveOrganisation(document, tenant));
  return {
    tenant,
    roles: documents.roles.map(resolveRole),
    organisations: new Map(organisations.map((organisation) => [organisation.code, organisation])),
    exceptions: byName(facts.map(resolveException)),
    reEnrolments: byName(documents.reEnrolments.flatMap(resolveReEnrolments)),
    overrides: documents.overrides.flatMap(resolveOverrides),
  };
}

function resolveRole({ value, source }: PolicyDocument<'Role'>): RolePolicy {
  return {
    name: value.name,
    category: value.category,
    match: value.match.map(foldName),
    floor: value.mfa,
    exceptions: value.exceptions ?? (value.category === 'other' ? 'allowed' : 'forbidden'),
    allowedMethods: value.allowedMethods?.map(foldName) ?? null,
    origin: originOf(source, ['mfa']),
    exceptionsOrigin: originOf(source, [value.exceptions === undefined ? 'category' : 'exceptions']),
  };
}

function resolveException({
  entry,
  document,
  path,
  organisation,
  user,
  id,
  startsAt,
  expiresAt,
}: ExceptionFacts): UserException {
  if (expiresAt === null) throw new Error('An exception without an end was to be resolved.');
  return {
    organisation,
    user,
    id,
    type: entry.type,
    startsAt,
    expiresAt,
    reason: entry.reason,
    requestedBy: entry.requestedBy ?? null,
    approvedBy: entry.approvedBy ?? null,
    ticket: entry.ticket ?? null,
    riskAssessment: entry.riskAssessment ?? null,
    plan: entry.plan ?? null,
    origin: originOf(document.source, path),
  };
}

function resolveReEnrolments({ value, source }: PolicyDocument<'ReEnrolments'>): UserReEnrolment[] {
  return value.reEnrolments.map((entry, i) => ({
    organisation: foldCode(value.organisation),
    user: fold(entry.user),
    id: entry.id === undefined ? null : fold(entry.id),
    requestedAt: instantOf(entry.requestedAt),
    reason: entry.reason,
    ticket: entry.ticket ?? null,
    origin: originOf(source, ['reEnrolments', i]),
  }));
}

function resolveOverrides({ value, source }: PolicyDocument<'Overrides'>): Override[] {
  return value.overrides.map((entry, i) => ({
    guardrail: entry.guardrail,
    organisation: entry.organisation === undefined ? null : foldCode(entry.organisation),
    limit: typeof entry.limit === 'number' ? entry.limit : durationOf(entry.limit),
    reason: entry.reason,
    approvedBy: fold(entry.approvedBy),
    startsAt: instantOf(entry.startsAt),
    expiresAt: instantOf(entry.expiresAt),
    origin: originOf(source, ['overrides', i]),
  }));
}

function byName<Entry extends { readonly user: string; readonly id: string | null }>(
  entries: readonly Entry[],
): Named<Entry> {
  const withId = entries.filter(({ id }) => id !== null);
  return { byAddress: Map.groupBy(entries, ({ user }) => user), byId: Map.groupBy(withId, ({ id }) => id as string) };
}
