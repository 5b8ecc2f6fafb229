import { fold } from '../../model/text.ts';
import { type Join, SIDES, type Side } from './join.ts';
import type { JoinedColumn, JoinedColumns, SideTexts } from './values.ts';
import { stat } from 'node:fs/promises';
import type { Instant } from '../../model/account.ts';
import type { ExportProblem } from './csv/place.ts';
import { mailboxOnlyOf } from './one-sided.ts';
import type { OneSided, SourceFinding } from '../../snapshot/snapshot.ts';

/** What people should see of the two exports: rows of one file alone, rows that came again, values without a meaning. */
export function findInExports(
  join: Join,
  oneSided: OneSided,
  texts: SideTexts,
  columns: JoinedColumns,
  names: Readonly<Record<Side, string>>,
): SourceFinding[] {
  return [
    ...rowsOfOneFile(oneSided, names),
    ...repeatedRows(join, names),
    ...oddCompromised(columns.compromised, texts, names),
  ];
}

function rowsOfOneFile(oneSided: OneSided, names: Readonly<Record<Side, string>>): SourceFinding[] {
  const finding = (code: string, count: number, side: Side): SourceFinding[] =>
    count === 0 ? [] : [{ code, severity: 'warning', says: `${accounts(count)} only in ${names[side]}.` }];
  return [
    ...finding('report-mailbox-only', mailboxOnlyOf(oneSided), 'mailboxReport'),
    ...finding('report-mfa-only', oneSided.mfaOnly, 'mfaStatusReport'),
  ];
}

function repeatedRows(join: Join, names: Readonly<Record<Side, string>>): SourceFinding[] {
  return SIDES.flatMap((side) => {
    const count = join.repeated[side].length;
    const says = `${count === 1 ? '1 row repeats' : `${count} rows repeat`} another row of ${names[side]} cell by cell. Each account is read once.`;
    return count === 0 ? [] : [{ code: 'report-rows-repeated', severity: 'info', says }];
  });
}

/** Values of `Compromised` that are neither true nor false. They count as false. */
function oddCompromised(
  joined: JoinedColumn | undefined,
  texts: SideTexts,
  names: Readonly<Record<Side, string>>,
): SourceFinding[] {
  if (joined === undefined) return [];
  const odd = joined.texts.map((text) => !['', 'true', 'false'].includes(fold(text)));
  let count = 0;
  for (const code of joined.codes) if (odd[code] === true) count++;
  if (count === 0) return [];
  const first = SIDES.flatMap((side) => {
    const told = texts[side].compromised;
    const line = told?.lines.find((_, code) => odd[joined.texts.indexOf(told.texts[code] as string)] === true);
    return line === undefined ? [] : [`${names[side]}, line ${line}`];
  })[0];
  const says = `${accounts(count)} where Compromised is neither true nor false, first in ${first}. They are read as not compromised.`;
  return [{ code: 'report-compromised-unknown', severity: 'warning', says }];
}

function accounts(count: number): string {
  return count === 1 ? '1 account' : `${count} accounts`;
}

/** What decides when the exports were made. */
export interface ObservedAtSource {
  /** What the settings say. */
  readonly observedAt: Instant | null;
  readonly inCi: boolean;
  readonly isTracked: (file: string) => Promise<boolean>;
}

/**
 * When the portal made the exports. Without a setting it is the time of change of the older file, unless that time
 * tells nothing: a checkout and a download in CI make files new.
 */
export async function findObservedAt(
  source: ObservedAtSource,
  paths: readonly string[],
): Promise<Instant | ExportProblem> {
  if (source.observedAt !== null) return source.observedAt;
  if (source.inCi) return problem('in CI the files are only as old as the job');
  for (const path of paths)
    if (await source.isTracked(path)) return problem('git does not keep the time at which a file was changed');
  const times = await Promise.all(paths.map(changedAt));
  return Math.floor(Math.min(...times));
}

function problem(why: string): ExportProblem {
  const message = `It is not known when the reports were made: ${why}. Set directory.observedAt to that instant.`;
  return { line: null, column: null, code: 'report-observed-at', message };
}

/** Infinite where there is no such file, which is told elsewhere. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
