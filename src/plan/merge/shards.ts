import { compareUtf8 } from '../../model/text.ts';

/**
 * Splits organisations into at most `count` parts that hold about as many accounts each: the largest first, each to
 * the part that is smallest by then. The same sizes give the same parts. A part without an organisation is left out.
 */
export function splitBySize(sizes: ReadonlyMap<string, number>, count: number): string[][] {
  const parts = Array.from({ length: count }, () => ({ accounts: 0, organisations: [] as string[] }));
  const largestFirst = [...sizes].sort(([a, left], [b, right]) => right - left || compareUtf8(a, b));
  for (const [code, accounts] of largestFirst) {
    const smallest = parts.reduce((best, part) => (part.accounts < best.accounts ? part : best));
    smallest.accounts += accounts;
    smallest.organisations.push(code);
  }
  return parts
    .filter(({ organisations }) => organisations.length > 0)
    .map(({ organisations }) => organisations.sort(compareUtf8));
}
