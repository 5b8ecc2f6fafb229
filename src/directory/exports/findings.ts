import { fold } from '../../model/text.ts';
import { type Join, SIDES, type Side } from './join.ts';
import type { ScannedExport } from './scan/scan.ts';
import type { JoinedColumn, JoinedColumns, ExportTexts } from './values.ts';
import { mailboxOnlyOf } from './one-sided.ts';
import type { OneSided, SourceFinding } from '../../snapshot/snapshot.ts';

/** What people should see of the two exports: rows of one file alone, rows that came again, values without a meaning. */
export function findInExports(
  join: Join,
  oneSided: OneSided,
  texts: ExportTexts,
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

/** Files that are read in an encoding that only their bytes suggest. */
export function encodingFindings(
  exports: Readonly<Record<Side, Pick<ScannedExport, 'encoding'>>>,
  names: Readonly<Record<Side, string>>,
): SourceFinding[] {
  return SIDES.filter((side) => exports[side].encoding === 'windows-1252').map((side) => {
    const says = `${names[side]} is not UTF-8: read as Windows-1252. Look whether names with accents are right, and save the report as CSV UTF-8.`;
    return { code: 'report-windows-1252', severity: 'warning', says };
  });
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
  texts: ExportTexts,
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
