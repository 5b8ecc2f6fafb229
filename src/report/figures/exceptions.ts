/** Exceptions of the accounts that are there, by reason and by age. */
import type { UserException } from '../../model/policies.ts';
import { compareUtf8 } from '../../model/text.ts';
import { DAY } from '../../model/time.ts';
import type { AgeCount, ExceptionCoverage, ReasonCount } from '../../generated/coverage.ts';
import { maskText } from '../markup/mask.ts';
import { countRegister, register } from './register.ts';
import type { ReportData } from './report-data.ts';

/** The first day of each band of ages. */
const BANDS = [0, 1, 7, 30, 90, 180] as const;

interface Found {
  readonly entry: UserException;
  readonly refused: boolean;
}

export function exceptionFigures(data: ReportData): ExceptionCoverage {
  const found = findExceptions(data);
  return {
    byReason: byReason(found, (reason) => maskText(reason, data.mask)),
    byAge: byAge(found, data.now),
    unrecorded: data.figures.total.exceptions.unrecorded,
    register: countRegister(register(data)),
  };
}

/** One for each account that has an exception now, accepted or refused. */
function findExceptions({ population, swept: { at } }: ReportData): Found[] {
  const found: Found[] = [];
  for (let row = 0; row < population.size; row++) {
    const { exception } = at(row);
    if (exception !== null) found.push({ entry: exception.entry, refused: exception.refused !== null });
  }
  return found;
}

function byReason(found: readonly Found[], shown: (reason: string) => string): ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const { entry, refused } of found) {
    const { type, reason } = entry;
    const key = `${type} ${reason}`;
    const count = counts.get(key) ?? { type, reason: shown(reason), active: 0, refused: 0 };
    counts.set(key, count);
    if (refused) count.refused++;
    else count.active++;
  }
  // The short-term ones first.
  return [...counts.values()].sort((a, b) => compareUtf8(b.type, a.type) || compareUtf8(a.reason, b.reason));
}

function byAge(found: readonly Found[], now: number): AgeCount[] {
  const bands: AgeCount[] = BANDS.map((fromDays, i) => ({ fromDays, toDays: BANDS[i + 1] ?? null, active: 0 }));
  for (const { entry, refused } of found) {
    const days = (now - entry.startsAt) / DAY;
    const band = bands.findLast(({ fromDays }) => fromDays <= days);
    if (!refused && band !== undefined) band.active++;
  }
  return bands;
}
