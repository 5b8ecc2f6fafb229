import type { Origin } from '../../model/account.ts';
import type {
  GuardrailLimits,
  OrganisationPolicy,
  ScopeLevel,
  TenantPolicy,
  RolloutWave,
} from '../../model/policies.ts';
import { fold, foldCode, foldName, unitKey, unitSegments } from '../../model/text.ts';
import { instantOf, parsePercent, startOfDay } from '../../model/time.ts';
import type { Organisation, UnitPolicy, UserPolicyLevel, Wave as WaveEntry } from '../../generated/organisation.ts';
import type { PolicyDocument } from '../documents.ts';
import { type Path, originOf } from '../yaml/source.ts';

/** One organisation below its tenant. */
export function resolveOrganisation(
  { value, source }: PolicyDocument<'Organisation'>,
  tenant: TenantPolicy,
): OrganisationPolicy {
  const origin = (...path: Path): Origin => originOf(source, path);
  const { units = [], userPolicies = [], rollout } = value;
  return {
    code: foldCode(value.code),
    name: value.name,
    owners: value.owners ?? [],
    approvers: (value.approvers ?? []).map(fold),
    closedFrom: value.closed === undefined ? null : startOfDay(value.closed, tenant.timezone),
    level: value.mfa ?? null,
    levelOrigin: value.mfa === undefined ? origin('code') : origin('mfa'),
    units: new Map(
      units.map((unit, i) => [unitKey(unitSegments(unit.path)), scopeLevel(unit.path, unit, origin('units', i))]),
    ),
    userPolicies: new Map(
      userPolicies.map((policy, i) => [
        foldName(policy.name),
        scopeLevel(policy.name, policy, origin('userPolicies', i)),
      ]),
    ),
    rollout: rollout === undefined ? null : rollout.map((wave, i) => resolveWave(wave, origin('rollout', i))),
    rolloutOrigin: rollout === undefined ? origin('code') : origin('rollout'),
    guardrails: organisationGuardrails(value, tenant.guardrails),
    origin: origin('code'),
  };
}

function scopeLevel(name: string, scope: UnitPolicy | UserPolicyLevel, origin: Origin): ScopeLevel {
  return { name, level: scope.mfa, until: scope.until === undefined ? null : instantOf(scope.until), origin };
}

function resolveWave(wave: WaveEntry, origin: Origin): RolloutWave {
  return {
    wave: wave.wave,
    starts: instantOf(wave.starts),
    units: (wave.units ?? []).map(unitSegments),
    userPolicies: new Set((wave.userPolicies ?? []).map(foldName)),
    everyone: wave.everyone ?? false,
    origin,
  };
}

/** The tenant's limits with the organisation's over them; a rule has refused looser ones. Its `maxChanges` is its own alone. */
function organisationGuardrails({ guardrails = {} }: Organisation, tenant: GuardrailLimits): GuardrailLimits {
  const { shrunkDirectory, unknownStatus } = guardrails;
  return {
    maxChanges: guardrails.maxChanges ?? null,
    loosen: { ...tenant.loosen, ...guardrails.loosen },
    shrunkDirectory: shrunkDirectory === undefined ? tenant.shrunkDirectory : parsePercent(shrunkDirectory),
    staleReport: tenant.staleReport,
    lockout: guardrails.lockout ?? tenant.lockout,
    unknownStatus: unknownStatus === undefined ? tenant.unknownStatus : parsePercent(unknownStatus),
  };
}
