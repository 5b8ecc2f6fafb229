import { type Change, type Changes, collectChanges } from '../../src/plan/changes.ts';
import { checkGuardrails } from '../../src/plan/guardrails/check.ts';
import type { GuardrailHistory, GuardrailInput, PlanInput } from '../../src/plan/input.ts';
import type { Account, DecisionContext } from '../../src/model/account.ts';
import type { Policies } from '../../src/model/policies.ts';
import { type Plan, buildPlan } from '../../src/plan/plan.ts';
import type { Population } from '../../src/snapshot/population.ts';
import { sweep } from '../../src/decide/sweep.ts';
import { type Tally, emptyTally } from '../../src/plan/guardrails/tally.ts';
import type { PlanChange, PlanChunk } from '../../src/generated/plan.ts';
import { populationOf } from './accounts.ts';
import { NOON, context, policies } from './build.ts';

/** An empty past: no population counted, nothing loosened. */
export const NO_HISTORY: GuardrailHistory = {
  highest: { total: null, byOrganisation: new Map(), governed: null },
  loosened: { total: 0, byOrganisation: new Map() },
};

/** The input of a plan for these accounts, made and observed at noon, with no past. */
export function planInput(accounts: readonly Account[], given: Partial<PlanInput> = {}): PlanInput {
  return {
    population: populationOf(accounts),
    policies: policies(),
    context: context(),
    observedAt: NOON,
    madeAt: NOON,
    sources: [],
    sourceFindings: [],
    history: NO_HISTORY,
    previous: null,
    scope: null,
    chunkSize: 50,
    throughPortal: false,
    ...given,
  };
}

/** A plan with its chunks read, and its changes in their order. */
export interface ReadPlan extends Omit<Plan, 'chunks'> {
  readonly chunks: readonly PlanChunk[];
  readonly changes: readonly PlanChange[];
}

export function planOf(accounts: readonly Account[], given: Partial<PlanInput> = {}): ReadPlan {
  const plan = buildPlan(planInput(accounts, given));
  const chunks = [...plan.chunks()];
  return { ...plan, chunks, changes: chunks.flatMap((chunk) => [...chunk.changes]) };
}

/** All changes of a population, in plan order. */
export function changesOf(population: Population, given: Policies, at: DecisionContext): Change[] {
  const changes: Changes = collectChanges(
    population,
    sweep(population, given, at),
    () => true,
    () => false,
  );
  return Array.from({ length: changes.size }, (_, index) => changes.at(index));
}

/** The input of the guardrails for counts by organisation; the total is their sum. */
export function guardrailInput(
  tallies: Readonly<Record<string, Partial<Tally>>>,
  given: Partial<GuardrailInput> = {},
): GuardrailInput {
  const byOrganisation = new Map(
    Object.entries(tallies).map(([code, counts]) => [code, { ...emptyTally(), ...counts }]),
  );
  const total = emptyTally();
  for (const counts of byOrganisation.values())
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += counts[key];
  return {
    policies: policies(),
    tallies: { total, byOrganisation },
    history: NO_HISTORY,
    madeAt: NOON,
    observedAt: NOON,
    now: NOON,
    incompleteSources: 0,
    oneSided: null,
    governedBefore: null,
    orphans: new Map(),
    ...given,
  };
}

/** `id` of each violated check, with the organisation behind it: `loosen X26`, `loosen` for the total. */
export function violations(input: GuardrailInput): string[] {
  return checkGuardrails(input)
    .filter(({ ok }) => !ok)
    .map(({ id, organisation }) => (organisation === null ? id : `${id} ${organisation}`));
}
