import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { FileEdit } from '../github/branch.ts';
import { loadPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import type { Io } from './io.ts';

/**
 * Everything that would be wrong with one organisation's policies, and the tenant's, once edited. `folder` is the
 * organisation's, and both it and the paths of the edits are from the root of the settings.
 */
export async function tryEdits(io: Io, { root, policies }: ResolvedSettings, folder: string, edits: readonly FileEdit[]): Promise<Diagnostic[]> {
  const trial = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    for (const part of [`${policies}/tenant.yaml`, folder]) await cp(join(root, part), join(trial, part), { recursive: true, force: true });
    for (const { path, text } of edits) {
      await mkdir(dirname(join(trial, path)), { recursive: true });
      if (text === null) await rm(join(trial, path), { force: true });
      else await writeFile(join(trial, path), text);
    }
    return loadPolicies(trial, policies, io.now()).diagnostics.filter(({ severity }) => severity === 'error');
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}
