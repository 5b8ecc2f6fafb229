/**
 * Population + policies + now → plan. Pure: what comes from files, git, the clock or the ledger stands in the input.
 */
import type {
  GuardrailResult,
  PlanChunk,
  PlanConfirmation,
  PlanCounts,
  PlanFinding,
  PlanGrant,
  PlanScope,
} from '../generated/plan.ts';
import { cutChunks } from './chunks.ts';
import { checkGuardrails } from './guardrails/check.ts';
import { isRefused } from './guardrails/guardrails.ts';
import { weigh } from './guardrails/weight.ts';
import { grantNews } from './grants.ts';
import { confirm, confirmationFindings, exportsOf } from './handed-over.ts';
import type { UserException } from '../model/policies.ts';
import {
  countedFindings,
  findingsOfAccounts,
  guardrailFindings,
  orphanEntries,
  orphanFindings,
  sortFindings,
} from './findings/accounts.ts';
import { fewGoverned, heldFindings, unmeasuredGoverned } from './findings/governed.ts';
import { matchingFindings } from './findings/matching.ts';
import { hiddenMarkFindings, unlistedFindings } from './findings/unlisted.ts';
import type { GuardrailInput, PlanInput } from './input.ts';
import { changeRenderer, placeChanges } from './planned-change.ts';
import { isStatus } from '../model/status.ts';
import { surveyChanges } from './survey.ts';
import { type Sweep, sweep } from '../decide/sweep.ts';
import { wantedChanges } from './wanted.ts';
import { measureOneSided } from './guardrails/one-sided.ts';
import { countGoverned, tally, type Tallies } from './guardrails/tally.ts';
import { type Population, valueAt } from '../snapshot/population.ts';
import { foldCode, foldName, isWithin, unitSegments } from '../model/text.ts';

/** What a plan says, without what only its file needs (see `PlanHeader`). */
export interface Plan {
  readonly counts: PlanCounts;
  readonly findings: readonly PlanFinding[];
  readonly guardrails: readonly GuardrailResult[];
  /** What became of changes that earlier runs handed over. */
  readonly confirmations: readonly PlanConfirmation[];
  /** What the directory shows of exceptions that earlier runs granted, where that is news. */
  readonly grants: readonly PlanGrant[];
  /** A guardrail refuses: exit code 3. */
  readonly refused: boolean;
  readonly fingerprint: string;
  /** The chunks, made as they are read; each call starts afresh and gives the same. */
  chunks(): Generator<PlanChunk>;
}

/** Builds the plan of a tenant. */
export function buildPlan(input: PlanInput): Plan {
  const { population, policies, context } = input;
  const { handedOver = [] } = input;
  const includes = scopeFilter(population, input.scope);
  const { swept, changes, matched } = wantedChanges(input, policies, context, { ...input, handedOver, includes });
  const look = { ...input, exports: exportsOf(input.sources), isUndo: input.undo !== undefined };
  const confirmations = confirm(population, handedOver, look, matched);
  const orphans = orphanEntries(population, policies, context.now);
  const weightOf = weigh(population, swept, { policies, recent: input.recent ?? [], context });
  const tallies = tally(population, swept, changes, weightOf);
  const checks = checkGuardrails(measured(input, tallies, countByOrganisation(orphans)));
  const survey = surveyChanges(input, swept, changes, checks, weightOf);
  const guardrails = checks.map((check, index) => ({ ...check, withholds: survey.withholds[index] as number }));
  return {
    counts: {
      accounts: population.size,
      managed: tallies.total.managed,
      ...countSweep(swept),
      ...survey.counts,
      accountsByOrganisation: countsOf(tallies, 'accounts'),
      governed: tallies.total.governed,
      governedByOrganisation: countsOf(tallies, 'governed'),
    },
    findings: findingsOf(input, swept, includes, [
      ...guardrailFindings(checks),
      ...orphanFindings(orphans),
      ...confirmationFindings(confirmations),
    ]),
    guardrails,
    confirmations,
    grants: grantNews(population, input.grants ?? [], handedOver, look),
    refused: isRefused(guardrails),
    fingerprint: survey.fingerprint,
    chunks: () =>
      cutChunks(placeChanges(input, swept, changes, survey), input.chunkSize, changeRenderer(input, swept, survey)),
  };
}

