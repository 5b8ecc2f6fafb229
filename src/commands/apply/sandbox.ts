import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createExportReader } from '../../directory/exports/reader.ts';
import { loadSandbox } from '../../directory/sandbox/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { withProgress } from '../../session/progress.ts';
import { displayName } from '../../session/directories.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { type GlobalOptions, accept, maskOf, openSettings } from '../../session/workspace.ts';
import { loadFaults } from '../../directory/sandbox/faults.ts';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import type { SandboxFaults } from '../../generated/sandbox-faults.ts';
import { parseYaml } from '../../policy/yaml/parse.ts';
import { checkSchema } from '../../policy/diagnostics/schema.ts';
import { type Source, placeOf } from '../../policy/yaml/source.ts';
import { counted } from '../../report/markup/numbers.ts';

interface SandboxLoadOptions extends GlobalOptions {
  readonly mailboxReport: string;
  readonly mfaReport: string;
}

/** Replaces the content of the sandbox by that of the two reports. */
export async function sandboxLoad(io: Io, options: SandboxLoadOptions): Promise<number> {
  const settings = openSettings(io, options);
  const file = sandboxFile(settings);
  const reader = createExportReader({
    mailboxReport: resolve(io.cwd, options.mailboxReport),
    mfaStatusReport: resolve(io.cwd, options.mfaReport),
    // A sandbox is observed when it is read, whatever the age of the reports it was filled from.
    observedAt: io.now(),
    columns: settings.directory.kind === 'report' ? settings.directory.columns : {},
    displayName: (path) => displayName(settings.root, path),
    inCi: false,
    isTracked: () => Promise.resolve(false),
    timezone: () => null,
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
  throw new EndOfCommand(
    'the settings name no sandbox. Add "target: { kind: sandbox, file: .mfactl/sandbox.sqlite }" to mfactl.yaml.',
  );
}

interface SandboxFaultsOptions extends GlobalOptions {
  readonly file: string;
}

/** Sets the faults that the sandbox shows at its next writes, in place of those before. */
export async function sandboxFaults(io: Io, options: SandboxFaultsOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const text = await readFile(resolve(io.cwd, options.file), 'utf8').catch((error: Error) => {
    throw new EndOfCommand(`mfactl cannot read ${options.file}: ${error.message}`);
  });
  const faults = accept(io, io.cwd, parseFaults(options.file, text), mask);
  const count = accept(io, settings.root, loadFaults(sandboxFile(settings), faults), mask);
  await io.out(
    count === 0
      ? 'The sandbox has no faults now.\n'
      : `The sandbox has ${counted(count, 'fault')} now; its next write is request 1.\n`,
  );
  return EXIT.done;
}

/** The faults that a JSON or YAML text lists; `file` is how diagnostics call it. */
export function parseFaults(file: string, text: string): Checked<SandboxFaults> {
  const parsed = parseYaml(file, text);
  if (!parsed.ok) return parsed;
  const refused = checkSchema(parsed.value, 'SandboxFaults');
  if (refused.length > 0) return { ok: false, diagnostics: refused };
  const faults = parsed.value.value as SandboxFaults;
  const repeated = repeatedRequests(parsed.value, faults);
  return repeated.length > 0 ? { ok: false, diagnostics: repeated } : { ok: true, value: faults, diagnostics: [] };
}

/** One request can have one fault. */
function repeatedRequests(source: Source, faults: SandboxFaults): Diagnostic[] {
  const seen = new Set<number>();
  const repeated: Diagnostic[] = [];
  for (const [i, { request }] of faults.entries()) {
    if (seen.has(request)) {
      const message = `Two faults are for request ${request}. Keep one of them.`;
      repeated.push({ ...placeOf(source, [i, 'request']), code: 'fault-repeated', severity: 'error', message });
    }
    seen.add(request);
  }
  return repeated;
}
