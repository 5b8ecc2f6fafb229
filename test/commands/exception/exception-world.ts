import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { tenant, tenantFolder, type TenantFolder } from '../../worlds/tenant-folder.ts';

export const NOW = Date.parse('2026-11-24T09:00:00.250Z');
export const HOME = 'policies/organisations/X26';
const TENANT = tenant({
  approvers: ['lead.example@nhs.net'],
  exceptions: {
    unrecorded: 'keep',
    'short-term': { maxPerUser: { count: 2, within: 'P30D' } },
    'long-term': { require: ['approvedBy', 'ticket'] },
  },
});

export async function world(t: TestContext, files: Record<string, unknown> = {}): Promise<TenantFolder> {
  return tenantFolder(t, {
    'policies/tenant.yaml': TENANT,
    [`${HOME}/organisation.yaml`]: { kind: 'Organisation', code: 'X26', name: 'Example' },
    ...files,
  });
}
export const entries = (...lines: string[]): string =>
  `# Ours\nkind: Exceptions\norganisation: X26\nexceptions:\n${lines.map((line) => `${line}\n`).join('')}`;
export const read = (folder: TenantFolder, path = `${HOME}/exceptions.yaml`): Promise<string> =>
  readFile(join(folder.path, path), 'utf8');
export const LONG = [
  '  - user: sam.example@nhs.net',
  '    type: long-term',
  '    startsAt: 2026-09-01T00:00:00Z',
  '    expiresAt: 2026-12-01T00:00:00Z',
  '    reason: clinical-risk',
  '    approvedBy: lead.example@nhs.net',
  '    ticket: REQ1',
];
