/** population.ndjson: the highest counts of accounts by day, which a directory that has shrunk is held against. */
import type { PlanHeader } from '../generated/plan.ts';
import type { PopulationLine } from '../generated/population.ts';
import type { Instant } from '../model/account.ts';
import type { Governed } from '../plan/guardrails/tally.ts';
import type { GuardrailHistory } from '../plan/input.ts';
import { compareUtf8 } from '../model/text.ts';
import { DAY, checkedInstant, formatInstant } from '../model/time.ts';

/** Days whose highest counts are compared with. */
const REMEMBERED = 7 * DAY;

/** The first day that still counts, such as 2026-11-24. */
function firstDay(now: Instant): string {
  return formatInstant(now - REMEMBERED).slice(0, 10);
}

type Highest = GuardrailHistory['highest'];

/** The highest counts of the last 7 days; null where nothing was counted. */
export function highestCounts(lines: readonly PopulationLine[], now: Instant): Highest {
  const days = lines.filter(({ day }) => day >= firstDay(now));
  const governed = days.flatMap((line) => line.governed ?? []);
  const accounts = highestOf(days);
  return {
    total: days.length === 0 ? null : accounts.total,
    byOrganisation: accounts.byOrganisation,
    governed: governed.length === 0 ? null : highestOf(governed),
  };
}

type Counts = Pick<PopulationLine, 'total' | 'organisations'>;

function highestOf(counts: readonly Counts[]): Governed {
  const byOrganisation = new Map<string, number>();
  for (const { organisations } of counts)
    for (const [code, count] of Object.entries(organisations))
      byOrganisation.set(code, Math.max(byOrganisation.get(code) ?? 0, count));
  return { total: counts.reduce((most, { total }) => Math.max(most, total), 0), byOrganisation };
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
  const accounts = higher(known, { total: counts.accounts, organisations: counts.accountsByOrganisation });
  const { governed, governedByOrganisation: organisations = {} } = counts;
  const told = governed === undefined ? known.governed : higher(known.governed, { total: governed, organisations });
  const merged = { day, ...accounts, ...(told === undefined ? {} : { governed: told }) };
  return [...lines.filter((line) => line.day !== day), merged]
    .filter((line) => line.day >= firstDay(now))
    .sort((a, b) => compareUtf8(a.day, b.day));
}

/** The higher of two counts, in total and by organisation, in the order of the codes. */
function higher(some: Counts = { total: 0, organisations: {} }, others: Counts): Counts {
  const codes = new Set([...Object.keys(some.organisations), ...Object.keys(others.organisations)]);
  const organisations = Object.fromEntries(
    [...codes]
      .sort(compareUtf8)
      .map((code) => [code, Math.max(some.organisations[code] ?? 0, others.organisations[code] ?? 0)]),
  );
  return { total: Math.max(some.total, others.total), organisations };
}
