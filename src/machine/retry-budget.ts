/** How often and how long a run tries again. Times in milliseconds. */
export interface RetryLimits {
  /** Tries of one request beyond the first. */
  readonly perRequest: number;
  /** Tries of all requests of the run beyond their first. */
  readonly perRun: number;
  /** All waiting of the run. */
  readonly waiting: number;
  /** The first wait is below this; it doubles with each try. */
  readonly base: number;
  /** No wait is longer, unless the directory asks for it. */
  readonly longest: number;
}

export const RETRY_LIMITS: RetryLimits = {
  perRequest: 6,
  perRun: 1000,
  waiting: 1_800_000,
  base: 500,
  longest: 30_000,
};

/** What is left of the tries and of the time of one run. */
export class RetryBudget {
  readonly #limits: RetryLimits;
  readonly #random: () => number;
  #tries = 0;
  #waited = 0;

  constructor(limits: RetryLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /**
   * Milliseconds to wait before trying again, exponential with full jitter; null where the budget is spent. A wait
   * that the directory asks for is never shortened: some jitter is added, so that clients do not come back together.
   */
  next(tries: number, retryAfter: number | null): number | null {
    const { perRequest, perRun, waiting, base, longest } = this.#limits;
    if (tries >= perRequest || this.#tries >= perRun) return null;
    const jitter = this.#random() * Math.min(longest, base * 2 ** tries);
    const wait = Math.ceil(retryAfter === null ? jitter : retryAfter + this.#random() * base);
    if (this.#waited + wait > waiting) return null;
    this.#tries++;
    this.#waited += wait;
    return wait;
  }
}
