/** What the changes of runs tell of the states that their accounts had. */
import { isExposed } from './exposure.ts';
import type { Instant } from '../model/account.ts';
import { type StateStep, stepAt } from './state-then.ts';
import type { AccountRun } from './runs-of-account.ts';

type Done = Pick<AccountRun, 'change' | 'start' | 'end' | 'settledBy'>;

/**
 * A change of level as a step: one that was made, between two states; one that was handed over, at the end of its run,
 * by when the account was still as before. Null for any other outcome, and for a re-enrolment.
 */
export function stepOf({ change, start, end }: Done): StateStep | null {
  const { action, outcome, before, after } = change;
  if (action === 're-enrol') return null;
  if (outcome === 'handed-over') return { at: end, before, after: before };
  return outcome === 'applied' ? { at: stepAt({ start, end }, after), before, after } : null;
}

/**
 * When it was seen what became of a change that was handed over: by a later run, or by the directory as it is now.
 * Infinity where nothing has seen it yet. From the end of its run until then nobody knows when it was made.
 */
export function seenAt({ end, settledBy }: Pick<Done, 'end' | 'settledBy'>, observedAt: Instant): Instant {
  const unseen = Number.POSITIVE_INFINITY;
  return Math.min(settledBy ?? unseen, observedAt > end ? observedAt : unseen);
}

/**
 * Whether the state before a change that was handed over counts until it was seen what became of it. It does where the
 * change gives MFA; one that takes it away counts from the hand-over: time without MFA is never told too short.
 */
export function countsBefore({ outcome, after }: AccountRun['change']): boolean {
  return outcome === 'handed-over' && !isExposed(after.level);
}

/** The steps of one account, in order of time, from its changes in the order of the ledger. */
export function stepsOf(runs: readonly Done[], observedAt: Instant): StateStep[] {
  const steps = runs.flatMap((run) => {
    const step = stepOf(run);
    return step === null ? [] : [{ run, step }];
  });
  return steps.flatMap(({ run, step }, i) => {
    // The next change found the account as its own receipt tells.
    const until = Math.min(seenAt(run, observedAt), steps[i + 1]?.step.at ?? Number.POSITIVE_INFINITY);
    const held = countsBefore(run.change) && until > step.at && Number.isFinite(until);
    return held ? [step, { at: until, before: step.before, after: run.change.after }] : [step];
  });
}
