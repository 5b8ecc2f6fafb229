import type { ActualLevel, Direction, LevelAction } from './account.ts';
import { LEVELS } from './account.ts';

/** Height of a level, from 0; `unknown` has none (-1) and is below every level for a comparison with "above". */
export function rank(level: ActualLevel): number {
  return LEVELS.indexOf(level as (typeof LEVELS)[number]);
}

/** What stands between an actual and a desired level. */
export interface Comparison {
  readonly actual: ActualLevel;
  readonly desired: ActualLevel;
  /** An exception status is reported. */
  readonly exceptionReported: boolean;
  /** An exception was accepted. */
  readonly accepted: boolean;
}

/** The action that takes an account from its actual to its desired level: the first of the table that holds. */
export function levelAction({ actual, desired, exceptionReported, accepted }: Comparison): LevelAction {
  if (actual === desired || desired === 'unknown') return 'none';
  if (desired === 'disabled') {
    if (accepted) return 'except';
    return actual === 'unknown' ? 'none' : 'disable';
  }
  if (actual === 'disabled') return exceptionReported ? 'restore' : 'enable';
  return actual === 'unknown' ? 'enable' : 'switch';
}

/** Whether an action makes MFA stronger; null where nothing is done. Re-enrolment tightens. */
export function directionOf(action: LevelAction | 're-enrol', to: ActualLevel): Direction | null {
  switch (action) {
    case 'none':
      return null;
    case 'except':
    case 'disable':
      return 'loosen';
    case 'switch':
      return to === 'standard' ? 'tighten' : 'loosen';
    default:
      return 'tighten';
  }
}
