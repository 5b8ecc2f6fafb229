import type { Instant } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { BOM, csvRow, csvText } from '../markup/csv.ts';
import { maskText } from '../markup/mask.ts';
import { register, type RegisterRow } from '../figures/register.ts';
import type { ReportData } from '../figures/report-data.ts';

const HEADER = [
  'Organisation',
  'User',
  'Type',
  'Reason',
  'Starts',
  'StartsLocal',
  'Expires',
  'ExpiresLocal',
  'State',
  'Why',
  'ApprovedBy',
  'RequestedBy',
  'Ticket',
  'RiskAssessment',
  'Plan',
  'AgeDays',
  'ReviewDue',
  'Policy',
] as const;

/** Rows in one piece of text. */
const BATCH = 1000;

/** The register of exceptions, one row an exception. Made in pieces. */
export function* exceptionsCsv(data: ReportData): Generator<string> {
  const cells = cellsOf(data);
  let piece = BOM + csvRow(HEADER);
  for (const [i, row] of register(data).entries()) {
    piece += csvRow(cells(row).map(csvText));
    if ((i + 1) % BATCH !== 0) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function cellsOf({ mask, timezone }: ReportData): (row: RegisterRow) => string[] {
  const shown = (text: string | null | undefined): string => (text == null ? '' : maskText(text, mask));
  const person = (address: string | null | undefined): string => (address == null ? '' : mask(address));
  const local = remembered((instant) => formatLocal(instant, timezone));
  const utc = (instant: Instant | null | undefined): string => (instant == null ? '' : formatInstant(instant));
  return ({ organisation, user, type, state, why, entry, ageDays, reviewDue }) => [
    shown(organisation),
    user,
    type,
    shown(entry?.reason),
    utc(entry?.startsAt),
    entry === null ? '' : local(entry.startsAt),
    utc(entry?.expiresAt),
    entry === null ? '' : local(entry.expiresAt),
    state,
    why ?? '',
    person(entry?.approvedBy),
    person(entry?.requestedBy),
    shown(entry?.ticket),
    shown(entry?.riskAssessment),
    shown(entry?.plan),
    ageDays === null ? '' : String(ageDays),
    utc(reviewDue),
    shown(entry?.origin),
  ];
}

/** Writing a local time is slow, and many exceptions share theirs. */
function remembered(write: (instant: Instant) => string): (instant: Instant) => string {
  const known = new Map<Instant, string>();
  return (instant) => {
    const text = known.get(instant) ?? write(instant);
    known.set(instant, text);
    return text;
  };
}
