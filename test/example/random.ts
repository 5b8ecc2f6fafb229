/** A small generator of repeatable numbers: the same seed gives the same sequence on every machine. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of some values. */
  pick<Value>(values: readonly Value[]): Value;
  /** The values in another order. */
  shuffled<Value>(values: readonly Value[]): Value[];
}

/** A Weyl sequence, each number stirred twice: good enough for test data, and nothing else. */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed, 0x6c8e9cf5) >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
    x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
    return (x ^ (x >>> 15)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
    shuffled: (values) => {
      const result = [...values];
      for (let i = result.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [result[i], result[j]] = [result[j] as (typeof values)[number], result[i] as (typeof values)[number]];
      }
      return result;
    },
  };
}
