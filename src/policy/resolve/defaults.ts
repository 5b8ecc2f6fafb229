import type { ExceptionType } from '../../model/account.ts';
import type { ExceptionRule, GuardrailLimits } from '../../model/policies.ts';
import { DAY, HOUR } from '../../model/time.ts';

/** What holds where the tenant does not say: the schema's defaults and those of docs/policy-model.md. */
export const DEFAULT_UNMANAGED_STATUSES: readonly string[] = [
  'Deleted',
  'Deleted Permanent',
  'Deleting',
  'Disabling',
  'Enabling',
  'Pending',
  'Migration Pending',
  'Restoring',
];

export const DEFAULT_EXCEPTION_RULES: Readonly<Record<ExceptionType, ExceptionRule>> = {
  'short-term': {
    maxDuration: 24 * HOUR,
    reasons: ['phone-lost', 'phone-misplaced', 'no-signal', 'notification-failure', 'other'],
    require: [],
    maxPerUser: null,
  },
  'long-term': {
    maxDuration: 180 * DAY,
    reasons: ['accessibility', 'clinical-risk', 'secure-location', 'shared-account'],
    require: ['approvedBy', 'ticket', 'riskAssessment'],
    maxPerUser: null,
  },
};

export const DEFAULT_GUARDRAILS: GuardrailLimits = {
  maxChanges: 5000,
  loosen: { floor: 3, percent: 5, count: 50, totalPercent: 2 },
  shrunkDirectory: 10,
  staleReport: 2 * DAY,
  lockout: 25,
  unknownStatus: 5,
};
