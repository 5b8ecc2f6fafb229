import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { stringify } from 'yaml';
import { run } from '../../src/cli.ts';
import type { Instant } from '../../src/model/account.ts';
import { testIo } from './io.ts';

/** What a command of the CLI did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A policy repository in a temporary folder, with the CLI run in it in this process. */
export interface TenantFolder {
  readonly path: string;
  /** Texts as they are, other values as YAML. */
  write(file: string, content: unknown): Promise<void>;
  /** Runs one command line at an instant. */
  mfactl(now: Instant, ...argv: string[]): Promise<Ran>;
}

/** Makes the folder, with some files; it goes when the test ends. */
export async function tenantFolder(test: TestContext, files: Readonly<Record<string, unknown>>): Promise<TenantFolder> {
  const path = await mkdtemp(join(tmpdir(), 'mfactl-'));
  test.after(() => rm(path, { recursive: true, force: true }));
  const write = async (file: string, content: unknown): Promise<void> => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), typeof content === 'string' ? content : stringify(content));
  };
  for (const [file, content] of Object.entries(files)) await write(file, content);
  return {
    path,
    write,
    async mfactl(now, ...argv) {
      const io = testIo(path, now);
      const code = await run(argv, io);
      return { code, ...io.written };
    },
  };
}

/** A tenant document with the defaults of the example. */
export function tenant(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    kind: 'Tenant',
    name: 'Test tenant',
    timezone: 'Europe/London',
    mfa: 'standard',
    accountTypes: { user: 'managed', application: 'unmanaged', shared: 'unmanaged', resource: 'unmanaged' },
    exceptions: { unrecorded: 'keep' },
    ...changes,
  };
}

/** One row of each report. */
export interface Row {
  readonly address: string;
  readonly organisation: string;
  readonly reported: string;
  readonly unit?: string;
  readonly type?: string;
  readonly status?: string;
  readonly roles?: string;
  readonly methods?: string;
  /** Reports have the column ObjectId where a row has this; blank in the others. */
  readonly id?: string;
}

/** The two reports as texts. */
export function reports(rows: readonly Row[]): { mailbox: string; mfa: string } {
  const line = (cells: readonly string[]): string =>
    `${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
  const tellsIds = rows.some(({ id }) => id !== undefined);
  const mailbox = rows.map(
    ({ address, organisation, unit = '', type = 'User', status = 'Active', roles = '', id = '' }) =>
      line([address, organisation, unit, type, status, roles, ...(tellsIds ? [id] : [])]),
  );
  const mfa = rows.map(({ address, reported, methods = 'PhoneAppNotification' }) => line([address, reported, methods]));
  return {
    mailbox: `EmailAddress,ODSCode,OrganisationUnit,MailboxType,Status,Roles${tellsIds ? ',ObjectId' : ''}\n${mailbox.join('')}`,
    mfa: `EmailAddress,MFAStatus,AuthenticationType\n${mfa.join('')}`,
  };
}

/** Fills the sandbox of a folder from rows. */
export async function loadRows(folder: TenantFolder, now: Instant, rows: readonly Row[]): Promise<Ran> {
  const { mailbox, mfa } = reports(rows);
  await folder.write('mailbox.csv', mailbox);
  await folder.write('mfa.csv', mfa);
  return folder.mfactl(now, 'sandbox', 'load', '--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv');
}
