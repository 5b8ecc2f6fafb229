/**
 * Time without MFA. What level an account had is told from its level now and, going back, by the changes that were
 * applied to it: between two of them nothing is known but the level right after the one and right before the other.
 */
import type { ActualLevel, Instant } from '../model/account.ts';
import { reportedException } from '../model/status.ts';
import { DAY } from '../model/time.ts';
import type { StateStep } from './state-then.ts';

/** A change of level that was applied to the account of a row, or handed over to a person. */
export interface RowStep extends StateStep {
  readonly row: number;
  /**
   * Until when the account may have been without MFA, even if it had MFA right before the next change: `at` where it
   * cannot have been, Infinity where nothing tells an end. It may say more than `after`, which is what is known.
   */
  readonly exposedUntil: Instant;
}

/** From `from` until, not including, `to`. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** Told of each stretch of time in which an account was without MFA; stretches of one account do not overlap. */
export type TellStretch = (row: number, from: Instant, to: Instant) => void;

/** Goes back in time over the changes of a population. */
export interface ExposureWalk {
  /** One applied change; those of one account come the newest first. */
  readonly back: (step: RowStep) => void;
  /** The start of the window is reached: what is left is told. */
  readonly end: () => void;
}

/** How long the portal's own exceptions last at most. */
const PORTAL_ENDS = { 'short-term': DAY, 'long-term': 180 * DAY } as const;

/** When the portal ends an exception that began at an instant, by the status that came of it; null for other statuses. */
export function portalLapse(status: string, from: Instant): Instant | null {
  const type = reportedException(status);
  return type === null ? null : from + PORTAL_ENDS[type];
}

/** Whether a level is one without MFA; one that is not known counts as such. */
export function isExposed(level: ActualLevel): boolean {
  return level === 'disabled' || level === 'unknown';
}

/**
 * Begins at the end of the window. `levelNow` tells the level of each row, null for an account that is not counted.
 * Where the level changed without a change of a plan, the whole stretch counts as without MFA if it ended so. If
 * it only began so, it counts as long as the change tells, or to its end: exposure is never told too low.
 */
export function walkExposure(
  size: number,
  levelNow: (row: number) => ActualLevel | null,
  window: Window,
  tell: TellStretch,
): ExposureWalk {
  const until = new Float64Array(size).fill(window.to);
  const counted = new Uint8Array(size);
  const exposed = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    const level = levelNow(row);
    counted[row] = level === null ? 0 : 1;
    exposed[row] = level !== null && isExposed(level) ? 1 : 0;
  }
  const told: TellStretch = (row, from, to) => {
    if (from < to) tell(row, from, to);
  };
  return {
    back: ({ row, at, before, exposedUntil }) => {
      if (counted[row] === 0) return;
      const to = until[row] as Instant;
      const from = Math.max(window.from, Math.min(at, to));
      told(row, from, exposed[row] === 1 ? to : Math.min(to, exposedUntil));
      until[row] = from;
      exposed[row] = isExposed(before.level) ? 1 : 0;
    },
    end: () => {
      for (let row = 0; row < size; row++) if (exposed[row] === 1) told(row, window.from, until[row] as Instant);
    },
  };
}
