import { type DecisionContext, type Instant, grantsOf } from '../model/account.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** What decisions need to know of earlier runs. */
export type PastFacts = Pick<DecisionContext, 'reEnrolledAt' | 'granted'>;

/** What is known where no run counts. */
export const NO_PAST: PastFacts = { reEnrolledAt: new Map(), granted: grantsOf([]) };

/** What decisions at an instant need to know of a directory and of earlier runs; `past` is left out where no run counts. */
export function contextAt(
  now: Instant,
  { statusEvidence }: Pick<Snapshot, 'statusEvidence'>,
  { reEnrolledAt, granted }: PastFacts = NO_PAST,
): DecisionContext {
  return { now, statusEvidence, reEnrolledAt, granted };
}
