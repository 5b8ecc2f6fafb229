import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Instant } from '../../model/account.ts';
import { localInstant, startOfDay } from '../../model/time.ts';
import type { ExportProblem } from './csv/problems.ts';
import { dateInName, type NamedDate } from './named-date.ts';

/** What decides when the exports were made. */
export interface ObservedAtSource {
  /** What the settings say. */
  readonly observedAt: Instant | null;
  readonly inCi: boolean;
  readonly isTracked: (file: string) => Promise<boolean>;
  /** The tenant's time zone; null where its document does not tell. Asked only where a file name has a date. */
  readonly timezone: () => string | null;
}

/**
 * When the portal made the exports: what the setting says, else the time of the older file. That is the date in its
 * name, else its time of change, unless that tells nothing: a checkout and a download in CI make files new.
 */
export async function findObservedAt(
  source: ObservedAtSource,
  paths: readonly string[],
): Promise<Instant | ExportProblem> {
  if (source.observedAt !== null) return source.observedAt;
  const times: Instant[] = [];
  for (const path of paths) {
    const time = await timeOf(source, path);
    if (typeof time !== 'number') return time;
    times.push(time);
  }
  return Math.floor(Math.min(...times));
}

async function timeOf(source: ObservedAtSource, path: string): Promise<Instant | ExportProblem> {
  const date = dateInName(basename(path));
  if (date !== null)
    return (
      instantOfDate(date, source) ??
      problem('a file name has a date, but tenant.yaml does not name the time zone that it is in')
    );
  if (source.inCi) return problem('in CI the files are only as old as the job');
  if (await source.isTracked(path)) return problem('git does not keep the time at which a file was changed');
  return changedAt(path);
}

/** A day without a time is taken as its first instant: the report is no older than that. */
function instantOfDate({ day, time, utc }: NamedDate, source: ObservedAtSource): Instant | null {
  const timezone = utc ? 'UTC' : source.timezone();
  if (timezone === null) return null;
  return time === null ? startOfDay(day, timezone) : localInstant(`${day}T${time}`, timezone);
}

function problem(why: string): ExportProblem {
  const message = `It is not known when the reports were made: ${why}. Set directory.observedAt to that instant, or give both files names with the date.`;
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
