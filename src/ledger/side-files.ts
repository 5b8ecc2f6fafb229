/**
 * The files beside the ledger: population.ndjson (highest counts), pending.ndjson (changes that are left over) and
 * grants.ndjson (exceptions that mfactl granted). The line of the last run holds their hashes, and nothing of them is
 * used that these do not vouch for.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedInstant } from '../model/time.ts';
import type { GrantLine } from '../generated/grants.ts';
import type { Instant } from '../model/account.ts';
import type { LedgerLine, LedgerRun } from '../generated/ledger.ts';
import type { PendingLine } from '../generated/pending.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { PopulationLine } from '../generated/population.ts';
import type { Disk } from '../machine/durable.ts';
import { LedgerError } from './chain.ts';
import { grantsAfter, isBeforeGrants } from './grants.ts';
import { isGrantLine, isPendingLine, isPopulationLine } from './line-schemas.ts';
import { withCounts } from './population.ts';
import { pendingAfter } from './pending.ts';
import { changesOf, planHeaderOf, vouchedPath } from './run/files.ts';
import { isThere } from './run/folder.ts';
import type { SettledChange } from './run/results.ts';

export const POPULATION_FILE = 'population.ndjson';
export const PENDING_FILE = 'pending.ndjson';
export const GRANTS_FILE = 'grants.ndjson';

/** Texts of the files; null where there is no file. */
export interface SideTexts {
  readonly population: string | null;
  readonly pending: string | null;
  readonly grants: string | null;
}

/** What the files say. */
export interface SideFiles {
  readonly population: readonly PopulationLine[];
  readonly pending: readonly PendingLine[];
  readonly grants: readonly GrantLine[];
}

/** An ended run, as the files take note of it. */
export interface NotedRun {
  readonly plan: PlanHeader;
  readonly run: string;
  readonly end: Instant;
  /** Whether a version booked it that did not know grants.ndjson. */
  readonly isOld: boolean;
  /** Each change with what became of it, read anew at each call. */
  readonly changes: () => AsyncIterable<SettledChange>;
}

const NAMES = { population: POPULATION_FILE, pending: PENDING_FILE, grants: GRANTS_FILE } as const;
const KINDS = ['population', 'pending', 'grants'] as const;
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

function sideFilesIn(ledgerFolder: string, { population, pending, grants }: SideTexts): SideFiles {
  return {
    population: parseLines(join(ledgerFolder, POPULATION_FILE), population, isPopulationLine),
    pending: parseLines(join(ledgerFolder, PENDING_FILE), pending, isPendingLine),
    grants: parseLines(join(ledgerFolder, GRANTS_FILE), grants, isGrantLine),
  };
}

/** What the files say. Throws a LedgerError where they are not those that the last run wrote. */
export async function readSideFiles(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<SideFiles> {
  return sideFilesIn(ledgerFolder, await vouchedSideTexts(ledgerFolder, lines));
}

/**
 * The texts of the files as the line of the last run names them. A crash behind that line leaves a file as the run
 * before wrote it, empty before the first: then its text is made again from the run. Throws a LedgerError where a file is another one.
 */
export async function vouchedSideTexts(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<SideTexts> {
  const runs = lines.filter((line) => line.type === 'run');
  const [last = null, before = null] = runs.slice(-2).reverse();
  const found = await foundTexts(ledgerFolder);
  const vouched = isBeforeGrants(last) ? (['population', 'pending'] as const) : KINDS;
  const late = vouched.filter((kind) => hashOf(found[kind]) !== (last?.[kind] ?? null));
  for (const kind of late)
    if (hashOf(found[kind]) !== (before?.[kind] ?? hashOf(''))) throw foreign(ledgerFolder, kind, found[kind]);
  if (isBeforeGrants(last)) found.grants = await grantsAgain(ledgerFolder, runs);
  else if (isBeforeGrants(before)) found.grants = await grantsAgain(ledgerFolder, runs.slice(0, -1));
  if (late.length === 0 || last === null) return found;
  const made = await sideTextsAfter(ledgerFolder, found, await notedRun(ledgerFolder, last));
  for (const kind of late) if (hashOf(made[kind]) !== last[kind]) throw foreign(ledgerFolder, kind, found[kind]);
  return { ...found, ...Object.fromEntries(late.map((kind) => [kind, made[kind]])) };
}

async function foundTexts(ledgerFolder: string): Promise<Record<Kind, string | null>> {
  return {
    population: await textOf(ledgerFolder, 'population'),
    pending: await textOf(ledgerFolder, 'pending'),
    grants: await textOf(ledgerFolder, 'grants'),
  };
}

/** grants.ndjson of runs that did not write it, made from what they did. */
async function grantsAgain(ledgerFolder: string, runs: readonly LedgerRun[]): Promise<string> {
  let grants: GrantLine[] = [];
  for (const line of runs) grants = await grantsAfter(grants, await notedRun(ledgerFolder, line));
  return textOfLines(grants);
}

async function textOf(ledgerFolder: string, kind: Kind): Promise<string | null> {
  const path = join(ledgerFolder, NAMES[kind]);
  return (await isThere(path)) ? readFile(path, 'utf8') : null;
}

/** SHA-256 of the text of a file as `sha256:…`; null where there is no file. */
export function hashOf(text: string): string;
export function hashOf(text: string | null): string | null;
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
  const isOld = isBeforeGrants(line);
  return {
    plan,
    run: line.run,
    end: checkedInstant(line.end),
    isOld,
    changes: () => changesOf(ledgerFolder, line.run),
  };
}

/** The texts of the files after one more run. */
export async function sideTextsAfter(
  ledgerFolder: string,
  before: SideTexts,
  noted: NotedRun,
): Promise<Record<Kind, string>> {
  const { population, pending, grants } = sideFilesIn(ledgerFolder, before);
  return {
    population: textOfLines(withCounts(population, noted.plan, noted.end)),
    pending: textOfLines(await pendingAfter(pending, noted.changes(), noted)),
    grants: textOfLines(await grantsAfter(grants, noted)),
  };
}

function textOfLines(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Writes those of the files that do not have their text yet; null leaves one alone. */
export async function writeSideFiles(ledgerFolder: string, texts: SideTexts, disk: Disk): Promise<void> {
  for (const kind of KINDS) {
    const text = texts[kind];
    if (text !== null && text !== (await textOf(ledgerFolder, kind)))
      await disk.replace(join(ledgerFolder, NAMES[kind]), text);
  }
}
