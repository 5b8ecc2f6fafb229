import type { Sweep } from './sweep.ts';

/**
 * Answers about accounts that depend on nothing but what rows of one likeness have in common: each is found once for
 * all of them. What depends on earlier policies, or on the address, must not be asked for here.
 */
export class Shared<Answer> {
  readonly #sweep: Pick<Sweep, 'likeness'>;
  readonly #known = new Map<number, Answer>();

  constructor(sweep: Pick<Sweep, 'likeness'>) {
    this.#sweep = sweep;
  }

  /** The answer for a row; `find` must give the same one for every row of its likeness. */
  of(row: number, find: () => Answer): Answer {
    const likeness = this.#sweep.likeness(row);
    if (likeness === null) return find();
    const known = this.#known.get(likeness);
    if (known !== undefined) return known;
    const answer = find();
    this.#known.set(likeness, answer);
    return answer;
  }
}
