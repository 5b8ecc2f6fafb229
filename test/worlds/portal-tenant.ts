/** A tenant whose admin has only the portal: reports are read, work packs are written. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { LedgerLine } from '../../src/generated/ledger.ts';
import type { PlanChunk, PlanHeader } from '../../src/generated/plan.ts';
import { type Ran, reports, type Row, tenant, type TenantFolder, tenantFolder } from './tenant-folder.ts';

export const NOW = Date.parse('2026-11-24T09:00:00Z');
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** A tenant folder with reports that can be made anew. */
export interface PortalTenant extends TenantFolder {
  /** Brings reports that were made at an instant. */
  observe(at: number, rows: readonly Row[]): Promise<void>;
  /** Plans and applies at an instant. */
  reconcile(at: number, run: string): Promise<Ran>;
  plan(at: number): Promise<{ ran: Ran; header: PlanHeader; chunks: PlanChunk[] }>;
  ledger(): Promise<LedgerLine[]>;
  /** A file of the work pack of a run. */
  packed(run: string, file: string): Promise<string>;
}

const ORGANISATION = { kind: 'Organisation', code: 'X26', name: 'Example Teaching Hospitals' };

export async function portalTenant(
  test: TestContext,
  files: Readonly<Record<string, unknown>> = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<PortalTenant> {
  const folder = await tenantFolder(test, {
    'policies/tenant.yaml': tenant({
      guardrails: { loosen: { floor: 500, count: 500, percent: 50, totalPercent: 50 } },
      approvers: ['lead.example@nhs.net'],
    }),
    'policies/organisations/X26/organisation.yaml': ORGANISATION,
    ...files,
  });
  return {
    ...folder,
    async observe(at, rows) {
      const { mailbox, mfa } = reports(rows);
      await folder.write('mailbox.csv', mailbox);
      await folder.write('mfa.csv', mfa);
      await folder.write('mfactl.yaml', {
        directory: {
          kind: 'report',
          mailboxReport: 'mailbox.csv',
          mfaStatusReport: 'mfa.csv',
          observedAt: new Date(at).toISOString(),
        },
        target: { kind: 'portal' },
        ...settings,
      });
    },
    async reconcile(at, run) {
      await folder.mfactl(at, 'plan', '--out', `${run}.ndjson`);
      return folder.mfactl(at, 'apply', `${run}.ndjson`, '--run', run);
    },
    async plan(at) {
      const ran = await folder.mfactl(at, 'plan', '--json');
      const [header, ...chunks] = ran.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      return { ran, header: header as PlanHeader, chunks: chunks as PlanChunk[] };
    },
    async ledger() {
      const text = await readFile(join(folder.path, 'reports', 'ledger.ndjson'), 'utf8');
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as LedgerLine);
    },
    packed: (run, file) => readFile(join(folder.path, '.mfactl', 'work-packs', run, file), 'utf8'),
  };
}

/** Users of X26 with a reported status, in the order of their addresses. */
export function users(count: number, reported: string, name = 'user'): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    address: `${name}${String(i).padStart(3, '0')}.example@nhs.net`,
    organisation: 'X26',
    reported,
  }));
}
