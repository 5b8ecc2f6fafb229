import { setTimeout } from 'node:timers/promises';
import type { DirectoryReader, DirectoryWriter } from '../directory/port.ts';
import { createSandboxReader } from '../directory/sandbox/reader.ts';
import { SandboxFileError } from '../directory/sandbox/store.ts';
import { createSandboxWriter } from '../directory/sandbox/writer.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { type Io, Stop } from './io.ts';

/** The target as an apply sees it: it writes, and looks before it writes. Commands that only look never load this file. */
export interface Target {
  readonly reader: DirectoryReader;
  readonly writer: DirectoryWriter;
}

/** Opens the directory that is written. */
export function openTarget(io: Io, { target }: ResolvedSettings): Target {
  if (target === null) throw new Stop('the settings name nothing that can be written; add "target: { kind: sandbox, file: .mfactl/sandbox.sqlite }" to mfactl.yaml.');
  if (target.kind !== 'sandbox') throw new Stop(`this version can not write to a target of kind ${target.kind} yet; use sandbox.`);
  const now = () => io.now();
  try {
    return { reader: createSandboxReader(target.file, now), writer: createSandboxWriter(target.file, { now, sleep }) };
  } catch (error) {
    if (error instanceof SandboxFileError) throw new Stop(error.message);
    throw error;
  }
}

/** Waits; rejects as soon as the signal is aborted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal });
}
