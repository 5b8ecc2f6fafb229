import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createReportReader } from '../../directory/exports/reader.ts';
import { loadSandbox } from '../../directory/sandbox/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { counted } from '../../report/markup/terminal.ts';
import { withProgress } from '../../session/progress.ts';
import { displayName } from '../../session/directories.ts';
import { EXIT, type Io, Stop } from '../../session/io.ts';
import { accept, type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface SandboxLoadOptions extends GlobalOptions {
  readonly mailboxReport: string;
  readonly mfaReport: string;
}

/** Replaces the content of the sandbox by that of the two reports. */
export async function sandboxLoad(io: Io, options: SandboxLoadOptions): Promise<number> {
  const settings = openSettings(io, options);
  const file = sandboxFile(settings);
  const reader = createReportReader({
    mailboxReport: resolve(io.cwd, options.mailboxReport),
    mfaStatusReport: resolve(io.cwd, options.mfaReport),
    // A sandbox is observed when it is read, whatever the age of the reports it was filled from.
    observedAt: io.now(),
    columns: settings.directory.kind === 'report' ? settings.directory.columns : {},
    displayName: (path) => displayName(settings.root, path),
    inCi: false,
    isTracked: () => Promise.resolve(false),
  });
  const mask = maskOf(io, settings);
  const read = await withProgress(io, 'Reading the reports', (onProgress) => reader.read(io.signal, onProgress));
  const snapshot = accept(io, settings.root, read, mask);
  await mkdir(dirname(file), { recursive: true });
  const load = await withProgress(io, 'Filling the sandbox', (onProgress) =>
    loadSandbox(file, snapshot, randomUUID, io.signal, onProgress),
  );
  const loaded = accept(io, settings.root, load, mask);
  for (const finding of snapshot.findings) io.err(`${finding.severity}: ${finding.says}\n`);
  await io.out(
    `Sandbox ${loaded.id} in ${displayName(settings.root, file)} holds ${counted(loaded.accounts, 'account')}.\n`,
  );
  return EXIT.done;
}

/** The file of the sandbox that the settings name: the directory's own, else the target's. */
export function sandboxFile(settings: ResolvedSettings): string {
  if (settings.directory.kind === 'sandbox') return settings.directory.file;
  if (settings.target?.kind === 'sandbox') return settings.target.file;
  throw new Stop(
    'the settings name no sandbox; add "target: { kind: sandbox, file: .mfactl/sandbox.sqlite }" to mfactl.yaml.',
  );
}
