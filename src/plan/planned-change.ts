import type { PlanChange } from '../generated/plan.ts';
import { CAUSES, type Cause } from './cause.ts';
import { type Change, type Changes, statesOf } from './changes.ts';
import type { Placed } from './chunks.ts';
import { decide } from '../decide/decide.ts';
import { dueSince } from '../decide/turning-points.ts';
import type { TraceLine } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { PlanInput } from './input.ts';
import { accountAt, nameAt, valueAt } from '../snapshot/population.ts';
import { reportedException } from '../model/status.ts';
import { Shared, type Sweep } from '../decide/sweep.ts';
import type { Survey } from './survey.ts';
import { formatInstant } from '../model/time.ts';

/** The changes in plan order, each with what decides which chunk it belongs to. */
export function* placeChanges(input: PlanInput, swept: Sweep, changes: Changes, survey: Survey): Generator<Placed> {
  for (let index = 0; index < changes.size; index++) {
    const change = changes.at(index);
    const decision = swept.at(change.row);
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

/** Tells each change as the plan file holds it, with the account's own trace. */
export function changeRenderer(input: PlanInput, swept: Sweep, survey: Survey): (change: Change) => PlanChange {
  const { population, policies, context } = input;
  const traces = new Shared<readonly TraceLine[]>(swept);
  return (change) => {
    const { row, action, direction, index } = change;
    const decision = swept.at(row);
    const cause = CAUSES[survey.causes[index] as number] as Cause;
    const until = survey.validUntil[index] as number;
    // A decision of its own has its own trace; a shared one has that of another account.
    const shared = (): readonly TraceLine[] =>
      traces.of(row, () => decide(accountAt(population, row), policies, context).because);
    const trace = swept.likeness(row) === null ? decision.because : shared();
    return {
      account: nameAt(population, row),
      unit: valueAt(population.columns.unit, row),
      cause,
      ...(cause === 'time' ? dueAt(input, change, decision) : {}),
      direction,
      validUntil: Number.isNaN(until) ? null : formatInstant(until),
      ...statesOf(action, decision),
      because: action === 're-enrol' ? reEnrolmentTrace(decision) : [...trace],
    };
  };
}

/** When a change of the cause time fell due. */
function dueAt({ population, policies, context, previous }: PlanInput, change: Change, decision: Decision) {
  if (previous === null) return {};
  const account = accountAt(population, change.row);
  const due = dueSince(account, change.action, decision, policies, context, previous.asOf);
  return due === null ? {} : { dueAt: formatInstant(due) };
}

function reEnrolmentTrace({ reEnrol }: Decision): TraceLine[] {
  if (reEnrol === null) return [];
  const ticket = reEnrol.ticket === null ? '' : `, ticket ${reEnrol.ticket}`;
  return [
    {
      step: 're-enrol',
      policy: reEnrol.origin,
      says: `requested at ${formatInstant(reEnrol.requestedAt)}: ${reEnrol.reason}${ticket}`,
    },
  ];
}
