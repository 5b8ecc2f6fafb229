/** The register of exceptions: every entry of the policies, and what the portal granted without one. */
import type { Sweep } from '../../decide/sweep.ts';
import { entriesFor } from '../../decide/facts.ts';
import type { ExceptionType, Instant } from '../../model/account.ts';
import type { Decision } from '../../model/decision.ts';
import { type UserException, reviewDue } from '../../model/policies.ts';
import { type Population, accountAt, valueAt } from '../../snapshot/population.ts';
import { reportedException } from '../../model/status.ts';
import { namedRows } from '../../decide/sweep.ts';
import { compareUtf8 } from '../../model/text.ts';
import { DAY } from '../../model/time.ts';
import type { RegisterCounts } from '../../generated/coverage.ts';
import type { ReportData } from './report-data.ts';

export type RegisterState = keyof RegisterCounts;

/** One line of the register. */
export interface RegisterRow {
  readonly organisation: string;
  /** As it may be shown. */
  readonly user: string;
  readonly type: ExceptionType;
  readonly state: RegisterState;
  /** For refused and idle: why. */
  readonly why: string | null;
  /** Null: unrecorded. */
  readonly entry: UserException | null;
  /** Whole days since it began, or that it lasted; null before it begins. */
  readonly ageDays: number | null;
  readonly reviewDue: Instant | null;
}

type RegisterData = Pick<ReportData, 'population' | 'policies' | 'swept' | 'now' | 'mask'>;

/** By organisation, then by what is shown of the user, then by when they begin. */
export function register(data: RegisterData): RegisterRow[] {
  const fates = fatesOf(data);
  const entries = [...data.policies.exceptions.byAddress.values()].flat();
  return [...entries.map((entry) => recordedRow(entry, fates, data)), ...unrecordedRows(data)].sort(
    (a, b) =>
      compareUtf8(a.organisation, b.organisation) ||
      compareUtf8(a.user, b.user) ||
      (a.entry?.startsAt ?? 0) - (b.entry?.startsAt ?? 0),
  );
}

/** How many rows there are in each state. */
export function countRegister(rows: readonly RegisterRow[]): RegisterCounts {
  const counts: RegisterCounts = { coming: 0, active: 0, refused: 0, idle: 0, lapsed: 0, unrecorded: 0 };
  for (const { state } of rows) counts[state]++;
  return counts;
}

type Fate = Pick<RegisterRow, 'state' | 'why'>;

/** What became of the entries that name an account which is there; one that stands for several is active if one is. */
function fatesOf({ population, policies, swept }: RegisterData): Map<UserException, Fate> {
  const fates = new Map<UserException, Fate>();
  for (const row of namedRows(population, policies)) {
    const account = accountAt(population, row);
    const decision = swept.at(row);
    for (const entry of entriesFor(account, policies.exceptions)) {
      if (fates.get(entry)?.state !== 'active') fates.set(entry, fateOf(entry, decision, account.organisation));
    }
  }
  return fates;
}

function fateOf(entry: UserException, { exception }: Decision, organisation: string): Fate {
  if (entry.organisation !== organisation) return { state: 'idle', why: 'the account is of another organisation' };
  if (exception === null) return { state: 'idle', why: 'the account is not managed' };
  if (exception.entry !== entry) return { state: 'idle', why: 'another exception of the account counts' };
  return exception.refused === null ? { state: 'active', why: null } : { state: 'refused', why: exception.refused };
}

function recordedRow(
  entry: UserException,
  fates: ReadonlyMap<UserException, Fate>,
  { now, mask }: RegisterData,
): RegisterRow {
  const { organisation, user, type, startsAt, expiresAt } = entry;
  const lapsed = expiresAt <= now;
  const coming = now < startsAt;
  const inTime = fates.get(entry) ?? { state: 'idle', why: 'there is no such account' };
  const fate: Fate = lapsed ? { state: 'lapsed', why: null } : coming ? { state: 'coming', why: null } : inTime;
  return {
    organisation,
    user: mask(user),
    type,
    ...fate,
    entry,
    ageDays: coming ? null : Math.floor((Math.min(now, expiresAt) - startsAt) / DAY),
    reviewDue: lapsed ? null : reviewDue(entry),
  };
}

function unrecordedRows({ population, swept, mask }: RegisterData): RegisterRow[] {
  return unrecordedOf(population, swept).map((row) => ({
    organisation: valueAt(population.columns.organisation, row),
    user: mask(population.addresses.at(row)),
    type: reportedException(valueAt(population.columns.reported, row)) as ExceptionType,
    state: 'unrecorded',
    why: 'the portal granted it, and git does not know it',
    entry: null,
    ageDays: null,
    reviewDue: null,
  }));
}

function unrecordedOf({ size }: Population, { at }: Pick<Sweep, 'at'>): number[] {
  const rows: number[] = [];
  for (let row = 0; row < size; row++) if (at(row).unrecorded) rows.push(row);
  return rows;
}
