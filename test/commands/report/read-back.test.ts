import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { run } from '../../../src/cli.ts';
import { exampleRound } from '../../example/reports.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { testIo } from '../../worlds/io.ts';

const NAMES = ['EmailAddress', 'ODSCode', 'OrganisationUnit', 'MFAStatus', 'AuthenticationType'] as const;

/** The exported file has other names in the reports of another tool. */
const SETTINGS = `directory:
  kind: report
  mailboxReport: export.csv
  mfaStatusReport: export.csv
  observedAt: 2026-11-24T09:00:00Z
  columns: { address: Who, organisation: Where, unit: Team, reported: State, methods: Ways }
`;

test('mfa-status.csv is read back as the same accounts and statuses, under whatever names the settings give its columns', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    await exampleRound(folder);
    const latest = join(folder, 'reports', 'latest', 'mfa-status.csv');
    const exported = await readFile(latest, 'utf8');
    await writeFile(join(folder, 'export.csv'), exported.replace(NAMES.join(), 'Who,Where,Team,State,Ways'));
    await writeFile(join(folder, 'mfactl.yaml'), SETTINGS);
    const io = testIo(folder, REFERENCE);
    assert.equal(await run(['report'], io), 0, io.written.err);
    const rows = toldOf(exported);
    assert.ok(rows.length > 1400);
    assert.deepEqual(toldOf(await readFile(latest, 'utf8')), rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function toldOf(csv: string): string[][] {
  const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true });
  return rows.map((row) => NAMES.map((name) => row[name] as string));
}
