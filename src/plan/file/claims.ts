/**
 * What a plan says of its changes is derived again from their states, whatever the file claims: its digest can be made
 * anew by anybody (docs/decisions/0010-what-a-plan-claims.md).
 */
import type { PlanChange, PlanChunk, PlanCounts } from '../../generated/plan.ts';
import { directionOf, levelAction } from '../../model/level.ts';
import { reportedException } from '../../model/status.ts';

/** What is wrong with a change of a chunk, as a sentence without its end; null where its states say what it claims. */
export function contradiction({ action, to }: PlanChunk, change: PlanChange): string | null {
  const { before, after, direction } = change;
  const target = action === 're-enrol' ? null : after.level;
  if (to !== target) return `the chunk leads to ${to ?? 'no level'}, but a change of it to ${after.level}`;
  if (action === 're-enrol' && before.level !== after.level)
    return 're-enrolment changes no level, but the states of a change differ';
  const derived = action === 're-enrol' ? action : actionOf(change);
  if (action !== derived) return `the action is ${action}, but the states of a change ask for ${derived}`;
  const expected = directionOf(action, after.level);
  return direction === expected
    ? null
    : `a change claims to ${direction}, but ${action} to ${after.level} is to ${expected}`;
}

function actionOf({ before, after }: PlanChange): string {
  return levelAction({
    actual: before.level,
    desired: after.level,
    exceptionReported: reportedException(before.status) !== null,
    // Only an accepted exception gives an account that loses MFA such a status.
    accepted: reportedException(after.status) !== null,
  });
}

type CountedBy = 'byAction' | 'byDirection' | 'byOrganisation';

/** Counts changes as the header must have counted them. */
export class ChangeCounts {
  #changes = 0;
  readonly #by: Record<CountedBy, Map<string, number>> = {
    byAction: new Map(),
    byDirection: new Map(),
    byOrganisation: new Map(),
  };

  add({ action, organisation }: PlanChunk, { direction }: PlanChange): void {
    this.#changes++;
    const keys = { byAction: action, byDirection: direction, byOrganisation: organisation };
    for (const [name, key] of Object.entries(keys)) {
      const counts = this.#by[name as CountedBy];
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }

  /** What the header counts otherwise, as a sentence without its end; null where it counts what is there. */
  difference(counts: PlanCounts): string | null {
    if (counts.changes !== this.#changes)
      return `the header counts ${counts.changes} changes, but the file holds ${this.#changes}`;
    for (const [name, own] of Object.entries(this.#by)) {
      const claimed = Object.entries(counts[name as CountedBy]).filter(([, count]) => count !== 0);
      const same = claimed.length === own.size && claimed.every(([key, count]) => own.get(key) === count);
      if (!same) return `the header's ${name} does not count the changes of the file`;
    }
    return null;
  }
}
