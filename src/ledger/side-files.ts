/**
 * The files beside the ledger: population.ndjson (highest counts) and pending.ndjson (changes that are left over). The
 * line of the last run holds their hashes, and nothing of them is used that these do not vouch for.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8 } from '../model/text.ts';
import { DAY, checkedInstant, formatInstant } from '../model/time.ts';
import type { Instant } from '../model/account.ts';
import type { LedgerLine, LedgerRun } from '../generated/ledger.ts';
import type { PendingLine } from '../generated/pending.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { PopulationLine } from '../generated/population.ts';
import type { Disk } from '../machine/durable.ts';
import { LedgerError } from './chain.ts';
import { isPendingLine, isPopulationLine } from './line-schemas.ts';
import { pendingAfter } from './pending.ts';
import { changesOf, planHeaderOf, vouchedPath } from './run/files.ts';
import { isThere } from './run/folder.ts';
import type { SettledChange } from './run/results.ts';

export const POPULATION_FILE = 'population.ndjson';
export const PENDING_FILE = 'pending.ndjson';

/** Days whose highest counts are compared with. */
const REMEMBERED = 7 * DAY;

/** Texts of both files; null where there is no file. */
export interface SideTexts {
  readonly population: string | null;
  readonly pending: string | null;
}

/** What both files say. */
export interface SideFiles {
  readonly population: readonly PopulationLine[];
  readonly pending: readonly PendingLine[];
}

/** An ended run, as both files take note of it. */
export interface NotedRun {
  readonly plan: PlanHeader;
  readonly run: string;
  readonly end: Instant;
  /** Each change with what became of it, read anew at each call. */
  readonly changes: () => AsyncIterable<SettledChange>;
}

const NAMES = { population: POPULATION_FILE, pending: PENDING_FILE } as const;
const KINDS = ['population', 'pending'] as const;
type Kind = (typeof KINDS)[number];

function parseLines<Line>(path: string, text: string | null, isLine: (value: unknown) => value is Line): Line[] {
  if (text === null || text === '') return [];
  // Nothing stands behind the last line feed of a whole file.
  const contents = text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined);
  return contents.map((content, i) => {
    const line = parsed(content);
    if (isLine(line)) return line;
    throw new LedgerError(
      `${path}:${i + 1}: mfactl cannot read this line; fetch the ledger again, and look at its history`,
    );
  });
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function sideFilesIn(ledgerFolder: string, { population, pending }: SideTexts): SideFiles {
  return {
    population: parseLines(join(ledgerFolder, POPULATION_FILE), population, isPopulationLine),
    pending: parseLines(join(ledgerFolder, PENDING_FILE), pending, isPendingLine),
  };
}

/** What both files say. Throws a LedgerError where they are not those that the last run wrote. */
export async function readSideFiles(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<SideFiles> {
  return sideFilesIn(ledgerFolder, await vouchedSideTexts(ledgerFolder, lines));
}

/**
 * The texts of both files as the line of the last run names them. A crash behind that line leaves a file as the run
 * before wrote it, empty before the first: then its text is made again from the run. Throws a LedgerError where a file is another one.
 */
export async function vouchedSideTexts(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<SideTexts> {
  const runs = lines.filter((line) => line.type === 'run');
  const [last = null, before = null] = runs.slice(-2).reverse();
  const found = {
    population: await textOf(ledgerFolder, 'population'),
    pending: await textOf(ledgerFolder, 'pending'),
  };
  const late = KINDS.filter((kind) => hashOf(found[kind]) !== (last?.[kind] ?? null));
  for (const kind of late)
    if (hashOf(found[kind]) !== (before?.[kind] ?? hashOf(''))) throw foreign(ledgerFolder, kind, found[kind]);
  if (late.length === 0 || last === null) return found;
  const made = await sideTextsAfter(ledgerFolder, found, await notedRun(ledgerFolder, last));
  for (const kind of late) if (hashOf(made[kind]) !== last[kind]) throw foreign(ledgerFolder, kind, found[kind]);
  return { ...found, ...Object.fromEntries(late.map((kind) => [kind, made[kind]])) };
}

async function textOf(ledgerFolder: string, kind: Kind): Promise<string | null> {
  const path = join(ledgerFolder, NAMES[kind]);
  return (await isThere(path)) ? readFile(path, 'utf8') : null;
}

/** SHA-256 of the text of a file as `sha256:…`; null where there is no file. */
export function hashOf(text: string | null): string | null {
  return text === null ? null : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function foreign(ledgerFolder: string, kind: Kind, text: string | null): LedgerError {
  const path = join(ledgerFolder, NAMES[kind]);
  return new LedgerError(
    text === null
      ? `${path} is missing, but the ledger names it; fetch the ledger again`
      : `${path} is not the one that the last run wrote; fetch the ledger again, and look at its history`,
  );
}

async function notedRun(ledgerFolder: string, line: LedgerRun): Promise<NotedRun> {
  await vouchedPath(ledgerFolder, line, 'plan');
  await vouchedPath(ledgerFolder, line, 'journal');
  const plan = await planHeaderOf(ledgerFolder, line.run);
  return { plan, run: line.run, end: checkedInstant(line.end), changes: () => changesOf(ledgerFolder, line.run) };
}

/** The texts of both files after one more run. */
export async function sideTextsAfter(ledgerFolder: string, before: SideTexts, noted: NotedRun): Promise<SideTexts> {
  const { population, pending } = sideFilesIn(ledgerFolder, before);
  return {
    population: textOfLines(withCounts(population, noted.plan, noted.end)),
    pending: textOfLines(await pendingAfter(pending, noted.changes(), noted)),
  };
}

function textOfLines(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Writes those of the two files that do not have their text yet. */
export async function writeSideFiles(ledgerFolder: string, texts: SideTexts, disk: Disk): Promise<void> {
  for (const kind of KINDS) {
    const text = texts[kind];
    if (text !== null && text !== (await textOf(ledgerFolder, kind)))
      await disk.replace(join(ledgerFolder, NAMES[kind]), text);
  }
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
