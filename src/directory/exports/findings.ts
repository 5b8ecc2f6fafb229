import { fold } from '../../model/text.ts';
import type { SourceFinding } from '../port.ts';
import { SIDES } from './join.ts';
import type { Join, Side } from './join.ts';
import type { JoinedColumn, JoinedColumns, SideTexts } from './values.ts';

/** What people should see of the two reports: rows of one file alone, rows that came again, values without a meaning. */
export function findInReports(
  join: Join,
  texts: SideTexts,
  columns: JoinedColumns,
  names: Readonly<Record<Side, string>>,
): SourceFinding[] {
  return [
    ...rowsOfOneFile(join, names),
    ...repeatedRows(join, names),
    ...oddCompromised(columns.compromised, texts, names),
  ];
}

function rowsOfOneFile(join: Join, names: Readonly<Record<Side, string>>): SourceFinding[] {
  let mailboxOnly = 0;
  let mfaOnly = 0;
  for (let row = 0; row < join.size; row++) {
    if (!join.has('mfaStatusReport', row)) mailboxOnly++;
    else if (!join.has('mailboxReport', row)) mfaOnly++;
  }
  const finding = (code: string, count: number, side: Side): SourceFinding[] =>
    count === 0 ? [] : [{ code, severity: 'warning', says: `${accounts(count)} in ${names[side]} alone.` }];
  return [
    ...finding('report-mailbox-only', mailboxOnly, 'mailboxReport'),
    ...finding('report-mfa-only', mfaOnly, 'mfaStatusReport'),
  ];
}

function repeatedRows(join: Join, names: Readonly<Record<Side, string>>): SourceFinding[] {
  return SIDES.flatMap((side) => {
    const count = join.repeated[side].length;
    const says = `${count === 1 ? '1 row repeats' : `${count} rows repeat`} another one of ${names[side]}, cell by cell: read once.`;
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
  const says = `${accounts(count)} where Compromised is neither true nor false, first in ${first}: taken as not compromised.`;
  return [{ code: 'report-compromised-unknown', severity: 'warning', says }];
}

function accounts(count: number): string {
  return count === 1 ? '1 account' : `${count} accounts`;
}
