import type { PlanChange } from '../generated/plan.ts';
import { type Cause, CAUSES } from './cause.ts';
import { type Change, type Changes, statesOf } from './changes.ts';
import type { Placed } from './chunks.ts';
import { decide } from './decide.ts';
import type { Decision, TraceLine } from './model.ts';
import type { PlanInput } from './plan-input.ts';
import { accountAt, valueAt } from './population.ts';
import { reportedException } from './status.ts';
import type { Survey } from './survey.ts';
import type { Sweep } from './sweep.ts';
import { formatInstant } from './time.ts';

/** The changes in plan order, each with what decides which chunk it belongs to. */
export function* placeChanges(input: PlanInput, swept: Sweep, changes: Changes, survey: Survey): Generator<Placed> {
  for (let index = 0; index < changes.size; index++) {
    const change = changes.at(index);
    const decision = swept.decisions[swept.decisionOf[change.row] as number] as Decision;
    yield {
      change,
      organisation: valueAt(input.population.columns.organisation, change.row),
      withheld: survey.withheld[index] ?? null,
      alone: change.action === 're-enrol' || (input.throughPortal && isShortTerm(change, decision)),
    };
  }
}

function isShortTerm({ action }: Change, decision: Decision): boolean {
  if (action === 'except') return decision.exception?.entry.type === 'short-term';
  return action === 'restore' && reportedException(decision.actual.status) === 'short-term';
}

/** One change as the plan file holds it, with the account's own trace. */
export function renderChange(input: PlanInput, survey: Survey, change: Change): PlanChange {
  const account = accountAt(input.population, change.row);
  const decision = decide(account, input.policies, input.context);
  const until = survey.validUntil[change.index] as number;
  return {
    account: { id: account.id, address: account.address },
    unit: account.unit,
    cause: CAUSES[survey.causes[change.index] as number] as Cause,
    direction: change.direction,
    validUntil: Number.isNaN(until) ? null : formatInstant(until),
    ...statesOf(change.action, decision),
    because: change.action === 're-enrol' ? reEnrolmentTrace(decision) : [...decision.because],
  };
}

function reEnrolmentTrace({ reEnrol }: Decision): TraceLine[] {
  if (reEnrol === null) return [];
  const ticket = reEnrol.ticket === null ? '' : `, ticket ${reEnrol.ticket}`;
  return [{ step: 're-enrol', policy: reEnrol.origin, says: `asked for at ${formatInstant(reEnrol.requestedAt)}: ${reEnrol.reason}${ticket}` }];
}
