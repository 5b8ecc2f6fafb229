import type { GuardrailResult, PlanHeader } from '../../generated/plan.ts';
import { type GuardrailId, GUARDRAILS } from '../guardrails/guardrails.ts';
import { loosenedBefore } from './check.ts';
import { compareUtf8 } from '../../model/text.ts';

/**
 * The guardrails of a whole plan, from those of its parts. Each part has read the whole directory, so what measures
 * accounts is the same in all of them; what measures changes adds up. An organisation's results are those of the part
 * that is about it.
 */
export function mergeGuardrails(headers: readonly PlanHeader[]): GuardrailResult[] {
  const ofOrganisations = organisationResults(headers);
  return GUARDRAILS.flatMap(({ id }) => [
    ...totalResult(id, headers),
    ...ofOrganisations.filter((result) => result.id === id),
  ]);
}

function organisationResults(headers: readonly PlanHeader[]): GuardrailResult[] {
  const owners = new Map(
    headers.flatMap((header) => (header.scope?.organisations ?? []).map((code) => [code, header] as const)),
  );
  const found = new Map<string, GuardrailResult>();
  for (const header of headers) {
    for (const result of header.guardrails) {
      const { id, organisation } = result;
      if (organisation === null || (owners.get(organisation) ?? header) !== header) continue;
      found.set(`${id}\n${organisation}`, result);
    }
  }
  return [...found.values()].sort((a, b) => compareUtf8(a.organisation ?? '', b.organisation ?? ''));
}

/** Sums over all parts. */
interface Sums {
  readonly measure: number;
  readonly changes: number;
  readonly restores: number;
  readonly loosening: number;
  readonly exceptions: number;
  readonly loosenedBefore: number;
}

/** How a total comes from the parts, for guardrails that measure changes. */
const MEASURES: Readonly<Partial<Record<GuardrailId, (sums: Sums) => number>>> = {
  'max-changes': ({ changes }) => changes,
  loosen: (sums) => sums.loosening + sums.loosenedBefore,
  'privileged-loosen': ({ measure }) => measure,
  lockout: ({ measure }) => measure,
};

/** How many changes a violated total withholds, whether or not another one does so too. */
const WITHHOLDS: Readonly<Record<GuardrailId, (sums: Sums) => number>> = {
  'empty-directory': ({ changes }) => changes,
  'shrunk-directory': ({ changes }) => changes,
  'one-sided': ({ changes }) => changes,
  'shrunk-governed': ({ loosening, exceptions }) => loosening - exceptions,
  'stale-report': ({ changes }) => changes,
  'max-changes': ({ changes, restores }) => changes - restores,
  loosen: ({ loosening }) => loosening,
  'privileged-loosen': ({ measure }) => measure,
  lockout: ({ measure }) => measure,
  'unknown-status': () => 0,
  'orphan-exceptions': () => 0,
};

/** None where no part has measured it: its directory has no such total. */
function totalResult(id: GuardrailId, headers: readonly PlanHeader[]): GuardrailResult[] {
  const totals = headers.flatMap(({ guardrails }) =>
    guardrails.filter((result) => result.id === id && result.organisation === null),
  );
  if (totals.length === 0) return [];
  const sum = (of: (header: PlanHeader) => number | undefined): number =>
    headers.reduce((total, header) => total + (of(header) ?? 0), 0);
  const sums: Sums = {
    measure: totals.reduce((total, { measure }) => total + measure, 0),
    changes: sum(({ counts }) => counts.changes),
    restores: sum(({ counts }) => counts.byAction['restore']),
    loosening: sum(({ counts }) => counts.byDirection['loosen']),
    exceptions: sum(({ counts }) => counts.byAction['except']),
    loosenedBefore: loosenedBefore(headers[0] as PlanHeader),
  };
  const measure = MEASURES[id]?.(sums) ?? Math.max(...totals.map((result) => result.measure));
  const limit = (totals[0] as GuardrailResult).limit;
  const ok = measure <= limit;
  return [{ id, organisation: null, measure, limit, ok, withholds: ok ? 0 : WITHHOLDS[id](sums) }];
}
