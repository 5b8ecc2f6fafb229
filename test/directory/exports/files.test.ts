import { deepEqual, equal } from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { accountsOf } from '../../worlds/accounts.ts';
import { running, snapshotOf } from '../scene.ts';
import { codesOf, MFA, pick } from './picks.ts';
import { lines, readerOf, withReports } from './reports.ts';

describe('the files of a report', () => {
  const expected = ['al@nhs.net', 'jo@nhs.net'];

  for (const [name, bytes] of Object.entries({
    'line feeds': 'EmailAddress,Status\njo@nhs.net,Active\nal@nhs.net,Active\n',
    'carriage returns before line feeds': 'EmailAddress,Status\r\njo@nhs.net,Active\r\nal@nhs.net,Active\r\n',
    'no newline at the end': 'EmailAddress,Status\njo@nhs.net,Active\nal@nhs.net,Active',
    'a byte order mark': '\uFEFFEmailAddress,Status\njo@nhs.net,Active\nal@nhs.net,Active\n',
    'a byte order mark before a quoted name': '\uFEFF"EmailAddress",Status\njo@nhs.net,Active\nal@nhs.net,Active\n',
    'blank lines': '\n\r\nEmailAddress,Status\n\njo@nhs.net,Active\n\r\nal@nhs.net,Active\n\n',
    'quotes around everything': '"EmailAddress","Status"\n"jo@nhs.net","Active"\n"al@nhs.net","Active"\n',
    'commas, quotes and newlines in cells that nobody reads':
      'EmailAddress,Name,Status\njo@nhs.net,"Example, ""Jo""\r\nof X26",Active\nal@nhs.net,"\n",Active\n',
    'spaces around values': 'EmailAddress,Status\n  jo@nhs.net ,Active\n"\tal@nhs.net", Active \n',
  })) {
    it(`may have ${name}`, async () => {
      deepEqual(await pick('address', bytes), expected);
      deepEqual(await pick('status', bytes), ['Active', 'Active']);
    });
  }

  it('may have columns by other cases and spacing', async () => {
    deepEqual(await pick('unit', lines('EMAIL_Address, Organisation-Unit ', 'jo@nhs.net,Corporate/IT')), [
      'Corporate/IT',
    ]);
  });

  it('may have columns of other names, where the settings say so', async () => {
    await withReports(lines('UPN,OU Name', 'jo@nhs.net,Estates'), lines('upn', 'jo@nhs.net'), async (folder) => {
      const { population } = await snapshotOf(readerOf(folder, { columns: { address: 'UPN', unit: 'ou name' } }));
      deepEqual(
        accountsOf(population).map(({ address, unit }) => [address, unit]),
        [['jo@nhs.net', 'Estates']],
      );
    });
  });

  it('may have a header and no row', async () => {
    deepEqual(await pick('address', lines('EmailAddress'), lines('EmailAddress')), []);
  });

  it('tell of a column that the settings name and neither file has', async () => {
    await withReports(lines('EmailAddress', 'jo@nhs.net'), MFA, async (folder) => {
      deepEqual(await codesOf(folder, { columns: { unit: 'OU Name' } }), ['mailbox.csv report-column-unknown']);
      deepEqual(await codesOf(folder, { columns: { reported: 'MFA Status' } }), []);
    });
  });

  it('that are missing are told with the setting that names them', async () => {
    await withReports('', MFA, async (folder) => {
      await rm(join(folder, 'mailbox.csv'));
      const read = await readerOf(folder).read(running());
      deepEqual(
        read.diagnostics.map(({ code }) => code),
        ['report-file-missing'],
      );
      equal(read.diagnostics[0]?.message.includes('directory.mailboxReport'), true);
    });
  });

  it('that are folders are told', async () => {
    await withReports('', MFA, async (folder) => {
      await rm(join(folder, 'mailbox.csv'));
      await mkdir(join(folder, 'mailbox.csv'));
      deepEqual(await codesOf(folder), ['mailbox.csv report-file-unreadable']);
    });
  });

  it('that change while they are read are told', async () => {
    const long = `EmailAddress\n${Array.from({ length: 400_000 }, (_, i) => `user${i}@example.nhs.net\n`).join('')}`;
    await withReports(long, MFA, async (folder) => {
      let changed = false;
      const read = await readerOf(folder).read(running(), (share) => {
        if (share < 0.3 || changed) return;
        changed = true;
        appendFileSync(join(folder, 'mailbox.csv'), 'late@nhs.net\n');
      });
      deepEqual(
        read.diagnostics.map(({ code }) => code),
        ['report-file-changed'],
      );
    });
  });
});
