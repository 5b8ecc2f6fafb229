import type { CoverageMade } from '../../generated/coverage.ts';

/** How each section of coverage.json is made: what a figure on a page links to. docs/reports.md tells more. */
export const COVERAGE_MADE: CoverageMade = {
  total:
    'Each account of the directory is counted once, by its actual level, by whether a method is registered and by its exception; an unknown level is never counted as enforced.',
  pending:
    'The changes that a plan for this instant would hold, before guardrails: what waits with people since it was handed over is not among them.',
  statuses: 'Accounts by the text of their MFA status; texts that differ in case alone are one.',
  methods:
    'Accounts by each registered authentication type; an account with several counts for each, one of which nothing is told for none.',
  organisations:
    'The same counts as for the tenant, of the accounts with each ODS code; shares are of managed accounts.',
  exceptions:
    'Accounts by the entry of the policies that counts for them now; ages are elapsed time since an entry began; the register counts entries, whether or not there is an account.',
  lapsing:
    'Exceptions that are in force now and end within 30 days; a long-term one is due for review 14 days before it ends.',
  rollout:
    'Managed accounts by the wave that is the first to cover their unit or user policy; one with a registered method is ready.',
  weakMethods: 'Privileged accounts whose role document does not allow a method that they have registered.',
  exposure:
    'For each account that is managed now, the time at level disabled or unknown within the window: the level now and, going back, the changes that receipts prove were applied, and what was handed over and may have been made; approvers by the exceptions of today’s policies.',
  trend:
    'Levels of the accounts that are managed now, after each run of the last 366 days: the level now, and going back run by run, the changes that receipts prove were applied.',
};

/** Why there is no exposure before the first run. */
export const NO_LEDGER = 'There is no ledger yet: exposure is told from the first run on.';
