import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Account, Membership } from '../../../src/model/account.ts';
import type { DirectoryReader } from '../../../src/directory/port.ts';
import { createExportReader, type ExportSettings } from '../../../src/directory/exports/reader.ts';
import { defuse } from '../../../src/report/markup/csv.ts';
import { inFolder } from '../scene.ts';

export const OBSERVED = Date.UTC(2026, 10, 24, 6);

/** A reader of the two reports in a folder, with the settings that the test cares about. */
export function readerOf(folder: string, settings: Partial<ExportSettings> = {}): DirectoryReader {
  return createExportReader({
    mailboxReport: join(folder, 'mailbox.csv'),
    mfaStatusReport: join(folder, 'mfa.csv'),
    observedAt: OBSERVED,
    columns: {},
    displayName: (file) => file.slice(folder.length + 1),
    inCi: false,
    isTracked: async () => false,
    timezone: () => 'Europe/London',
    ...settings,
  });
}

/** Runs a test on two reports in a folder of their own. */
export async function withReports(
  mailbox: string | Uint8Array,
  mfa: string | Uint8Array,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'mailbox.csv'), mailbox);
    await writeFile(join(folder, 'mfa.csv'), mfa);
    await test(folder);
  });
}

/** Lines of a CSV file. */
export function lines(...rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}

const MEMBERSHIPS: Readonly<Record<Membership, string>> = {
  standard: 'Standard',
  'named-locations': 'Named Locations',
  none: 'None',
  both: 'Standard; Named Locations',
  unknown: 'Pilot',
};

/**
 * Writes accounts as the portal would: an account without methods and membership that are told has no row in the MFA
 * Status report. Cells are defused as in a file of ours. The rows are in the order of the addresses, whatever the order of the accounts.
 */
export async function writeAccounts(accounts: readonly Account[], folder: string): Promise<void> {
  const sorted = accounts.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const mailbox = sorted.map((each) => [
    defuse(each.address),
    each.id ?? '',
    each.organisation,
    defuse(each.unit),
    each.type,
    each.status,
    defuse(each.userPolicy),
    each.roles.map(defuse).join(';'),
  ]);
  const mfa = sorted
    .filter((each) => each.methods !== null)
    .map((each) => [
      defuse(each.address),
      each.reported,
      each.methods?.map(defuse).join(';') ?? '',
      each.membership === null ? '' : MEMBERSHIPS[each.membership],
      String(each.compromised),
    ]);
  const names = [
    'EmailAddress',
    'ObjectId',
    'ODSCode',
    'OrganisationUnit',
    'MailboxType',
    'Status',
    'UserPolicy',
    'Roles',
  ];
  const mfaNames = ['EmailAddress', 'MFAStatus', 'AuthenticationType', 'ConditionalAccessPolicy', 'Compromised'];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'mailbox.csv'), stringify([names, ...mailbox]));
  await writeFile(join(folder, 'mfa.csv'), stringify([mfaNames, ...mfa]));
}
