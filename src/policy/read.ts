import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compareUtf8, fold, quoted } from '../model/text.ts';
import type { DiagnosticCode } from './diagnostics/codes.ts';
import { diagnose, wholeFile } from './diagnostics/diagnose.ts';

/** No file is larger. */
export const MAX_BYTES = 1024 * 1024;
const POLICY_FILE = /\.ya?ml$/;

/** One file of the policies. */
export interface PolicyFile {
  /** Below the folder of the policies, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: string;
}

export interface PolicyFiles {
  /** In the order of their paths, by UTF-8 bytes. */
  readonly files: readonly PolicyFile[];
  /** Paths of files that are there, but were refused. */
  readonly refused: readonly string[];
  /** Why; they name files below `name`. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads all policies below a folder; `name` is how diagnostics call the folder. */
export function readPolicyFiles(folder: string, name: string): PolicyFiles {
  const diagnostics: Diagnostic[] = [];
  const refused: string[] = [];
  const refuse: Refuse = (code, path, message) => {
    if (POLICY_FILE.test(path)) refused.push(path);
    diagnostics.push(diagnose(code, wholeFile(path === '' ? name : `${name}/${path}`), message));
  };
  const files: PolicyFile[] = [];
  for (const path of findPolicyFiles(folder, refuse)) {
    const file = readPolicyFile(folder, path, refuse);
    if (file !== null) files.push(file);
  }
  return { files, refused, diagnostics };
}

/** `sha256:` and the digest over paths and contents: the same for the same files in any order, on any machine. */
export function digestOf(files: readonly Pick<PolicyFile, 'path' | 'hash'>[]): string {
  const lines = files.map(({ path, hash }) => ({ path: path.normalize('NFC'), hash }));
  lines.sort((a, b) => compareUtf8(a.path, b.path));
  const digest = createHash('sha256');
  for (const { path, hash } of lines) digest.update(`${path}\0${hash}\n`);
  return `sha256:${digest.digest('hex')}`;
}

type Refuse = (code: DiagnosticCode, path: string, message: string) => void;

/** Paths below the folder, sorted. Links are refused, wherever they lead. */
function findPolicyFiles(folder: string, refuse: Refuse): string[] {
  if (!isThere(folder)) {
    refuse(
      'missing-folder',
      '',
      'The policies folder does not exist. Create it, or correct `policies` in mfactl.yaml.',
    );
    return [];
  }
  const found: string[] = [];
  if (lstatSync(folder).isSymbolicLink()) {
    refuseLink('', refuse);
    return found;
  }
  const folders = [''];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = entriesOf(folder, next, refuse);
    refuseTwins(next, entries, refuse);
    for (const entry of entries) {
      const below = next === '' ? entry.name : `${next}/${entry.name}`;
      if (entry.isDirectory()) folders.push(below);
      else if (entry.isSymbolicLink()) refuseLink(below, refuse);
      else if (POLICY_FILE.test(entry.name) && isRegular(entry.isFile(), below, refuse)) found.push(below);
    }
  }
  return found.sort(compareUtf8);
}

/** What a link leads to can change without a commit, and git keeps the link alone: history would not see the policy. */
function refuseLink(path: string, refuse: Refuse): void {
  refuse('link-in-policies', path, 'This is a symbolic link. Put the file or folder itself here.');
}

/** A checkout on Windows or macOS holds one of two names that differ in capital letters alone. */
function refuseTwins(path: string, entries: readonly Dirent[], refuse: Refuse): void {
  const first = new Map<string, string>();
  for (const name of entries.map((entry) => entry.name).sort(compareUtf8)) {
    const twin = first.get(fold(name));
    if (twin === undefined) first.set(fold(name), name);
    else {
      const below = path === '' ? name : `${path}/${name}`;
      refuse(
        'names-differ-in-case',
        below,
        `This name and ${quoted(twin)} differ only in capital letters. Rename one.`,
      );
    }
  }
}

/** Whether a path below the folder is one of a policy file; names that start with `.` or `_` are passed over. */
export function isPolicyPath(path: string): boolean {
  return POLICY_FILE.test(path) && !/(^|\/)[._]/.test(path);
}

/** What stands in a folder, without names that start with `.` or `_`. */
function entriesOf(folder: string, path: string, refuse: Refuse): Dirent[] {
  try {
    return readdirSync(join(folder, path), { withFileTypes: true }).filter(({ name }) => !/^[._]/.test(name));
  } catch (error) {
    refuse('file-unreadable', path, `This folder cannot be read (${codeOf(error)}). Correct its permissions.`);
    return [];
  }
}

/** A pipe or a device could block for ever. */
function isRegular(regular: boolean, path: string, refuse: Refuse): boolean {
  if (!regular) refuse('file-unreadable', path, 'This is not a regular file. Remove it.');
  return regular;
}

function readPolicyFile(folder: string, path: string, refuse: Refuse): PolicyFile | null {
  const read = readTextFile(join(folder, path));
  if ('text' in read) return { path, ...read };
  refuse(read.code, path, read.message);
  return null;
}

/** A text with the SHA-256 of its bytes, or why it is refused. */
export type TextFile =
  | { readonly text: string; readonly hash: string }
  | { readonly code: DiagnosticCode; readonly message: string; readonly missing: boolean };

/** One file of at most 1 MiB of UTF-8. */
export function readTextFile(file: string): TextFile {
  let bytes: Buffer;
  try {
    bytes = readAtMost(file, MAX_BYTES + 1);
  } catch (error) {
    const code = codeOf(error);
    return {
      code: 'file-unreadable',
      message: `This file cannot be read (${code}). Correct its permissions.`,
      missing: code === 'ENOENT',
    };
  }
  return textOfBytes(bytes);
}

/** The same for bytes that were read from elsewhere, such as an older version in git. */
export function textOfBytes(bytes: Buffer): TextFile {
  if (bytes.length > MAX_BYTES)
    return { code: 'file-too-large', message: 'This file is over 1 MiB. Split it.', missing: false };
  if (!isUtf8(bytes))
    return { code: 'file-not-utf8', message: 'This file is not UTF-8. Save it as UTF-8.', missing: false };
  return { text: bytes.toString('utf8'), hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Holds a file while it is read: reading is synchronous, so one is enough. */
let scratch: Buffer | null = null;

/** The first bytes of a file, so that a huge one is never read whole. They hold until the next call. */
function readAtMost(file: string, limit: number): Buffer {
  scratch ??= Buffer.allocUnsafeSlow(limit);
  const handle = openSync(file, 'r');
  try {
    let length = 0;
    while (length < limit) {
      const got = readSync(handle, scratch, length, limit - length, null);
      if (got === 0) break;
      length += got;
    }
    return scratch.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
