import type { PlanConfirmation, PlanFinding } from '../generated/plan.ts';

type Count = Exclude<keyof PlanConfirmation, 'run' | 'at'>;

/** What is said of each count: code, severity, and the sentence around "3 changes that run R handed over". */
const KINDS: readonly {
  readonly count: Count;
  readonly code: string;
  readonly severity: PlanFinding['severity'];
  readonly says: (what: string, at: string) => string;
}[] = [
  {
    count: 'waiting',
    code: 'handed-over',
    severity: 'info',
    says: (what, at) => `${what} wait for a report observed after ${at}: not planned again until then`,
  },
  {
    count: 'superseded',
    code: 'handed-over-superseded',
    severity: 'warning',
    says: (what) => `${what} are wanted no longer: do not carry them out if they are still to be done`,
  },
  {
    count: 'confirmed',
    code: 'handed-over-confirmed',
    severity: 'info',
    says: (what) => `${what} are confirmed`,
  },
  {
    count: 'missing',
    code: 'handed-over-missing',
    severity: 'warning',
    says: (what) => `${what} were not made: what is still wanted is in this plan again`,
  },
  {
    count: 'untold',
    code: 'handed-over-untold',
    severity: 'warning',
    says: (what) => `of ${what} nobody can tell whether they were made: look at them in the portal`,
  },
];

/** What people should know of changes that were handed over, run by run. */
export function confirmationFindings(confirmations: readonly PlanConfirmation[]): PlanFinding[] {
  return confirmations.flatMap((told) =>
    KINDS.flatMap(({ count, code, severity, says }): PlanFinding[] => {
      if (told[count] === 0) return [];
      const what = `${told[count]} change${told[count] === 1 ? '' : 's'} that run ${told.run} handed over`;
      return [{ code, severity, organisation: null, account: null, says: says(what, told.at) }];
    }),
  );
}

/** Whether a finding is one of these. */
export function isOfHandedOver(code: string): boolean {
  return KINDS.some((kind) => kind.code === code);
}
