import type { Organisation } from '../../generated/organisation.ts';
import type { GuardrailLimits } from '../../model/policies.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { tenantGuardrails } from '../resolve/tenant.ts';
import type { Rule } from './rule.ts';
import { placeOf, type Path } from '../yaml/source.ts';
import { percentOf } from '../../model/values.ts';

/** An organisation may only tighten what the tenant sets. */
export const organisationGuardrailsTighten: Rule = ({ documents }) => {
  const tenant = documents.tenants[0];
  if (tenant === undefined) return [];
  const limits = tenantGuardrails(tenant.value);
  return documents.organisations.flatMap(({ value, source }) =>
    limitPairs(value, limits).flatMap(({ path, own, tenants }) => {
      if (own === undefined || tenants === null || own <= tenants) return [];
      const message = `This limit is looser than the tenant's, which is ${tenants}. Tighten or remove it.`;
      return [diagnose('guardrail-looser', placeOf(source, ['guardrails', ...path]), message)];
    }),
  );
};

interface LimitPair {
  readonly path: Path;
  readonly own: number | undefined;
  readonly tenants: number | null;
}

function limitPairs({ guardrails = {} }: Organisation, limits: GuardrailLimits): LimitPair[] {
  const { loosen = {}, shrunkDirectory, unknownStatus } = guardrails;
  return [
    { path: ['maxChanges'], own: guardrails.maxChanges, tenants: limits.maxChanges },
    { path: ['loosen', 'floor'], own: loosen.floor, tenants: limits.loosen.floor },
    { path: ['loosen', 'percent'], own: loosen.percent, tenants: limits.loosen.percent },
    { path: ['loosen', 'count'], own: loosen.count, tenants: limits.loosen.count },
    { path: ['shrunkDirectory'], own: percent(shrunkDirectory), tenants: limits.shrunkDirectory },
    { path: ['lockout'], own: guardrails.lockout, tenants: limits.lockout },
    { path: ['unknownStatus'], own: percent(unknownStatus), tenants: limits.unknownStatus },
  ];
}

function percent(text: string | undefined): number | undefined {
  return text === undefined ? undefined : percentOf(text);
}
