import { setTimeout } from 'node:timers/promises';
import type { DirectoryReader, DirectoryWriter } from '../directory/port.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { type Io, Stop } from './io.ts';

/** The directory that is read. */
export async function openReader(io: Io, settings: ResolvedSettings): Promise<DirectoryReader> {
  const { directory } = settings;
  switch (directory.kind) {
    case 'sandbox': {
      const { createSandboxReader } = await import('../directory/sandbox/reader.ts');
      return createSandboxReader(directory.file, () => io.now());
    }
    case 'report': {
      const { createReportReader } = await import('../directory/report/reader.ts');
      const { isTracked } = await import('../git/state.ts');
      return createReportReader({
        mailboxReport: directory.mailboxReport,
        mfaStatusReport: directory.mfaStatusReport,
        observedAt: directory.observedAt,
        columns: directory.columns,
        displayName: (file) => displayName(settings.root, file),
        inCi: isCi(io),
        isTracked: (file) => isTracked(settings.root, file),
      });
    }
    default:
      throw new Stop(`this version can not read a directory of kind ${directory.kind} yet; use report or sandbox.`);
  }
}

/** The directory that is written; null where the settings name none. */
export async function openWriter(io: Io, settings: ResolvedSettings): Promise<DirectoryWriter | null> {
  const { target } = settings;
  if (target === null) return null;
  if (target.kind !== 'sandbox') throw new Stop(`this version can not write to a target of kind ${target.kind} yet; use sandbox.`);
  const { createSandboxWriter } = await import('../directory/sandbox/writer.ts');
  return createSandboxWriter(target.file, { now: () => io.now(), sleep });
}

/** The directory that is written, as it is now: what an apply looks at before it writes. */
export async function openTargetReader(io: Io, settings: ResolvedSettings): Promise<DirectoryReader> {
  const { target } = settings;
  if (target?.kind !== 'sandbox') throw new Stop('this version applies to a sandbox only.');
  const { createSandboxReader } = await import('../directory/sandbox/reader.ts');
  return createSandboxReader(target.file, () => io.now());
}

/** Waits; rejects as soon as the signal is aborted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal });
}

export function isCi(io: Io): boolean {
  const value = io.env['CI'];
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

/** A path below the root as people write it; others stay as they are. */
export function displayName(root: string, file: string): string {
  const normal = file.replaceAll('\\', '/');
  const base = `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  return normal.startsWith(base) ? normal.slice(base.length) : normal;
}
