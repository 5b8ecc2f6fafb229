import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeDisk } from '../machine/durable.ts';
import type { Checked } from '../model/diagnostic.ts';
import type { Documents } from '../policy/documents.ts';
import { validatePolicyFiles, folderName, type LoadedPolicies } from '../policy/load.ts';
import { parseDocuments } from '../policy/parse-documents.ts';
import { compareUtf8 } from '../model/text.ts';
import { MAX_BYTES, type PolicyFile, type PolicyFiles, readPolicyFiles } from '../policy/read.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { type Io, EndOfCommand } from './io.ts';
import { accept, maskOf } from './workspace.ts';

/** A file of the policies before and after an edit. */
export interface PolicyEdit {
  /** Below the root of the repository, with forward slashes. */
  readonly path: string;
  /** Null where the file is not there yet. */
  readonly before: string | null;
  readonly after: string;
}

/** Policies that are valid as they are, ready to be edited. */
export interface EditablePolicies {
  readonly read: PolicyFiles;
  /** The folder of the policies as diagnostics call it: the first part of each edit's path. */
  readonly name: string;
  readonly documents: Documents;
  readonly loaded: LoadedPolicies;
}

/** Reads the policies; ends the command with all that is wrong in them. */
export function openEditable(io: Io, settings: ResolvedSettings): EditablePolicies {
  const name = folderName(settings.policies);
  const read = readPolicyFiles(join(settings.root, settings.policies), name);
  const checked = validatePolicyFiles(read, name, io.now());
  const loaded = accept(
    io,
    settings.root,
    checked.ok ? { ...checked, diagnostics: [] } : checked,
    maskOf(io, settings),
  );
  return { read, name, documents: parseDocuments(read, name).documents, loaded };
}

/** The policies as they are with the edits; ends the command, with nothing written, where an edit makes them invalid. */
export function acceptEdits(
  io: Io,
  settings: ResolvedSettings,
  policies: EditablePolicies,
  edits: readonly PolicyEdit[],
): LoadedPolicies {
  const texts = new Map(edits.map(({ path, after }) => [path, after]));
  return accept(io, settings.root, checkEdits(io, policies, edits), maskOf(io, settings), texts);
}

/** The policies as they are with the edits, or what the edits make wrong. */
export function checkEdits(
  io: Io,
  { read, name }: EditablePolicies,
  edits: readonly PolicyEdit[],
): Checked<LoadedPolicies> {
  const edited = edits.map(({ path, after }) => policyFile(path.slice(name.length + 1), after));
  const paths = new Set(edited.map(({ path }) => path));
  const files = [...read.files.filter(({ path }) => !paths.has(path)), ...edited].sort((a, b) =>
    compareUtf8(a.path, b.path),
  );
  const checked = validatePolicyFiles({ ...read, files }, name, io.now());
  // What was to be warned of before is no news; what is wrong now is due to the edit.
  return checked.ok
    ? { ...checked, diagnostics: [] }
    : { ...checked, diagnostics: checked.diagnostics.filter(({ severity }) => severity === 'error') };
}

/** A file as it would be read; the path lies below the folder of the policies. Ends the command where it would be too large to be read. */
export function policyFile(path: string, text: string): PolicyFile {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new EndOfCommand(
      `${path} would be over 1 MiB; nothing was changed. Split the file, or make the change in parts.`,
    );
  return { path, text, hash: createHash('sha256').update(text).digest('hex') };
}

/** Writes each file whole or not at all. */
export async function writeEdits({ root }: ResolvedSettings, edits: readonly PolicyEdit[]): Promise<void> {
  for (const { path, before, after } of edits) {
    try {
      const file = join(root, path);
      if (before === null) await mkdir(dirname(file), { recursive: true });
      // A link within the policies stays a link: the file that it leads to is written.
      await nodeDisk.replace(before === null ? file : await realpath(file), after);
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      throw new EndOfCommand(
        `${path} cannot be written: ${error.message}. The files before it are written; this file and those after it are not changed.`,
      );
    }
  }
}
