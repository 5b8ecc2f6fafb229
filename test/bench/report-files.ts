import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SyntheticTenant } from './synthetic-tenant.ts';

/** Where `writeReports` put the two reports. */
export interface ReportPaths {
  readonly mailboxReport: string;
  readonly mfaStatusReport: string;
}

/**
 * Writes two synthetic reports of so many accounts into a folder, the same bytes for the same seed. Organisations differ
 * widely in size; the reports are in different orders and differ in the case of addresses; about one row in 200 stands
 * in one of them alone.
 */
export async function writeReports(
  folder: string,
  accounts: number,
  organisations: number,
  seed: number,
): Promise<ReportPaths> {
  await mkdir(folder, { recursive: true });
  const paths = {
    mailboxReport: join(folder, 'Mailbox Report.csv'),
    mfaStatusReport: join(folder, 'MFAStatusReport.csv'),
  };
  const tenant = new SyntheticTenant(organisations, seed);
  await writeLines(
    paths.mailboxReport,
    'EmailAddress,DisplayName,ODSCode,OrganisationUnit,MailboxType,Status,UserPolicy,Roles',
    accounts,
    (i) => tenant.mailboxRow(i),
  );
  const order = walk(accounts, seed);
  await writeLines(paths.mfaStatusReport, 'EmailAddress,MFAStatus,AuthenticationType', accounts, (i) =>
    tenant.mfaRow(order(i)),
  );
  return paths;
}

/** Visits all numbers below `count` in another order. */
function walk(count: number, seed: number): (i: number) => number {
  let step = Math.floor(count * 0.618) + (seed % 1000);
  while (gcd(step, count) !== 1) step++;
  return (i) => (i * step) % count;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

async function writeLines(
  path: string,
  header: string,
  rows: number,
  rowOf: (i: number) => string | null,
): Promise<void> {
  const out = createWriteStream(path);
  let lines = [header];
  for (let i = 0; i < rows; i++) {
    const row = rowOf(i);
    if (row !== null) lines.push(row);
    if (lines.length < 20_000) continue;
    if (!out.write(`${lines.join('\r\n')}\r\n`)) await once(out, 'drain');
    lines = [];
  }
  out.end(lines.length > 0 ? `${lines.join('\r\n')}\r\n` : '');
  await once(out, 'close');
}

if (import.meta.main) {
  const [folder, accounts = '2100000', organisations = '22000', seed = '1'] = process.argv.slice(2);
  if (folder === undefined)
    throw new Error('Usage: node test/bench/report-files.ts FOLDER [ACCOUNTS] [ORGANISATIONS] [SEED]');
  await writeReports(folder, Number(accounts), Number(organisations), Number(seed));
}
