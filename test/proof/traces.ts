/** What a run left behind: rows and requests of the sandbox, lines of the journal, accounts of the receipt. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fold } from '../../src/model/text.ts';
import type { JournalLine } from '../../src/generated/journal.ts';
import type { LedgerLine } from '../../src/generated/ledger.ts';
import type { Receipt } from '../../src/generated/receipt.ts';
import { type LoggedWrite, query, readWrites } from '../directory/sandbox/tenant.ts';
import type { Repository } from '../worlds/repository.ts';

/** One account of the sandbox as it is stored; of the time at which its sessions were revoked only whether there is one. */
export type StoredAccount = Readonly<Record<string, unknown>>;

const COLUMNS =
  'address, id, organisation, unit, type, status, user_policy, roles, reported, methods, membership, compromised';

export function storedAccounts({ sandbox }: Repository): Map<string, StoredAccount> {
  const rows = query(
    sandbox,
    `SELECT ${COLUMNS}, sessions_revoked_at IS NOT NULL AS revoked FROM accounts ORDER BY address`,
  );
  return new Map(rows.map((row) => [String(row['address']), row]));
}

/** Requests that the sandbox was sent. */
export function requestsOf({ sandbox }: Repository): number {
  return Number(query(sandbox, 'SELECT requests FROM meta')[0]?.['requests']);
}

export function writesOf({ sandbox }: Repository): LoggedWrite[] {
  return readWrites(sandbox);
}

/** Makes an account look as if its user had registered another method. */
export function registerMethod({ sandbox }: Repository, address: string, method: string): void {
  query(sandbox, 'UPDATE accounts SET methods = ? WHERE address = ?', JSON.stringify([method]), fold(address));
}

/** Moves an account in the directory behind the back of a plan. */
export function moveAccount({ sandbox }: Repository, address: string, membership: string, reported: string): void {
  query(
    sandbox,
    'UPDATE accounts SET membership = ?, reported = ? WHERE address = ?',
    membership,
    reported,
    fold(address),
  );
}

export function runFile({ reports }: Repository, run: string, file: string): string {
  return join(reports, 'runs', run, file);
}

/** The whole lines of a journal; a cut one behind them is left out. */
export async function journalLines(repository: Repository, run: string): Promise<JournalLine[]> {
  const text = await readFile(runFile(repository, run, 'journal.ndjson'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JournalLine);
}

export async function receiptOf(repository: Repository, run: string): Promise<Receipt> {
  return JSON.parse(await readFile(runFile(repository, run, 'receipt.json'), 'utf8')) as Receipt;
}

export async function ledgerLines({ reports }: Repository): Promise<LedgerLine[]> {
  const text = await readFile(join(reports, 'ledger.ndjson'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LedgerLine);
}
