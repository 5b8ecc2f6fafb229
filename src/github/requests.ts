/**
 * How one request is sent: spaced, tried again, given up. Octokit ships plugins for that, but their waits neither end
 * with an abort nor follow a turned clock, and they repeat a write of which nobody knows whether it took effect.
 */
import type { ChanceClock } from '../machine/clock.ts';
import type { RetryBudget } from '../machine/retry-budget.ts';
import { formatInstant } from '../model/time.ts';
import { GithubError, adviceFor } from './error.ts';
import type { Instant } from '../model/account.ts';

/** The part of octokit's request options that sending looks at. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  request?: {
    signal?: AbortSignal | undefined /** A POST that may be sent twice without harm. */;
    repeatable?: boolean;
  };
}

/** One request gets no longer than this. */
const TIMEOUT = 60_000;
/** GitHub asks for a second between two writes where they are many; these few are not. */
const FEW_WRITES = 20;
const BETWEEN_WRITES = 1000;

/** Sends the requests of one client, one budget for all. */
export class Requests {
  readonly #clock: ChanceClock;
  readonly #budget: RetryBudget;
  readonly #signal: AbortSignal;
  readonly #secret: string;
  #writes = 0;

  constructor(clock: ChanceClock, budget: RetryBudget, signal: AbortSignal, secret: string) {
    this.#clock = clock;
    this.#budget = budget;
    this.#signal = signal;
    this.#secret = secret;
  }

  /** Sends until there is an answer; throws a GithubError, or the signal's reason where it was aborted. */
  async send<Answer>(request: () => Promise<Answer>, options: Sent): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      await this.#space(options.method);
      try {
        options.request = { ...options.request, signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT)]) };
        return await request();
      } catch (error) {
        this.#signal.throwIfAborted();
        const refusal = refusalOf(error);
        const wait = mayRepeat(refusal, options)
          ? this.#budget.next(tries, refusal === null ? null : waitAskedFor(refusal, this.#clock.now()))
          : null;
        if (wait === null) throw this.#explain(error, refusal, options);
        await this.#clock.sleep(wait, this.#signal);
      }
    }
  }

  async #space(method: string): Promise<void> {
    if (method === 'GET' || method === 'HEAD') return;
    if (this.#writes++ >= FEW_WRITES) await this.#clock.sleep(BETWEEN_WRITES, this.#signal);
  }

  #explain(error: unknown, refusal: GitHubRefusal | null, { method, url }: Sent): GithubError {
    // The options hold the template of the address; what was sent stands in the error.
    const path = pathOf((error as { request?: { url?: string } }).request?.url ?? url);
    const limited = refusal !== null && isRateLimited(refusal);
    const says = (error instanceof Error ? error.message : String(error)).replaceAll(this.#secret, '***').slice(0, 500);
    const what =
      refusal === null
        ? `GitHub could not be reached for ${method} ${path}`
        : `GitHub refused ${method} ${path} (${refusal.status})`;
    const until = limited
      ? ` It asks to wait until ${formatInstant(this.#clock.now() + (waitAskedFor(refusal, this.#clock.now()) ?? 0))}: run it again then.`
      : '';
    const advice = limited ? until : adviceFor(method, path, refusal?.status ?? null);
    return new GithubError(
      `${what}: ${says.replace(/\s*-?\s*https:\/\/docs\.github\.com\S*/, '').replace(/[.\s]*$/, '')}.${advice}`,
      {
        status: refusal?.status ?? null,
        uncertain: refusal === null || refusal.status >= 500,
      },
    );
  }
}

/** The answer inside of octokit's error; null where none came. */
function refusalOf(error: unknown): GitHubRefusal | null {
  const { response, message = '' } = error as {
    response?: { status: number; headers: GitHubRefusal['headers'] };
    message?: string;
  };
  return response === undefined ? null : { status: response.status, headers: response.headers, message };
}

function pathOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).pathname) : url;
}

/** A request that may have taken effect is repeated only where that does no harm. */
function mayRepeat(refusal: GitHubRefusal | null, { method, request }: Sent): boolean {
  if (refusal !== null && isRateLimited(refusal)) return true;
  if (refusal !== null && refusal.status < 500) return false;
  return method !== 'POST' || request?.repeatable === true;
}

/** What of an answer tells whether, and when, to try again. */
export interface GitHubRefusal {
  readonly status: number;
  readonly message: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** Where GitHub does not say how long, it asks for a minute at least. */
const UNTOLD_WAIT = 60_000;

/** Whether an answer turns a request away for its rate; such a request never took effect. */
export function isRateLimited({ status, message, headers }: GitHubRefusal): boolean {
  if (status === 429) return true;
  return (
    status === 403 &&
    (headers['retry-after'] !== undefined ||
      String(headers['x-ratelimit-remaining']) === '0' ||
      /rate limit/i.test(message))
  );
}

/** Milliseconds that an answer asks to wait; null where it asks for nothing. Fractions of a second and dates are understood. */
export function waitAskedFor(refusal: GitHubRefusal, now: Instant): number | null {
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
