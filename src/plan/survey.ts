import type { PlanCounts } from '../generated/plan.ts';
import { CAUSES, causeOf } from './cause.ts';
import { type Change, type Changes, statesOf } from './changes.ts';
import { Fingerprint } from './fingerprint.ts';
import { GUARDRAILS, type Guardrail, type GuardrailCheck, type GuardrailId } from './guardrails/guardrails.ts';
import { Shared, type Sweep } from '../decide/sweep.ts';
import { ACTIONS } from '../model/account.ts';
import type { PlanInput } from './input.ts';
import { accountAt, nameAt, valueAt } from '../snapshot/population.ts';
import { type ChangeKind, kindOf } from './guardrails/tally.ts';
import type { WeightOf } from './guardrails/weight.ts';
import { validUntil } from '../decide/turning-points.ts';

/** What the header of a plan needs to know of all changes, and what each change needs to be told again; by index. */
export interface Survey {
  readonly counts: Pick<PlanCounts, 'changes' | 'byAction' | 'byDirection' | 'byCause' | 'byOrganisation'>;
  readonly fingerprint: string;
  /** By guardrail check: how many changes its violation withholds. */
  readonly withholds: readonly number[];
  readonly withheld: readonly (GuardrailId | null)[];
  /** Index into CAUSES. */
  readonly causes: Uint8Array;
  /** NaN where the decision never changes. */
  readonly validUntil: Float64Array;
}

/** Looks at every change once, in plan order. */
export function surveyChanges(
  input: PlanInput,
  swept: Sweep,
  changes: Changes,
  checks: readonly GuardrailCheck[],
  weightOf: WeightOf,
): Survey {
  const { population, policies, context, previous } = input;
  const { columns } = population;
  const fingerprint = new Fingerprint();
  const violatedFor = violations(checks);
  const withholdingOf = withholder(checks);
  const untils = new Shared<number>(swept);
  const survey = emptySurvey(changes.size, checks.length);
  for (let index = 0; index < changes.size; index++) {
    const change = changes.at(index);
    const decision = swept.at(change.row);
    const organisation = valueAt(columns.organisation, change.row);
    const kind = kindOf(change, valueAt(columns.methods, change.row), weightOf);
    const cause =
      previous === null
        ? 'policy'
        : causeOf(accountAt(population, change.row), change.action, decision, policies, context, previous);
    fingerprint.add(
      { organisation, action: change.action, to: change.to },
      { account: nameAt(population, change.row), ...statesOf(change.action, decision) },
    );
    survey.causes[index] = CAUSES.indexOf(cause);
    const until = (): number =>
      validUntil(accountAt(population, change.row), change.action, decision, policies, context) ?? Number.NaN;
    survey.validUntil[index] = untils.of(change.row, until);
    const violated = violatedFor(organisation);
    if (violated.length > 0) survey.withheld[index] = withholdingOf(change, kind, organisation);
    for (const { check, at } of violated) {
      if (withheldBy(check, change, kind, organisation)) survey.withholds[at] = (survey.withholds[at] as number) + 1;
    }
    count(survey.counts, change, organisation, cause);
  }
  return { ...survey, fingerprint: fingerprint.value() };
}

/** A violated check and its place among all checks. */
interface Violation {
  readonly check: GuardrailCheck;
  readonly at: number;
}

/** The violations that may withhold a change of an organisation: its own and those of the total. Thousands may be violated. */
function violations(checks: readonly GuardrailCheck[]): (organisation: string) => readonly Violation[] {
  const violated = checks.map((check, at) => ({ check, at })).filter(({ check }) => !check.ok);
  const byOrganisation = Map.groupBy(violated, ({ check }) => check.organisation);
  const ofTotal = byOrganisation.get(null) ?? [];
  const together = new Map([...byOrganisation].map(([organisation, own]) => [organisation, [...ofTotal, ...own]]));
  return (organisation) => together.get(organisation) ?? ofTotal;
}

type OpenSurvey = Omit<Survey, 'withheld' | 'withholds' | 'fingerprint'> & {
  withheld: (GuardrailId | null)[];
  withholds: number[];
};

function emptySurvey(changes: number, checks: number): OpenSurvey {
  return {
    counts: {
      changes,
      byAction: Object.fromEntries(ACTIONS.map((action) => [action, 0])),
      byDirection: { tighten: 0, loosen: 0 },
      byCause: Object.fromEntries(CAUSES.map((cause) => [cause, 0])),
      byOrganisation: {},
    },
    withheld: new Array<GuardrailId | null>(changes).fill(null),
    withholds: new Array<number>(checks).fill(0),
    causes: new Uint8Array(changes),
    validUntil: new Float64Array(changes),
  };
}

function count(counts: Survey['counts'], change: Change, organisation: string, cause: string): void {
  const add = (counter: Record<string, number>, key: string): void => {
    counter[key] = (counter[key] ?? 0) + 1;
  };
  add(counts.byAction, change.action);
  add(counts.byDirection, change.direction);
  add(counts.byCause, cause);
  add(counts.byOrganisation, organisation);
}

/** Tells which guardrail withholds a change, if any: the first that is violated for its organisation or the total. */
export function withholder(
  checks: readonly GuardrailCheck[],
): (change: Change, kind: ChangeKind, organisation: string) => GuardrailId | null {
  const violated = GUARDRAILS.map((guardrail) => {
    const scopes = checks
      .filter((result) => result.id === guardrail.id && !result.ok)
      .map((result) => result.organisation);
    return { guardrail, scopes: new Set(scopes) };
  }).filter(({ scopes }) => scopes.size > 0);
  return (change, kind, organisation) => {
    const found = violated.find(
      ({ guardrail, scopes }) => (scopes.has(null) || scopes.has(organisation)) && guardrail.withholds(change, kind),
    );
    return found?.guardrail.id ?? null;
  };
}

/** How many changes each violation withholds, whether or not another one does so too. */
export function withheldBy(result: GuardrailCheck, change: Change, kind: ChangeKind, organisation: string): boolean {
  if (result.ok || (result.organisation !== null && result.organisation !== organisation)) return false;
  return (GUARDRAILS.find(({ id }) => id === result.id) as Guardrail).withholds(change, kind);
}
