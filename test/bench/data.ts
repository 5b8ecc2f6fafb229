import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Policies } from '../../src/model/policies.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { type ReportPaths, writeReports } from './report-files.ts';
import { NOW, writeTenant } from './tenant.ts';

const SEED = 20261124;
/** Files whose text decides what the data are. */
const MADE_BY = ['report-files.ts', 'synthetic-tenant.ts', 'tenant.ts'];

/** So many organisations does a tenant of this size have: 22,000 for 2.1 million accounts. */
export function organisationsFor(accounts: number): number {
  return Math.max(20, Math.round((accounts * 22_000) / 2_100_000));
}

export function reportsIn(folder: string): ReportPaths {
  return { mailboxReport: join(folder, 'Mailbox Report.csv'), mfaStatusReport: join(folder, 'MFAStatusReport.csv') };
}

/** The policies that `prepare` has read and checked, without the time and memory that reading YAML takes. */
export function policiesIn(folder: string): Policies {
  return deserialize(readFileSync(join(folder, 'policies.bin'))) as Policies;
}

/** Makes reports and policies for so many accounts where they are missing or were made by other code; gives the folder. */
export async function prepare(root: string, accounts: number): Promise<string> {
  const folder = join(root, String(accounts));
  const mark = join(folder, 'made-by.txt');
  const maker = madeBy();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === maker) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await writeReports(folder, accounts, organisationsFor(accounts), SEED);
  writeTenant(folder, accounts, organisationsFor(accounts), SEED);
  const loaded = loadPolicies(folder, 'policies', NOW);
  if (!loaded.ok)
    throw new Error(`The synthetic policies are not valid: ${JSON.stringify(loaded.diagnostics.slice(0, 3))}`);
  writeFileSync(join(folder, 'policies.bin'), serialize(loaded.value.policies));
  writeFileSync(mark, maker);
  return folder;
}

function madeBy(): string {
  const hash = createHash('sha256');
  for (const file of MADE_BY) hash.update(readFileSync(new URL(file, import.meta.url)));
  return hash.digest('hex');
}
