/** What the ledger tells of the past: exposure and trend, as coverage.json has them. */
import { compareUtf8 } from '../../model/text.ts';
import { DAY, formatInstant } from '../../model/time.ts';
import type { Exposure, Trend } from '../../generated/coverage.ts';
import { enforced, percentShare } from './three-facts.ts';
import { maskText } from '../markup/mask.ts';
import type { ReportData } from './report-data.ts';

/** More units than these make a list that nobody reads; those that are left out are counted. */
const UNITS = 500;

/** User-days with one decimal, rounded up: exposure is never told too low. */
export function userDaysOf(milliseconds: bigint): number {
  return Number((milliseconds * 10n + BigInt(DAY - 1)) / BigInt(DAY)) / 10;
}

export function exposureFigures({ past, mask }: ReportData): Exposure | null {
  if (past.exposure === null) return null;
  const { window, sums } = past.exposure;
  const units = sums.byUnit
    .map(({ organisation, unit, time }) => ({
      organisation: maskText(organisation, mask),
      unit: maskText(unit, mask),
      time,
    }))
    .sort((a, b) => mostFirst(a, b) || compareUtf8(a.organisation, b.organisation) || compareUtf8(a.unit, b.unit));
  return {
    from: formatInstant(window.from),
    to: formatInstant(window.to),
    userDays: userDaysOf(sums.total),
    byOrganisation: [...sums.byOrganisation]
      .map(([code, time]) => ({ organisation: maskText(code, mask), time }))
      .sort((a, b) => mostFirst(a, b) || compareUtf8(a.organisation, b.organisation))
      .map(({ organisation, time }) => ({ organisation, userDays: userDaysOf(time) })),
    byUnit: units
      .slice(0, UNITS)
      .map(({ organisation, unit, time }) => ({ organisation, unit, userDays: userDaysOf(time) })),
    unitsLeftOut: Math.max(0, units.length - UNITS),
    byApprover: [...sums.byApprover]
      .map(([address, time]) => ({ approver: address === null ? null : mask(address), time }))
      .sort((a, b) => mostFirst(a, b) || compareUtf8(a.approver ?? '', b.approver ?? ''))
      .map(({ approver, time }) => ({ approver, userDays: userDaysOf(time) })),
  };
}

interface Timed {
  readonly time: bigint;
}

function mostFirst(a: Timed, b: Timed): number {
  return a.time === b.time ? 0 : a.time > b.time ? -1 : 1;
}

export function trendFigures({ past, figures, now }: ReportData): Trend {
  const { managed } = figures.total;
  const last = { at: now, run: null, seq: null, enforced: enforced(managed), unknown: managed.levels.unknown };
  const points = [...past.trend.points, last].map((point) => ({
    at: formatInstant(point.at),
    run: point.run,
    seq: point.seq,
    managed: managed.accounts,
    enforced: point.enforced,
    unknown: point.unknown,
    enforcedPercent: percentShare(point.enforced, managed.accounts),
  }));
  return { every: past.trend.every, points };
}
