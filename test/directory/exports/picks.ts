import type { Account } from '../../../src/model/account.ts';
import type { ExportSettings } from '../../../src/directory/exports/reader.ts';
import { accountsOf } from '../../worlds/accounts.ts';
import { running, snapshotOf } from '../scene.ts';
import { lines, readerOf, withReports } from './reports.ts';

/** An MFA report of one account. */
export const MFA = lines('EmailAddress,MFAStatus', 'jo@nhs.net,Admin Enabled');

/** The accounts of two reports, as one picks from them. */
export async function pick<Key extends keyof Account>(key: Key, mailbox: string, mfa = MFA): Promise<Account[Key][]> {
  let picked: Account[Key][] = [];
  await withReports(mailbox, mfa, async (folder) => {
    const { population } = await snapshotOf(readerOf(folder));
    picked = accountsOf(population).map((account) => account[key]);
  });
  return picked;
}

/** What two reports give to think about: code and sentence of each finding. */
export async function findingsOf(mailbox: string, mfa: string): Promise<string[]> {
  let says: string[] = [];
  await withReports(mailbox, mfa, async (folder) => {
    says = (await snapshotOf(readerOf(folder))).findings.map((finding) => `${finding.code}: ${finding.says}`);
  });
  return says;
}

/** Codes of the diagnostics that a folder gives. */
export async function codesOf(folder: string, settings: Partial<ExportSettings> = {}): Promise<string[]> {
  const read = await readerOf(folder, settings).read(running());
  return read.diagnostics.map(({ file, code }) => `${file} ${code}`);
}
