/**
 * Writes the two example reports under test/fixtures/example/. About 1,500 synthetic accounts that fit policies/, with
 * the dirt of real files: other case in either file, rows in one file alone, a row twice, stray spaces, quoted cells.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ExampleAccount } from './account.ts';
import { exampleAccounts } from './accounts.ts';
import { type Random, seededRandom } from './random.ts';

const SEED = 1;
const BOM = '\uFEFF';

/** The text of each report, by file name; the same bytes every time. */
export function exampleReports(): Map<string, string> {
  const random = seededRandom(SEED);
  const accounts = exampleAccounts(random);
  return new Map([
    ['Mailbox Report.csv', mailboxReport(accounts, random)],
    ['MFAStatusReport.csv', mfaStatusReport(accounts, random)],
  ]);
}

function mailboxReport(accounts: readonly ExampleAccount[], random: Random): string {
  const header = [
    'DisplayName',
    'EmailAddress',
    'ODSCode',
    'Organisation Unit',
    'MailboxType',
    'Status',
    'UserPolicy',
    'Roles',
  ];
  const rows = random
    .shuffled(accounts.filter((account) => account.standsIn !== 'MFA report'))
    .map((a) =>
      [a.displayName, a.address, a.organisation, a.unit, a.type, a.status, a.userPolicy, a.roles].map((cell) =>
        smudge(cell, random),
      ),
    );
  return `${BOM}${[header, ...rows].map((row) => `${line(row)}\r\n`).join('')}`;
}

function mfaStatusReport(accounts: readonly ExampleAccount[], random: Random): string {
  const header = ['EmailAddress', 'MFAStatus', 'AuthenticationType', 'ConditionalAccessPolicy', 'Compromised'];
  const rows = random
    .shuffled(accounts.filter((account) => account.standsIn !== 'mailbox report'))
    .map((a) => [
      shout(a.address, random),
      ...[a.reported, a.methods, a.membership, a.compromised ? 'True' : 'False'].map((cell) => smudge(cell, random)),
    ]);
  const twice = rows[100] as string[];
  return [header, ...rows, twice].map(line).join('\r\n');
}

/** Real reports write one address in several ways. */
function shout(address: string, random: Random): string {
  if (random.below(8) > 0) return address;
  return random.below(2) === 0
    ? address.toUpperCase()
    : address.replace(/(^|[.@])[a-z]/g, (start) => start.toUpperCase());
}

/** Now and then a stray space behind a text, or other case. */
function smudge(cell: string, random: Random): string {
  if (cell === '') return cell;
  const dice = random.below(80);
  if (dice === 0) return `${cell} `;
  return dice === 1 ? cell.toUpperCase() : cell;
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

if (import.meta.main) {
  const folder = fileURLToPath(new URL('../fixtures/example/', import.meta.url));
  for (const [name, text] of exampleReports()) await writeFile(folder + name, text);
}
