import { deepEqual, equal, match } from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { chooseFile } from '../../../src/directory/exports/chosen.ts';
import { inFolder, running, snapshotOf } from '../scene.ts';
import { codesOf } from './picks.ts';
import { lines, readerOf } from './reports.ts';

const MAILBOX = lines('EmailAddress', 'jo@nhs.net');
const MFA = lines('EmailAddress,MFAStatus', 'jo@nhs.net,Admin Enabled');

/** Files by name, each with its time of change in seconds; then the test. */
async function withFiles(
  files: Readonly<Record<string, number>>,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    for (const [name, changed] of Object.entries(files)) {
      await writeFile(join(folder, name), name.startsWith('MFA') ? MFA : MAILBOX);
      await utimes(join(folder, name), changed, changed);
    }
    await test(folder);
  });
}

const settings = (folder: string) => ({
  mailboxReport: join(folder, 'Mailbox Report*.csv'),
  mfaStatusReport: join(folder, 'MFA*.csv'),
  observedAt: null,
});

describe('a file name that is a pattern', () => {
  const chosen = async (files: Readonly<Record<string, number>>, pattern = 'Mailbox Report*.csv') => {
    let name = '';
    await withFiles(files, async (folder) => {
      name = basename((await chooseFile(join(folder, pattern))).path);
    });
    return name;
  };

  it('means the file with the latest date in its name, whatever the times of change', async () => {
    const files = {
      'Mailbox Report 2026-11-23.csv': 300,
      'Mailbox Report 24-11-2026.csv': 100,
      'Mailbox Report.csv': 900,
    };
    equal(await chosen(files), 'Mailbox Report 24-11-2026.csv');
    equal(await chosen({ ...files, 'Mailbox Report 2026-11-24T0600.csv': 50 }), 'Mailbox Report 2026-11-24T0600.csv');
  });

  it('means the file that was changed last where no name has a date', async () => {
    equal(
      await chosen({ 'Mailbox Report.csv': 100, 'Mailbox Report (1).csv': 300, 'Mailbox Report (2).csv': 200 }),
      'Mailbox Report (1).csv',
    );
  });

  it('may have ? for one character, and takes all others as they are', async () => {
    const files = { 'Mailbox Report (1).csv': 100, 'Mailbox Report (12).csv': 300, 'Mailbox Report 1Xcsv': 400 };
    equal(await chosen(files, 'Mailbox Report (?).csv'), 'Mailbox Report (1).csv');
    equal(await chosen({ 'a*.csv': 100, 'ab.csv': 200 }, 'a*.csv'), 'a*.csv');
  });

  it('is told where no file fits it', async () => {
    await withFiles({ 'MFAStatusReport.csv': 100 }, async (folder) => {
      const read = await readerOf(folder, settings(folder)).read(running());
      deepEqual(
        read.diagnostics.map(({ file, code }) => `${file} ${code}`),
        ['Mailbox Report*.csv report-file-missing'],
      );
      match(read.diagnostics[0]?.message ?? '', /No file fits this pattern/);
    });
  });

  it('is told in the plan with the file that was read', async () => {
    await withFiles(
      { 'Mailbox Report 2026-11-23.csv': 1, 'Mailbox Report 2026-11-24.csv': 1, 'MFA 2026-11-24.csv': 1 },
      async (folder) => {
        const { name, findings } = await snapshotOf(readerOf(folder, settings(folder)));
        equal(name, 'Mailbox Report 2026-11-24.csv, MFA 2026-11-24.csv');
        deepEqual(
          findings.map(({ code, says }) => `${code}: ${says}`),
          [
            'report-chosen: Mailbox Report 2026-11-24.csv was read: the newest of 2 files for Mailbox Report*.csv, by the date in its name.',
            'report-chosen: MFA 2026-11-24.csv was read: the only file for MFA*.csv.',
          ],
        );
      },
    );
  });
});

describe('a date in the name of a file', () => {
  const observed = async (
    mailbox: string,
    mfa: string,
    given: Parameters<typeof readerOf>[1] = {},
  ): Promise<string> => {
    let at = '';
    await withFiles({ [mailbox]: 2_000_000_000, [mfa]: 2_000_000_000 }, async (folder) => {
      const reader = readerOf(folder, { ...settings(folder), timezone: () => 'Europe/London', ...given });
      at = new Date((await snapshotOf(reader)).observedAt).toISOString();
    });
    return at;
  };

  it('is when the report was made, in the time zone of the tenant; the older of the two counts', async () => {
    equal(await observed('Mailbox Report 2026-11-24T0900.csv', 'MFA 2026-11-24T0800.csv'), '2026-11-24T08:00:00.000Z');
    equal(await observed('Mailbox Report 2026-07-24T0900.csv', 'MFA 2026-07-24T0930.csv'), '2026-07-24T08:00:00.000Z');
    equal(await observed('Mailbox Report 2026-07-24T0900Z.csv', 'MFA 2026-07-24.csv'), '2026-07-23T23:00:00.000Z');
    equal(await observed('Mailbox Report 2026-07-24.csv', 'MFA.csv'), '2026-07-23T23:00:00.000Z');
  });

  it('counts in CI and for files in git too, but not where the settings say when', async () => {
    const given = { inCi: true, isTracked: async () => true };
    equal(await observed('Mailbox Report 2026-11-24.csv', 'MFA 2026-11-24.csv', given), '2026-11-24T00:00:00.000Z');
    equal(
      await observed('Mailbox Report 2026-11-24.csv', 'MFA 2026-11-24.csv', { observedAt: 0 }),
      '1970-01-01T00:00:00.000Z',
    );
  });

  it('must be in both names where times of change tell nothing, and needs the time zone', async () => {
    await withFiles({ 'Mailbox Report 2026-11-24.csv': 1, 'MFA.csv': 1 }, async (folder) => {
      const code = ['Mailbox Report 2026-11-24.csv report-observed-at'];
      deepEqual(await codesOf(folder, { ...settings(folder), inCi: true }), code);
      deepEqual(await codesOf(folder, { ...settings(folder), timezone: () => null }), code);
    });
  });
});
