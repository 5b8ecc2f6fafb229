/** The files beside the ledger: population.ndjson (highest counts) and pending.ndjson (changes that are left over). */
import { accountNames } from '../core/account-names.ts';
import { join } from 'node:path';
import { type HandedOver, sightOf } from '../core/handed-over.ts';
import { compareUtf8 } from '../core/text.ts';
import { DAY, formatInstant } from '../core/time.ts';
import type { Action, Instant } from '../core/model.ts';
import type { AccountRef, PendingLine } from '../generated/pending.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { PopulationLine } from '../generated/population.ts';
import { readByteLines } from './byte-lines.ts';
import { checkedInstant } from './checked-instant.ts';
import type { Disk } from './durable.ts';
import { LedgerError } from './ledger-file.ts';
import { isPendingLine, isPopulationLine } from './line-schemas.ts';
import { isThere } from './run-folder.ts';
import type { SettledChange } from './settled.ts';

export const POPULATION_FILE = 'population.ndjson';
export const PENDING_FILE = 'pending.ndjson';

/** Days whose highest counts are compared with. */
const REMEMBERED = 7 * DAY;

async function readLines<Line>(path: string, isLine: (value: unknown) => value is Line): Promise<Line[]> {
  if (!(await isThere(path))) return [];
  const lines: Line[] = [];
  for await (const { bytes, ended } of readByteLines(path)) {
    let line: unknown;
    try {
      line = JSON.parse(bytes.toString('utf8'));
    } catch {
      line = undefined;
    }
    if (!ended || !isLine(line)) throw new LedgerError(`${path}:${lines.length + 1}: this line can not be read`);
    lines.push(line);
  }
  return lines;
}

/** Days in UTC with their highest counts, oldest first. Throws a LedgerError where a line can not be read. */
export function readPopulation(reports: string): Promise<PopulationLine[]> {
  return readLines(join(reports, POPULATION_FILE), isPopulationLine);
}

/** Changes that are left over. Throws a LedgerError where a line can not be read. */
export function readPending(reports: string): Promise<PendingLine[]> {
  return readLines(join(reports, PENDING_FILE), isPendingLine);
}

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

/** The texts by which a change that is left over is known: one for each of `accountNames`. */
export function pendingKeys(account: AccountRef, action: Action): string[] {
  return accountNames(account).map((name) => `${name}\n${action}`);
}

/** What is left over after a run. */
export async function pendingAfter(
  before: readonly PendingLine[],
  changes: AsyncIterable<SettledChange>,
  { plan, run, end }: { readonly plan: PlanHeader; readonly run: string; readonly end: Instant },
): Promise<PendingLine[]> {
  const left = new Set<PendingLine>();
  const known = new Map<string, PendingLine>();
  for (const line of before) {
    if (!isKept(line, plan)) continue;
    left.add(line);
    for (const key of pendingKeys(line.account, line.action)) known.set(key, line);
  }
  for await (const {
    chunk,
    change,
    outcome: { outcome, reason },
  } of changes) {
    const { organisation, action, to } = chunk;
    for (const key of pendingKeys(change.account, action)) left.delete(known.get(key) as PendingLine);
    if (outcome === 'applied' || outcome === 'already') continue;
    left.add({ account: change.account, organisation, action, to, outcome, reason, run, at: formatInstant(end) });
  }
  return [...left];
}

/**
 * A plan of the whole tenant holds all that is still to be done, so what it leaves out is no longer pending; of what
 * was handed over it knows only if its directory was observed afterwards.
 */
export function isKept(line: PendingLine, { scope, undoes, directory, madeAt }: PlanHeader): boolean {
  if (line.outcome !== 'handed-over') return scope !== null || undoes !== null;
  const sight = sightOf(
    { organisation: line.organisation, at: checkedInstant(line.at) },
    {
      scope,
      isUndo: undoes !== null,
      observedAt: checkedInstant(directory.observedAt),
      madeAt: checkedInstant(madeAt),
    },
  );
  return sight === 'waiting' || sight === 'elsewhere';
}

/** What was handed over and is still pending, as planning looks at it. */
export function handedOverOf(pending: Iterable<PendingLine>): HandedOver[] {
  return [...new Set(pending)]
    .filter(({ outcome }) => outcome === 'handed-over')
    .map(({ account, organisation, action, to, run, at }) => ({
      account,
      organisation,
      action,
      to,
      run,
      at: checkedInstant(at),
    }));
}

/** Writes one of the two files. */
export async function writeSideFile(
  reports: string,
  name: string,
  lines: readonly object[],
  disk: Disk,
): Promise<void> {
  await disk.replace(join(reports, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
