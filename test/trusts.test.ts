import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { compareUtf8 } from '../src/model/text.ts';
import type { PlanHeader } from '../src/generated/plan.ts';
import { loadRows, type Row, tenant, tenantFolder } from './worlds/tenant-folder.ts';
import { sharedContract } from './worlds/shared-contract.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const { file: LIST, skip } = sharedContract('data', 'nhs-trusts-etr.csv');

interface Trust {
  readonly code: string;
  readonly name: string;
  /** A day, or null for an open one. */
  readonly closed: string | null;
}

async function readTrusts(): Promise<Trust[]> {
  const rows: string[][] = parse(await readFile(LIST));
  return rows.map((cells) => {
    const closed = cells[11] ?? '';
    return {
      code: cells[0] ?? '',
      name: cells[1] ?? '',
      closed: closed === '' ? null : `${closed.slice(0, 4)}-${closed.slice(4, 6)}-${closed.slice(6)}`,
    };
  });
}

/** Eight accounts of each trust: two of them without MFA, one an administrator without MFA, one with a lapsed exception. */
function accountsOf({ code }: Trust): Row[] {
  const address = (i: number): string => `user${i}.${code.toLowerCase()}@example.nhs.net`;
  const statuses = [
    'Admin Enabled',
    'User Enabled',
    'Admin Disabled',
    'User Disabled',
    'MFA Enforced Admin Role',
    'Admin Disabled',
    'MFA Long Term Exception',
    'Admin Enabled',
  ];
  return statuses.map((reported, i) => ({
    address: address(i),
    organisation: code,
    reported,
    ...(i === 5 ? { roles: 'Local Admin' } : {}),
  }));
}

function policiesOf(trusts: readonly Trust[]): Record<string, unknown> {
  const organisations = trusts.map(({ code, name, closed }) => [
    `policies/organisations/${code}/organisation.yaml`,
    { kind: 'Organisation', code, name, mfa: 'standard', ...(closed === null ? {} : { closed }) },
  ]);
  const exceptions = trusts.map(({ code }) => [
    `policies/organisations/${code}/exceptions.yaml`,
    {
      kind: 'Exceptions',
      organisation: code,
      exceptions: [
        {
          user: `user6.${code.toLowerCase()}@example.nhs.net`,
          type: 'long-term',
          startsAt: '2026-05-01T00:00:00Z',
          expiresAt: '2026-10-01T00:00:00Z',
          reason: 'clinical-risk',
          approvedBy: 'lead.example@nhs.net',
          ticket: 'REQ0001',
          riskAssessment: 'RA-2026-1',
        },
      ],
    },
  ]);
  return {
    'mfactl.yaml': { directory: { kind: 'sandbox' } },
    'policies/tenant.yaml': tenant({ approvers: ['lead.example@nhs.net'] }),
    'policies/roles/local-admin.yaml': {
      kind: 'Role',
      name: 'Local Admin',
      category: 'admin',
      match: ['Local Admin'],
      mfa: 'standard',
    },
    ...Object.fromEntries([...organisations, ...exceptions]),
  };
}

test('A policy repository of the real NHS trusts validates, plans and applies, and the closed trusts are reported', {
  skip,
}, async (context) => {
  const trusts = await readTrusts();
  const closed = trusts.filter((trust) => trust.closed !== null).map(({ code }) => code);
  assert.equal(trusts.length, 218);
  assert.equal(closed.length, 6);
  const folder = await tenantFolder(context, policiesOf(trusts));

  const validated = await folder.mfactl(NOW, 'validate');
  assert.equal(validated.code, 0, validated.out);
  assert.equal((await loadRows(folder, NOW, trusts.flatMap(accountsOf))).code, 0);

  const planned = await folder.mfactl(NOW, 'plan', '--out', 'plan.ndjson', '--json');
  assert.equal(planned.code, 0, planned.err);
  const header = JSON.parse(planned.out.slice(0, planned.out.indexOf('\n'))) as PlanHeader;
  assert.equal(header.counts.accounts, 218 * 8);
  assert.equal(header.counts.changes, 218 * 4);
  assert.deepEqual(header.counts.byAction, {
    restore: 218,
    enable: 218 * 3,
    switch: 0,
    're-enrol': 0,
    except: 0,
    disable: 0,
  });
  const reported = new Set(
    header.findings.filter(({ code }) => code === 'closed-organisation').map(({ organisation }) => organisation ?? ''),
  );
  assert.deepEqual([...reported].toSorted(compareUtf8), closed.toSorted(compareUtf8));

  const applied = await folder.mfactl(NOW, 'apply', 'plan.ndjson');
  assert.equal(applied.code, 0, applied.err);
  assert.match(applied.out, /applied 872/);
  const again = await folder.mfactl(NOW, 'plan', '--detailed-exitcode');
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /In sync: 1,744 accounts/);
});
