import type { Instant } from '../model/account.ts';

/** What of an answer tells whether, and when, to try again. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** Where GitHub does not say how long, it asks for a minute at least. */
const UNTOLD_WAIT = 60_000;

/** Whether an answer turns a request away for its rate; such a request never took effect. */
export function isRateLimited({ status, message, headers }: Refusal): boolean {
  if (status === 429) return true;
  return (
    status === 403 &&
    (headers['retry-after'] !== undefined ||
      String(headers['x-ratelimit-remaining']) === '0' ||
      /rate limit/i.test(message))
  );
}

/** Milliseconds that an answer asks to wait; null where it asks for nothing. Fractions of a second and dates are understood. */
export function waitAskedFor(refusal: Refusal, now: Instant): number | null {
  const after = refusal.headers['retry-after'];
  if (after !== undefined) {
    const text = String(after).trim();
    const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
    if (Number.isFinite(wait)) return Math.max(0, wait);
  }
  if (!isRateLimited(refusal)) return null;
  const reset = Number(refusal.headers['x-ratelimit-reset']);
  // A second more, so that the new hour has begun by GitHub's clock too.
  if (String(refusal.headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset))
    return Math.max(0, reset * 1000 - now) + 1000;
  return UNTOLD_WAIT;
}
