/**
 * What the policies come to, as lines that can be compared: one text for the tenant, one for each organisation. Each
 * line says all of one thing, so that a difference reads by itself; the order of files, comments and defaults vanish.
 */
import type { Instant } from '../../model/account.ts';
import type {
  UserException,
  GuardrailLimits,
  OrganisationPolicy,
  Policies,
  UserReEnrolment,
  ScopeLevel,
  RolloutWave,
} from '../../model/policies.ts';
import { compareUtf8, printable, unitKey } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { type Mask, maskText } from '../markup/mask.ts';

/** Texts by organisation code; the tenant's stands under the blank code. */
export function effectivePolicies(policies: Policies, mask: Mask): Map<string, string> {
  const exceptions = byOrganisation(policies.exceptions.byAddress);
  const reEnrolments = byOrganisation(policies.reEnrolments.byAddress);
  const texts = new Map([['', lines(tenantLines(policies), mask)]]);
  for (const [code, organisation] of policies.organisations) {
    const parts = [
      ...organisationLines(organisation, policies),
      ...sorted((exceptions.get(code) ?? []).map(exceptionLine)),
      ...sorted((reEnrolments.get(code) ?? []).map(reEnrolmentLine)),
    ];
    texts.set(code, lines(parts, mask));
  }
  return texts;
}

function lines(parts: readonly string[], mask: Mask): string {
  return parts.map((part) => `${printable(maskText(part, mask))}\n`).join('');
}

function tenantLines({ tenant, roles, overrides }: Policies): string[] {
  const rules = Object.entries(tenant.exceptionRules).map(([type, { maxDuration, reasons, require, maxPerUser }]) => {
    const most = maxPerUser === null ? '' : `, at most ${maxPerUser.count} a user within ${hours(maxPerUser.within)}`;
    return `exceptions ${type}: up to ${hours(maxDuration)}${most}; reasons ${reasons.join(', ')}; require ${require.join(', ') || 'nothing'}`;
  });
  return [
    `tenant ${tenant.name} (${tenant.timezone})`,
    ...sorted(tenant.owners.map((owner) => `owner ${owner}`)),
    `level ${tenant.level}`,
    ...sorted([...tenant.accountTypes].map(([type, { treatment }]) => `type ${type}: ${treatment}`)),
    ...sorted([...tenant.unmanagedStatuses.keys()].map((status) => `unmanaged status ${status}`)),
    ...sorted([...tenant.protected.keys()].map((account) => `protected ${account}`)),
    ...sorted(tenant.approvers.map((approver) => `approver ${approver}`)),
    `unrecorded exceptions: ${tenant.unrecorded.treatment}`,
    ...rules,
    ...guardrailLines(tenant.guardrails),
    ...sorted(
      roles.map(({ name, category, floor, exceptions, match, allowedMethods }) => {
        const methods = allowedMethods === null ? '' : `; methods ${allowedMethods.join(', ')}`;
        return `role ${name} (${category}): ${floor}, exceptions ${exceptions}; ${match.join(', ')}${methods}`;
      }),
    ),
    ...sorted(
      overrides.map(({ guardrail, organisation, limit, approvedBy, startsAt, expiresAt }) => {
        return `override ${guardrail} ${organisation ?? 'in total'}: ${limit} from ${span(startsAt, expiresAt)}, approved by ${approvedBy}`;
      }),
    ),
  ];
}

function organisationLines(organisation: OrganisationPolicy, { tenant }: Policies): string[] {
  const { code, name, owners, approvers, closedFrom, level, units, userPolicies, rollout, guardrails } = organisation;
  const tighter = guardrailLines(guardrails).filter((line) => !guardrailLines(tenant.guardrails).includes(line));
  return [
    `organisation ${code} ${name}`,
    level === null ? `level ${tenant.level}, as the tenant` : `level ${level}`,
    ...(closedFrom === null ? [] : [`closed from ${formatInstant(closedFrom)}`]),
    ...sorted(owners.map((owner) => `owner ${owner}`)),
    ...sorted(approvers.map((approver) => `approver ${approver}`)),
    ...sorted([...units.values()].map((unit) => scopeLine('unit', unit))),
    ...sorted([...userPolicies.values()].map((policy) => scopeLine('user policy', policy))),
    ...(rollout ?? []).map(waveLine),
    ...tighter,
  ];
}

function scopeLine(kind: string, { name, level, until }: ScopeLevel): string {
  return `${kind} ${name}: ${level}${until === null ? '' : ` until ${formatInstant(until)}`}`;
}

function waveLine({ wave, starts, units, userPolicies, everyone }: RolloutWave): string {
  const who = [
    ...units.map((unit) => `unit ${unitKey(unit)}`),
    ...[...userPolicies].map((name) => `user policy ${name}`),
    ...(everyone ? ['everyone'] : []),
  ];
  return `wave ${wave}: from ${formatInstant(starts)} ${who.join(', ')}`;
}

function exceptionLine({ user, id, type, startsAt, expiresAt, reason, approvedBy }: UserException): string {
  const approval = approvedBy === null ? '' : `, approved by ${approvedBy}`;
  return `exception ${user}${id === null ? '' : ` (${id})`} ${type}: ${span(startsAt, expiresAt)}, ${reason}${approval}`;
}

function reEnrolmentLine({ user, requestedAt, reason }: UserReEnrolment): string {
  return `re-enrolment ${user}: requested ${formatInstant(requestedAt)}, ${reason}`;
}

function guardrailLines({
  maxChanges,
  loosen,
  shrunkDirectory,
  staleReport,
  lockout,
  unknownStatus,
}: GuardrailLimits): string[] {
  return [
    `guardrail max-changes: ${maxChanges ?? 'none'}`,
    `guardrail loosen: floor ${loosen.floor}, ${loosen.percent} %, count ${loosen.count}, total ${loosen.totalPercent} %`,
    `guardrail shrunk-directory: ${shrunkDirectory} %`,
    `guardrail stale-report: ${hours(staleReport)}`,
    `guardrail lockout: ${lockout}`,
    `guardrail unknown-status: ${unknownStatus} %`,
  ];
}

function span(from: Instant, to: Instant): string {
  return `${formatInstant(from)} to ${formatInstant(to)}`;
}

function hours(milliseconds: number): string {
  return `${milliseconds / 3_600_000} h`;
}

function sorted(texts: readonly string[]): string[] {
  return texts.toSorted(compareUtf8);
}

function byOrganisation<Entry extends { readonly organisation: string }>(
  byAddress: ReadonlyMap<string, readonly Entry[]>,
): Map<string, Entry[]> {
  return Map.groupBy([...byAddress.values()].flat(), ({ organisation }) => organisation);
}
