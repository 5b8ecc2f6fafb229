import type { Instant } from './account.ts';
import type { ExceptionEntry } from './policies.ts';
import { DAY } from './time.ts';

/** Long-term exceptions are asked about this long before they lapse. */
export const REVIEW_AHEAD = 14 * DAY;

/** When somebody should renew an exception or let it lapse; null for a short-term one, which nobody reviews. */
export function reviewDue({ type, expiresAt }: Pick<ExceptionEntry, 'type' | 'expiresAt'>): Instant | null {
  return type === 'long-term' ? expiresAt - REVIEW_AHEAD : null;
}
