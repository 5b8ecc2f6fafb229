/** The first differences between two answers, as lines to print; none where both say the same. The order does not count. */
export function differences(ours: readonly string[], theirs: readonly string[], shown = 5): string[] {
  const [a, b] = [countLines(ours), countLines(theirs)];
  const only = (lines: Map<string, number>, other: Map<string, number>): string[] =>
    [...lines]
      .filter(([line, count]) => other.get(line) !== count)
      .map(([line]) => line)
      .sort();
  return [
    ...only(a, b)
      .slice(0, shown)
      .map((line) => `only mfactl: ${line}`),
    ...only(b, a)
      .slice(0, shown)
      .map((line) => `only DuckDB: ${line}`),
  ];
}

function countLines(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
