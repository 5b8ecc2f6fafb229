import { stat } from 'node:fs/promises';
import type { Instant } from '../../model/account.ts';
import type { Problem } from './csv/problems.ts';

/** What decides when the reports were made. */
export interface ObservedAtSource {
  /** What the settings say. */
  readonly observedAt: Instant | null;
  readonly inCi: boolean;
  readonly isTracked: (file: string) => Promise<boolean>;
}

/**
 * When the portal made the reports. Without a setting it is the time of change of the older file, unless that time
 * tells nothing: a checkout and a download in CI make files new.
 */
export async function findObservedAt(source: ObservedAtSource, paths: readonly string[]): Promise<Instant | Problem> {
  if (source.observedAt !== null) return source.observedAt;
  if (source.inCi) return problem('in CI the files are as new as the job');
  for (const path of paths)
    if (await source.isTracked(path)) return problem('git does not keep when a file was changed');
  const times = await Promise.all(paths.map(changedAt));
  return Math.floor(Math.min(...times));
}

function problem(why: string): Problem {
  const message = `Nothing tells when the reports were made: ${why}. Set directory.observedAt to that instant.`;
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
