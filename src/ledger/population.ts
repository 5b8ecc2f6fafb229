/** population.ndjson: the highest counts of accounts by day, which a directory that has shrunk is held against. */
import type { PlanHeader } from '../generated/plan.ts';
import type { PopulationLine } from '../generated/population.ts';
import type { Instant } from '../model/account.ts';
import { compareUtf8 } from '../model/text.ts';
import { DAY, checkedInstant, formatInstant } from '../model/time.ts';

/** Days whose highest counts are compared with. */
const REMEMBERED = 7 * DAY;

/** The first day that still counts, such as 2026-11-24. */
function firstDay(now: Instant): string {
  return formatInstant(now - REMEMBERED).slice(0, 10);
}

/** The highest counts of the last 7 days; null where nothing was counted. */
export function highestCounts(
  lines: readonly PopulationLine[],
  now: Instant,
): { total: number | null; byOrganisation: Map<string, number> } {
  const byOrganisation = new Map<string, number>();
  let total: number | null = null;
  for (const line of lines.filter(({ day }) => day >= firstDay(now))) {
    total = Math.max(total ?? 0, line.total);
    for (const [code, accounts] of Object.entries(line.organisations))
      byOrganisation.set(code, Math.max(byOrganisation.get(code) ?? 0, accounts));
  }
  return { total, byOrganisation };
}

/**
 * Adds the counts of a plan to the day on which its directory was observed, where they are higher, and forgets days
 * that no longer count. A plan of a part of the tenant counts what it read like any other.
 */
export function withCounts(
  lines: readonly PopulationLine[],
  { counts, directory }: PlanHeader,
  now: Instant,
): PopulationLine[] {
  const day = formatInstant(checkedInstant(directory.observedAt)).slice(0, 10);
  const known = lines.find((line) => line.day === day) ?? { day, total: 0, organisations: {} };
  const codes = new Set([...Object.keys(known.organisations), ...Object.keys(counts.accountsByOrganisation)]);
  const organisations = Object.fromEntries(
    [...codes]
      .sort(compareUtf8)
      .map((code) => [code, Math.max(known.organisations[code] ?? 0, counts.accountsByOrganisation[code] ?? 0)]),
  );
  const merged = { day, total: Math.max(known.total, counts.accounts), organisations };
  return [...lines.filter((line) => line.day !== day), merged]
    .filter((line) => line.day >= firstDay(now))
    .sort((a, b) => compareUtf8(a.day, b.day));
}
