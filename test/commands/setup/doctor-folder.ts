/** A tenant that doctor looks at, and what it then says. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { run } from '../../../src/cli.ts';
import type { Check } from '../../../src/commands/setup/doctor-check.ts';
import { testIo } from '../../worlds/io.ts';
import { loadRows, type Row, tenant, type TenantFolder, tenantFolder } from '../../worlds/tenant-folder.ts';

export const NOW = Date.parse('2026-11-24T09:00:00Z');
export const HOUR = 3_600_000;

export const FILES = {
  'mfactl.yaml': { directory: { kind: 'sandbox' } },
  'policies/tenant.yaml': tenant({ approvers: ['lead.example@nhs.net'] }),
  'policies/organisations/X26/organisation.yaml': {
    kind: 'Organisation',
    code: 'X26',
    name: 'Example Teaching Hospitals',
  },
};
const ROWS: Row[] = [{ address: 'calm.example@nhs.net', organisation: 'X26', reported: 'Admin Enabled' }];

/** A tenant in git in which one apply took place. */
export async function healthy(
  context: TestContext,
  files: Readonly<Record<string, unknown>> = {},
): Promise<TenantFolder> {
  const folder = await tenantFolder(context, { ...FILES, ...files });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', 'policies');
  git(
    '-c',
    'user.name=Jo Example',
    '-c',
    'user.email=jo.example@nhs.net',
    'commit',
    '--quiet',
    '--message',
    'Policies',
  );
  await loadRows(folder, NOW, ROWS);
  await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson');
  assert.equal((await folder.mfactl(NOW, 'apply', 'plan.ndjson', '--run', 'first')).code, 0);
  return folder;
}

export interface Told {
  readonly code: number;
  readonly checks: Map<string, Check>;
  readonly text: string;
}

export async function doctor(folder: TenantFolder, now = NOW, env: Record<string, string> = {}): Promise<Told> {
  const io = testIo(folder.path, now, env);
  const code = await run(['doctor', '--json'], io);
  assert.equal(io.written.err, '');
  const { ok, checks } = JSON.parse(io.written.out) as { ok: boolean; checks: Check[] };
  assert.equal(ok, code === 0);
  return { code, checks: new Map(checks.map((check) => [check.name, check])), text: io.written.out };
}

export function states({ checks }: Told): Record<string, string> {
  return Object.fromEntries(
    [...checks].filter(([, { state }]) => state !== 'ok').map(([name, { state }]) => [name, state]),
  );
}

export function hasCheck(told: Told, name: string, state: Check['state'], says: RegExp, advice: RegExp): void {
  const check = told.checks.get(name);
  assert.equal(check?.state, state, JSON.stringify(check));
  assert.match(check?.says ?? '', says);
  assert.match(check?.advice ?? '', advice);
}
