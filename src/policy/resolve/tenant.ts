import type { ExceptionType, Origin } from '../../model/account.ts';
import type { ExceptionLimits, GuardrailLimits, TenantPolicy } from '../../model/policies.ts';
import { fold, foldName, foldStatus } from '../../model/text.ts';
import type { Tenant } from '../../generated/tenant.ts';
import type { PolicyDocument } from '../documents.ts';
import { type Path, originOf } from '../yaml/source.ts';
import { DAY, HOUR, durationOf, parsePercent } from '../../model/time.ts';

/** The tenant with every default filled in. */
export function resolveTenant({ value, source }: PolicyDocument<'Tenant'>): TenantPolicy {
  const origin = (...path: Path): Origin => originOf(source, path);
  const statuses = value.unmanagedStatuses;
  return {
    name: value.name,
    owners: value.owners ?? [],
    timezone: value.timezone,
    level: value.mfa,
    levelOrigin: origin('mfa'),
    accountTypes: new Map(
      Object.entries(value.accountTypes).map(([type, treatment]) => [
        foldName(type),
        { treatment, origin: origin('accountTypes', type) },
      ]),
    ),
    accountTypesOrigin: origin('accountTypes'),
    unmanagedStatuses: new Map(
      (statuses ?? DEFAULT_UNMANAGED_STATUSES).map((status, i) => [
        foldStatus(status),
        statuses === undefined ? origin() : origin('unmanagedStatuses', i),
      ]),
    ),
    protected: new Map((value.protected ?? []).map((account, i) => [fold(account), origin('protected', i)])),
    approvers: (value.approvers ?? []).map(fold),
    unrecorded: {
      treatment: value.exceptions.unrecorded ?? 'keep',
      origin: value.exceptions.unrecorded === undefined ? origin('exceptions') : origin('exceptions', 'unrecorded'),
    },
    exceptionRules: {
      'short-term': exceptionRule(value, 'short-term'),
      'long-term': exceptionRule(value, 'long-term'),
    },
    guardrails: tenantGuardrails(value),
  };
}

/** The rules of one type of exception. */
export function exceptionRule(tenant: Tenant, type: ExceptionType): ExceptionLimits {
  const defaults = DEFAULT_EXCEPTION_RULES[type];
  const rule = tenant.exceptions[type] ?? {};
  const { maxPerUser } = rule;
  return {
    maxDuration: rule.maxDuration === undefined ? defaults.maxDuration : durationOf(rule.maxDuration),
    reasons: rule.reasons ?? defaults.reasons,
    require: rule.require ?? defaults.require,
    maxPerUser: maxPerUser === undefined ? null : { count: maxPerUser.count, within: durationOf(maxPerUser.within) },
  };
}

/** The limits of the tenant. */
export function tenantGuardrails(tenant: Tenant): GuardrailLimits {
  const { guardrails = {} } = tenant;
  const { shrunkDirectory, staleReport, unknownStatus } = guardrails;
  return {
    maxChanges: guardrails.maxChanges ?? DEFAULT_GUARDRAILS.maxChanges,
    loosen: { ...DEFAULT_GUARDRAILS.loosen, ...guardrails.loosen },
    shrunkDirectory: shrunkDirectory === undefined ? DEFAULT_GUARDRAILS.shrunkDirectory : parsePercent(shrunkDirectory),
    staleReport: staleReport === undefined ? DEFAULT_GUARDRAILS.staleReport : durationOf(staleReport),
    lockout: guardrails.lockout ?? DEFAULT_GUARDRAILS.lockout,
    unknownStatus: unknownStatus === undefined ? DEFAULT_GUARDRAILS.unknownStatus : parsePercent(unknownStatus),
  };
}

/** What holds where the tenant does not say: the schema's defaults and those of docs/policy-model.md. */
export const DEFAULT_UNMANAGED_STATUSES: readonly string[] = [
  'Deleted',
  'Deleted Permanent',
  'Deleting',
  'Disabling',
  'Enabling',
  'Pending',
  'Migration Pending',
  'Restoring',
];

export const DEFAULT_EXCEPTION_RULES: Readonly<Record<ExceptionType, ExceptionLimits>> = {
  'short-term': {
    maxDuration: 24 * HOUR,
    reasons: ['phone-lost', 'phone-misplaced', 'no-signal', 'notification-failure', 'other'],
    require: [],
    maxPerUser: null,
  },
  'long-term': {
    maxDuration: 180 * DAY,
    reasons: ['accessibility', 'clinical-risk', 'secure-location', 'shared-account'],
    require: ['approvedBy', 'ticket', 'riskAssessment'],
    maxPerUser: null,
  },
};

export const DEFAULT_GUARDRAILS: GuardrailLimits = {
  maxChanges: 5000,
  loosen: { floor: 3, percent: 5, count: 50, totalPercent: 2 },
  shrunkDirectory: 10,
  staleReport: 2 * DAY,
  lockout: 25,
  unknownStatus: 5,
};
