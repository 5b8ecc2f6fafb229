import { setTimeout } from 'node:timers/promises';
import type { DirectoryReader, DirectoryWriter } from '../directory/port.ts';
import { createPortalWriter } from '../directory/portal.ts';
import { SandboxFileError } from '../directory/sandbox/store.ts';
import { createSandboxWriter } from '../directory/sandbox/writer.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { openTargetReader } from './directories.ts';
import { type Io, EndOfCommand } from './io.ts';

/** The target as an apply sees it: it writes, and looks before it writes. Commands that only look never load this file. */
export interface Target {
  readonly reader: DirectoryReader;
  readonly writer: DirectoryWriter;
}

/** Opens the directory that is written. */
export async function openTarget(io: Io, settings: ResolvedSettings): Promise<Target> {
  const reader = await openTargetReader(io, settings);
  const { target } = settings;
  if (target?.kind === 'portal') return { reader, writer: createPortalWriter() };
  if (target?.kind !== 'sandbox') throw new Error('a target that can be read is a sandbox or the portal');
  try {
    return { reader, writer: createSandboxWriter(target.file, { now: () => io.now(), sleep }) };
  } catch (error) {
    if (error instanceof SandboxFileError) throw new EndOfCommand(error.message);
    throw error;
  }
}

/** Waits; rejects as soon as the signal is aborted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal });
}