/** What the guardrails look at. */
function measured(input: PlanInput, tallies: Tallies, orphans: ReadonlyMap<string, number>): GuardrailInput {
  const { population, policies, context, history, madeAt, observedAt, sources } = input;
  return {
    policies,
    tallies,
    history,
    madeAt,
    observedAt,
    now: context.now,
    incompleteSources: sources.filter((source) => source.claimed !== null && source.rows < source.claimed).length,
    oneSided: measureOneSided({ population, oneSided: input.oneSided ?? null }, policies.tenant),
    governedBefore: governedBy(input),
    orphans,
  };
}

/** A count of each organisation that has any. */
function countsOf({ byOrganisation }: Tallies, what: 'accounts' | 'governed'): Record<string, number> {
  return sorted(
    [...byOrganisation].flatMap(([code, { [what]: count }]) => (count === 0 ? [] : [[code, count] as const])),
  );
}

/** What the policies that were applied last would govern today; null where they are these, or cannot be read. */
function governedBy({ population, previous, policies, context }: PlanInput): GuardrailInput['governedBefore'] {
  const before = previous?.policies ?? null;
  return before === null || before === policies ? null : countGoverned(population, sweep(population, before, context));
}

/** All findings, the gravest first. A plan that takes a run back looks at the accounts of that run alone. */
function findingsOf(
  input: PlanInput,
  swept: Sweep,
  includes: (row: number) => boolean,
  more: readonly PlanFinding[],
): PlanFinding[] {
  const { population, policies, sourceFindings, undo } = input;
  const aboutNames =
    undo === undefined
      ? [
          ...matchingFindings(population, policies, includes),
          ...unlistedFindings(population, policies),
          ...hiddenMarkFindings(population),
          ...heldFindings(population, swept),
          ...fewGoverned(population, policies, swept),
          ...unmeasuredGoverned(input),
        ]
      : [];
  return sortFindings([
    ...sourceFindings,
    ...aboutNames,
    ...countedFindings(population, policies, swept, includes),
    ...findingsOfAccounts(population, swept, includes),
    ...more,
  ]);
}

function countByOrganisation(entries: readonly UserException[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { organisation } of entries) counts.set(organisation, (counts.get(organisation) ?? 0) + 1);
  return counts;
}

/** Accounts by derived status, and those whose status alone differs. */
function countSweep({ decisions, decisionOf }: Sweep): Pick<PlanCounts, 'byStatus' | 'relabels'> {
  const accounts = new Uint32Array(decisions.length);
  for (const index of decisionOf) accounts[index] = (accounts[index] as number) + 1;
  const byStatus = new Map<string, number>();
  let relabels = 0;
  decisions.forEach(({ managed, actual, desired }, index) => {
    const count = accounts[index] as number;
    if (count === 0) return;
    byStatus.set(desired.status, (byStatus.get(desired.status) ?? 0) + count);
    if (managed && actual.level === desired.level && !isStatus(actual.status, desired.status)) relabels += count;
  });
  return { byStatus: sorted(byStatus), relabels };
}

/** By name. Reported statuses are texts from outside, so they are never used to index a plain object. */
function sorted(counts: Iterable<readonly [string, number]>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Which rows a plan for a part of the tenant is about: an account must be in one of the organisations, in or below one
 * of the units and have one of the user policies, where any are named.
 */
export function scopeFilter(population: Population, scope: PlanScope | null): (row: number) => boolean {
  if (scope === null) return () => true;
  const { organisation, unit, userPolicy } = population.columns;
  const codes = new Set(scope.organisations.map(foldCode));
  const units = scope.units.map(unitSegments);
  const names = new Set(scope.userPolicies.map(foldName));
  const inUnit = unit.values.map(
    (path) => units.length === 0 || units.some((segments) => isWithin(unitSegments(path), segments)),
  );
  const inUserPolicy = userPolicy.values.map((name) => names.size === 0 || names.has(foldName(name)));
  return (row) =>
    (codes.size === 0 || codes.has(valueAt(organisation, row))) &&
    inUnit[unit.codes[row] as number] === true &&
    inUserPolicy[userPolicy.codes[row] as number] === true;
}
