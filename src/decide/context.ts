import type { DecisionContext, Instant } from '../model/account.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What decisions at an instant need to know of a directory and of earlier runs; `past` is left out where no run counts. */
export function contextAt(
  now: Instant,
  { statusEvidence }: Pick<Snapshot, 'statusEvidence'>,
  { reEnrolledAt }: Pick<DecisionContext, 'reEnrolledAt'> = { reEnrolledAt: new Map() },
): DecisionContext {
  return { now, statusEvidence, reEnrolledAt };
}
