import type { DirectoryReader } from '../directory/port.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { join } from 'node:path';
import { isTimezone } from '../model/zone.ts';
import { readTextFile } from '../policy/read.ts';
import { parseYaml } from '../policy/yaml/parse.ts';
import { PORTAL } from '../directory/port.ts';
import { type Io, EndOfCommand } from './io.ts';

/** The directory that is read. */
export async function openReader(io: Io, settings: ResolvedSettings): Promise<DirectoryReader> {
  const { directory } = settings;
  switch (directory.kind) {
    case 'sandbox': {
      const { createSandboxReader } = await import('../directory/sandbox/reader.ts');
      return createSandboxReader(directory.file, () => io.now());
    }
    case 'report': {
      const { createExportReader: createReportReader } = await import('../directory/exports/reader.ts');
      const { isTracked } = await import('../git/state.ts');
      return createReportReader({
        mailboxReport: directory.mailboxReport,
        mfaStatusReport: directory.mfaStatusReport,
        observedAt: directory.observedAt,
        columns: directory.columns,
        displayName: (file) => displayName(settings.root, file),
        inCi: isCi(io),
        isTracked: (file) => isTracked(settings.root, file),
        timezone: () => tenantTimezone(settings),
      });
    }
    default:
      throw new EndOfCommand(
        `this version cannot read a directory of kind ${directory.kind} yet; use report or sandbox.`,
      );
  }
}

/** The time zone that tenant.yaml names; null where it cannot be told. Nothing else of the policies is looked at. */
function tenantTimezone({ root, policies }: ResolvedSettings): string | null {
  const file = join(root, policies, 'tenant.yaml');
  const read = readTextFile(file);
  if (!('text' in read)) return null;
  const parsed = parseYaml(file, read.text);
  const named = parsed.ok ? (parsed.value.value as { timezone?: unknown } | null)?.timezone : null;
  return typeof named === 'string' && isTimezone(named) ? named : null;
}

/** The directory that is written, to look at it. */
export async function openTargetReader(io: Io, settings: ResolvedSettings): Promise<DirectoryReader> {
  const { target } = settings;
  if (target === null)
    throw new EndOfCommand(
      'the settings name no directory that mfactl can write to; add "target: { kind: sandbox, file: .mfactl/sandbox.sqlite }" to mfactl.yaml.',
    );
  // The portal itself cannot be read: its exports are.
  if (target.kind === 'portal') return openReader(io, settings);
  if (target.kind !== 'sandbox') throw unwritable(target.kind);
  const { createSandboxReader } = await import('../directory/sandbox/reader.ts');
  return createSandboxReader(target.file, () => io.now());
}

/** The directory that a plan may be applied to, by kind and name; null where there is none, or none yet. */
export async function targetOf({
  target,
}: ResolvedSettings): Promise<{ kind: 'sandbox' | 'portal' | 'graph'; name: string } | null> {
  if (target === null) return null;
  if (target.kind === 'portal') return { kind: 'portal', name: PORTAL };
  if (target.kind !== 'sandbox') throw unwritable(target.kind);
  const name = await sandboxId(target.file);
  return name === null ? null : { kind: 'sandbox', name };
}

function unwritable(kind: string): EndOfCommand {
  return new EndOfCommand(`this version cannot write to a target of kind ${kind} yet; use sandbox or portal.`);
}

/** The id that a sandbox is known by; null where there is none, or none yet. */
export async function sandboxId(file: string): Promise<string | null> {
  const { openStore, SandboxFileError } = await import('../directory/sandbox/store.ts');
  try {
    const { database, id } = openStore(file);
    database.close();
    return id;
  } catch (error) {
    if (error instanceof SandboxFileError && error.diagnostic.code === 'sandbox-missing') return null;
    if (error instanceof SandboxFileError) throw new EndOfCommand(error.message);
    throw error;
  }
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
