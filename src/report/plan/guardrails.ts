import type { GuardrailResult } from '../../generated/plan.ts';
import { printable } from '../../model/text.ts';
import { counted, grouped } from '../markup/numbers.ts';

/** What a violated guardrail has counted, and what a person can do about it. */
interface Meaning {
  /** The measure in a sentence without its end. */
  readonly counts: (measure: number) => string;
  readonly next: string;
}

const OVERRIDE = 'If this is right, raise the limit for a time with an override.';

const MEANINGS: Readonly<Record<GuardrailResult['id'], Meaning>> = {
  'empty-directory': {
    counts: (measure) => `${counted(measure, 'source')} of the directory ${isAre(measure)} empty or incomplete`,
    next: 'Get the complete data and plan again. No override can raise this limit.',
  },
  'shrunk-directory': {
    counts: (measure) => `${counted(measure, 'account')} ${isAre(measure)} missing that earlier runs found`,
    next: `Check that the exports are complete. ${OVERRIDE}`,
  },
  'one-sided': {
    counts: (measure) => `${counted(measure, 'account')} ${isAre(measure)} in one of the two exports only`,
    next: `Download both reports again, on the same day and whole. ${OVERRIDE}`,
  },
  'shrunk-governed': {
    counts: (measure) =>
      `the policies decide for ${counted(measure, 'account')} fewer than before: unmanaged, or held by a rollout`,
    next: `Check accountTypes, unmanagedStatuses, protected and the waves. ${OVERRIDE}`,
  },
  'stale-report': {
    counts: (measure) => `the data of the directory is ${hours(measure)} old`,
    next: 'Get new data (from the portal: download both reports again) and plan again.',
  },
  'max-changes': {
    counts: (measure) => `the plan holds ${counted(measure, 'change')}`,
    next: `Check the changes, or make fewer at a time with waves. ${OVERRIDE}`,
  },
  loosen: {
    counts: (measure) => `${counted(measure, 'account')} would get a weaker level, the last day included`,
    next: OVERRIDE,
  },
  'privileged-loosen': {
    counts: (measure) => `${counted(measure, 'privileged account')} would lose MFA`,
    next: 'Change the policy that asks for this. No override can raise this limit.',
  },
  lockout: {
    counts: (measure) =>
      `${counted(measure, 'account')} without a registered method would need one at the next sign-in`,
    next: `Ask these users to register a method first. ${OVERRIDE}`,
  },
  'unknown-status': {
    counts: (measure) => `the level of ${counted(measure, 'managed account')} is unknown`,
    next: 'Look at their MFA status in the portal.',
  },
  'orphan-exceptions': {
    counts: (measure) => `the directory has no account for ${counted(measure, 'exception')}`,
    next: 'Correct their addresses, or end them. The findings name each.',
  },
};

/** "loosen in X26: 4 accounts would get a weaker level …; the limit is 3. mfactl withholds 4 changes. If this is right, …" */
export function describeGuardrail({ id, organisation, measure, limit, withholds }: GuardrailResult): string {
  const where = organisation === null ? 'in total' : `in ${printable(organisation) || '(no organisation)'}`;
  const { counts, next } = MEANINGS[id];
  const most = id === 'stale-report' ? hours(limit) : grouped(limit);
  return `${id} ${where}: ${counts(measure)}; the limit is ${most}. mfactl withholds ${counted(withholds, 'change')}. ${next}`;
}

function hours(milliseconds: number): string {
  return `${(milliseconds / 3_600_000).toFixed(1)} h`;
}

function isAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
