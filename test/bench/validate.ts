/** Reads the policies of a synthetic tenant, checked or barely parsed, and tells what that took. Run as a process of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadPolicies } from '../../src/policy/load.ts';
import { cpuSince } from './mfactl.ts';
import { NOW } from './tenant.ts';

/** Milliseconds. */
export interface ValidateTimes {
  readonly time: number;
  readonly cpu: number;
  readonly files: number;
}

/** What `mfactl validate` does. */
function validate(folder: string): number {
  const loaded = loadPolicies(folder, 'policies', NOW);
  if (!loaded.ok)
    throw new Error(`The synthetic policies are not valid: ${JSON.stringify(loaded.diagnostics.slice(0, 3))}`);
  return loaded.value.files;
}

/** The same files through the YAML parser, and nothing else. */
function parseAlone(folder: string): number {
  const root = join(folder, 'policies');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  for (const name of files) parse(readFileSync(join(root, name), 'utf8'));
  return files.length;
}

if (import.meta.main) {
  const [what = '', folder = ''] = process.argv.slice(2);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const files = what === 'validate' ? validate(folder) : parseAlone(folder);
  process.stdout.write(
    JSON.stringify({ time: performance.now() - start, cpu: cpuSince(cpu), files } satisfies ValidateTimes),
  );
}
