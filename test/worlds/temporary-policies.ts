import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Checked } from '../../src/model/diagnostic.ts';
import { type LoadedPolicies, loadPolicies } from '../../src/policy/load.ts';

export const FIXTURES = join(import.meta.dirname, '../fixtures/broken-policies');
export const NOW = Date.parse('2026-11-24T12:00:00Z');

/** A valid policy repository in a folder of its own, which is removed after `use`. */
export function withPolicies<Result>(use: (root: string) => Result): Result {
  const root = mkdtempSync(join(tmpdir(), 'mfactl-'));
  try {
    cpSync(join(FIXTURES, 'base'), root, { recursive: true });
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Loads the valid base with files (below policies/) put over it; null removes one. */
export function loadWith(
  files: Readonly<Record<string, string | Uint8Array | null>>,
  now = NOW,
): Checked<LoadedPolicies> {
  return withPolicies((root) => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(root, 'policies', path);
      mkdirSync(dirname(file), { recursive: true });
      if (content === null) rmSync(file);
      else writeFileSync(file, content);
    }
    return loadPolicies(root, 'policies', now);
  });
}

/** Each diagnostic as `file:line:column severity code`, as expected.txt writes it. */
export function outline({ diagnostics }: Checked<unknown>): string[] {
  return diagnostics.map(({ file, line, column, severity, code }) => {
    const place = [file, line, column].filter((part) => part !== null).join(':');
    return `${place} ${severity} ${code}`;
  });
}

/** A file of the valid base, by its path below policies/. */
export function baseFile(path: string): string {
  return readFileSync(join(FIXTURES, 'base/policies', path), 'utf8');
}
