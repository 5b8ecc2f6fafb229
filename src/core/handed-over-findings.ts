import type { PlanConfirmation, PlanFinding } from '../generated/plan.ts';

/** What people should know of changes that were handed over, run by run. */
export function confirmationFindings(confirmations: readonly PlanConfirmation[]): PlanFinding[] {
  return confirmations.flatMap(({ run, at, waiting, superseded, confirmed, missing, untold }) => [
    ...finding(
      'handed-over',
      'info',
      waiting,
      (what) =>
        `${what} that run ${run} handed over wait for a report observed after ${at}: not planned again until then`,
    ),
    ...finding(
      'handed-over-superseded',
      'warning',
      superseded,
      (what) =>
        `${what} that run ${run} handed over are wanted no longer: do not carry them out if they are still to be done`,
    ),
    ...finding(
      'handed-over-confirmed',
      'info',
      confirmed,
      (what) => `${what} that run ${run} handed over are confirmed`,
    ),
    ...finding(
      'handed-over-missing',
      'warning',
      missing,
      (what) => `${what} that run ${run} handed over were not made: what is still wanted is in this plan again`,
    ),
    ...finding(
      'handed-over-untold',
      'warning',
      untold,
      (what) =>
        `of ${what} that run ${run} handed over nobody can tell whether they were made: look at them in the portal`,
    ),
  ]);
}

/** Whether a finding is one of these. */
export function isOfHandedOver(code: string): boolean {
  return /^handed-over\b/.test(code);
}

function finding(
  code: string,
  severity: PlanFinding['severity'],
  count: number,
  says: (what: string) => string,
): PlanFinding[] {
  if (count === 0) return [];
  return [
    { code, severity, organisation: null, account: null, says: says(`${count} change${count === 1 ? '' : 's'}`) },
  ];
}
