/** Measures every guardrail against its limit, which an override may raise for a time. */
import type { Instant } from '../../model/account.ts';
import type { Override } from '../../model/policies.ts';
import { compareUtf8 } from '../../model/text.ts';
import type { GuardrailInput } from '../input.ts';
import { type Guardrail, type GuardrailCheck, type GuardrailId, GUARDRAILS, type Measured } from './guardrails.ts';

/** Measures all: the totals, and each organisation that a guardrail measures above 0, in the order of their codes. */
export function checkGuardrails(input: GuardrailInput): GuardrailCheck[] {
  const codes = new Set([
    ...input.tallies.byOrganisation.keys(),
    ...input.history.highest.byOrganisation.keys(),
    ...(input.history.highest.governed?.byOrganisation.keys() ?? []),
    ...(input.governedBefore?.byOrganisation.keys() ?? []),
    ...input.orphans.keys(),
  ]);
  const sorted = [...codes].sort(compareUtf8);
  return GUARDRAILS.flatMap((guardrail) => [
    ...ofTotal(guardrail, input),
    ...(guardrail.organisation === null ? [] : sorted.flatMap((code) => ofOrganisation(guardrail, input, code))),
  ]);
}

function ofTotal(guardrail: Guardrail, input: GuardrailInput): GuardrailCheck[] {
  const measured = guardrail.total(input);
  return measured === null ? [] : [check(guardrail.id, null, measured, input)];
}

function ofOrganisation(guardrail: Guardrail, input: GuardrailInput, code: string): GuardrailCheck[] {
  const measured = guardrail.organisation?.(input, code) ?? null;
  return measured === null || measured.measure <= 0 ? [] : [check(guardrail.id, code, measured, input)];
}

function check(
  id: GuardrailId,
  organisation: string | null,
  { measure, limit }: Measured,
  input: GuardrailInput,
): GuardrailCheck {
  const raised = input.policies.overrides
    .filter((override) => lifts(override, id, organisation, input.now))
    .map((override) => override.limit);
  const effective = Math.max(limit, ...raised);
  return { id, organisation, measure, limit: effective, ok: measure <= effective };
}

/** empty-directory and privileged-loosen have no override, whatever a file says. */
function lifts(override: Override, id: GuardrailId, organisation: string | null, now: Instant): boolean {
  if (id === 'empty-directory' || id === 'privileged-loosen') return false;
  if (override.guardrail !== id || override.organisation !== organisation) return false;
  return override.startsAt <= now && now < override.expiresAt;
}
