import { deepEqual, equal, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Account } from '../../../src/core/model.ts';
import type { ReportSettings } from '../../../src/directory/report/reader.ts';
import { accountsOf } from '../accounts.ts';
import { running, snapshotOf, stopped } from '../scene.ts';
import { lines, OBSERVED, readerOf, withReports } from './reports.ts';

const MFA = lines('EmailAddress,MFAStatus', 'jo@nhs.net,Admin Enabled');

/** The accounts of two reports, as one picks from them. */
async function pick<Key extends keyof Account>(key: Key, mailbox: string, mfa = MFA): Promise<Account[Key][]> {
  let picked: Account[Key][] = [];
  await withReports(mailbox, mfa, async (folder) => {
    const { population } = await snapshotOf(readerOf(folder));
    picked = accountsOf(population).map((account) => account[key]);
  });
  return picked;
}

async function findingsOf(mailbox: string, mfa: string): Promise<string[]> {
  let says: string[] = [];
  await withReports(mailbox, mfa, async (folder) => {
    says = (await snapshotOf(readerOf(folder))).findings.map((finding) => `${finding.code}: ${finding.says}`);
  });
  return says;
}

/** Codes of the diagnostics that a folder gives. */
async function codesOf(folder: string, settings: Partial<ReportSettings> = {}): Promise<string[]> {
  const read = await readerOf(folder, settings).read(running());
  return read.diagnostics.map(({ file, code }) => `${file} ${code}`);
}

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

describe('the join', () => {
  it('matches addresses whatever their case, form and the space around them', async () => {
    const mailbox = lines(
      'EmailAddress,Status',
      'Jo@NHS.net,Active',
      'ZOE\u0308@nhs.net,Active',
      '\u00C9@nhs.net,Active',
    );
    const mfa = lines('EmailAddress,MFAStatus', ' jo@nhs.net ,one', 'zo\u00EB@nhs.net,two', '\u00E9@nhs.net,three');
    deepEqual(await pick('address', mailbox, mfa), ['jo@nhs.net', 'zo\u00EB@nhs.net', '\u00E9@nhs.net']);
    deepEqual(await pick('reported', mailbox, mfa), ['one', 'two', 'three']);
  });

  it('counts rows that stand in one file alone', async () => {
    const mailbox = lines('EmailAddress', 'jo@nhs.net', 'al@nhs.net', 'sam@nhs.net');
    deepEqual(await findingsOf(mailbox, lines('EmailAddress', 'jo@nhs.net', 'kim@nhs.net')), [
      'report-mailbox-only: 2 accounts in mailbox.csv alone.',
      'report-mfa-only: 1 account in mfa.csv alone.',
    ]);
  });

  it('reads a row once that repeats another one, the address by its folded form', async () => {
    const mailbox = lines('EmailAddress,Status', 'jo@nhs.net,Active', 'JO@nhs.net,"Active"');
    deepEqual(await pick('address', mailbox), ['jo@nhs.net']);
    deepEqual(await findingsOf(mailbox, MFA), [
      'report-rows-repeated: 1 row repeats another one of mailbox.csv, cell by cell: read once.',
    ]);
  });

  it('takes MFA facts from the MFA report first, others from the mailbox report, and no blank over a value', async () => {
    const names =
      'EmailAddress,ObjectId,ODSCode,OrganisationUnit,MailboxType,Status,UserPolicy,Roles,MFAStatus,AuthenticationType,ConditionalAccessPolicy,Compromised';
    const one = 'jo@nhs.net,i1,A1,u1,t1,s1,p1,r1,m1,a1,Standard,true';
    const two = 'jo@nhs.net,i2,A2,u2,t2,s2,p2,r2,m2,a2,None,false';
    const blank = 'jo@nhs.net,,,,,,,,,,,';
    const read = async (mailbox: string, mfa: string) => {
      let account: Account | undefined;
      await withReports(lines(names, mailbox), lines(names, mfa), async (folder) => {
        account = accountsOf((await snapshotOf(readerOf(folder))).population)[0];
      });
      return account;
    };
    const first = {
      address: 'jo@nhs.net',
      id: 'i1',
      organisation: 'A1',
      unit: 'u1',
      type: 't1',
      status: 's1',
      userPolicy: 'p1',
      roles: ['r1'],
    };
    const second = { reported: 'm2', methods: ['a2'], membership: 'none', compromised: false };
    deepEqual(await read(one, two), { ...first, ...second });
    const all = { ...first, reported: 'm1', methods: ['a1'], membership: 'standard', compromised: true };
    deepEqual(await read(one, blank), all);
    deepEqual(await read(blank, one), all);
  });
});

describe('the values', () => {
  const many = lines('EmailAddress,MFAStatus', 'a@nhs.net,', 'b@nhs.net,');

  it('fold organisations to upper case and keep units as they are written', async () => {
    deepEqual(await pick('organisation', lines('EmailAddress,ODSCode', 'jo@nhs.net, x26 ')), ['X26']);
    deepEqual(await pick('unit', lines('EmailAddress,OrganisationUnit', 'jo@nhs.net, Estates \\ Kiosks ')), [
      'Estates \\ Kiosks',
    ]);
  });

  it('are User and Active where neither file has the column, blank where the value is not there', async () => {
    const without = lines('EmailAddress', 'jo@nhs.net');
    deepEqual([await pick('type', without), await pick('status', without)], [['User'], ['Active']]);
    const blank = lines('EmailAddress,MailboxType,Status', 'jo@nhs.net,,');
    deepEqual([await pick('type', blank), await pick('status', blank)], [[''], ['']]);
    const elsewhere = lines('EmailAddress,MailboxType,Status', 'al@nhs.net,Shared,Active');
    deepEqual(
      [await pick('type', elsewhere), await pick('status', elsewhere)],
      [
        ['Shared', ''],
        ['Active', ''],
      ],
    );
  });

  it('split roles and methods at semicolons', async () => {
    deepEqual(await pick('roles', lines('EmailAddress,Roles', 'jo@nhs.net, Local Admin ;; ATP Approver;')), [
      ['Local Admin', 'ATP Approver'],
    ]);
    deepEqual(await pick('methods', lines('EmailAddress,AuthenticationType', 'jo@nhs.net,SMS;Voice')), [
      ['SMS', 'Voice'],
    ]);
  });

  it('tell no method apart from a method that is not told', async () => {
    const mfa = lines('EmailAddress,AuthenticationType', 'a@nhs.net,', 'b@nhs.net,SMS');
    deepEqual(await pick('methods', lines('EmailAddress', 'a@nhs.net', 'b@nhs.net', 'c@nhs.net'), mfa), [
      [],
      ['SMS'],
      null,
    ]);
    deepEqual(await pick('methods', lines('EmailAddress', 'a@nhs.net'), many), [null, null]);
    const both = lines('EmailAddress,AuthenticationType', 'c@nhs.net,');
    deepEqual(await pick('methods', both, mfa), [[], ['SMS'], []]);
  });

  it('know the Conditional Access groups, whatever their case', async () => {
    const cells = [
      'Standard',
      'named locations',
      'NONE',
      '',
      'Standard;Named Locations',
      ' named locations ; standard; ',
      'Pilot',
      'None;Standard',
      'Standard;Pilot',
      'Standard;Named Locations;None',
    ];
    const mailbox = lines('EmailAddress,ConditionalAccessPolicy', ...cells.map((cell, i) => `${i}@nhs.net,${cell}`));
    deepEqual(await pick('membership', mailbox, lines('EmailAddress', '0@nhs.net')), [
      'standard',
      'named-locations',
      'none',
      null,
      'both',
      'both',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    deepEqual(await pick('membership', lines('EmailAddress', 'jo@nhs.net')), [null]);
  });

  it('take only true for compromised, and tell of other words', async () => {
    const mfa = lines(
      'EmailAddress,Compromised',
      'a@nhs.net,TRUE',
      'b@nhs.net,false',
      'c@nhs.net,',
      'd@nhs.net,yes',
      'e@nhs.net,1',
    );
    const mailbox = lines('EmailAddress', ...'abcde'.split('').map((name) => `${name}@nhs.net`));
    deepEqual(await pick('compromised', mailbox, mfa), [true, false, false, false, false]);
    deepEqual(await findingsOf(mailbox, mfa), [
      'report-compromised-unknown: 2 accounts where Compromised is neither true nor false, first in mfa.csv, line 5: taken as not compromised.',
    ]);
  });

  it('keep ids as they are written, null where neither file has them', async () => {
    deepEqual(await pick('id', lines('EmailAddress,ObjectId', 'jo@nhs.net, aB-1 ', 'al@nhs.net,')), [null, 'aB-1']);
    deepEqual(await pick('id', lines('EmailAddress', 'jo@nhs.net')), [null]);
  });
});

describe('when the reports were made', () => {
  const mailbox = lines('EmailAddress', 'jo@nhs.net');

  it('is what the settings say', async () => {
    await withReports(mailbox, MFA, async (folder) => {
      equal((await snapshotOf(readerOf(folder, { inCi: true, isTracked: async () => true }))).observedAt, OBSERVED);
    });
  });

  it('is the time of change of the older file otherwise', async () => {
    await withReports(mailbox, MFA, async (folder) => {
      await utimes(join(folder, 'mfa.csv'), 1_790_000_000, 1_790_000_000);
      equal((await snapshotOf(readerOf(folder, { observedAt: null }))).observedAt, 1_790_000_000_000);
    });
  });

  it('must be set in CI, and for files in git', async () => {
    await withReports(mailbox, MFA, async (folder) => {
      deepEqual(await codesOf(folder, { observedAt: null, inCi: true }), ['mailbox.csv report-observed-at']);
      const isTracked = async (file: string) => file.endsWith('mfa.csv');
      deepEqual(await codesOf(folder, { observedAt: null, isTracked }), ['mailbox.csv report-observed-at']);
    });
  });
});

describe('the certificate', () => {
  it('names each file with its rows, and a digest over the bytes of both', async () => {
    const mailbox = lines('EmailAddress', 'jo@nhs.net', 'al@nhs.net');
    await withReports(mailbox, MFA, async (folder) => {
      const { name, digest, sources, statusEvidence } = await snapshotOf(readerOf(folder));
      const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
      equal(name, 'mailbox.csv, mfa.csv');
      equal(digest, `sha256:${sha256(`${sha256(mailbox)} ${sha256(MFA)}`)}`);
      equal(statusEvidence, true);
      deepEqual(sources, [
        { name: 'mailbox.csv', pages: null, rows: 2, claimed: null },
        { name: 'mfa.csv', pages: null, rows: 1, claimed: null },
      ]);
    });
  });

  it('has another digest where one byte differs in a cell that nobody reads', async () => {
    const digests = new Set<string>();
    for (const note of ['a', 'b']) {
      await withReports(lines('EmailAddress,Note', `jo@nhs.net,${note}`), MFA, async (folder) => {
        digests.add((await snapshotOf(readerOf(folder))).digest);
      });
    }
    equal(digests.size, 2);
  });
});

describe('some accounts afresh', () => {
  it('are read from the files as they are now', async () => {
    await withReports(lines('EmailAddress,Status', 'jo@nhs.net,Active'), MFA, async (folder) => {
      const reader = readerOf(folder);
      await snapshotOf(reader);
      await writeFile(join(folder, 'mailbox.csv'), lines('EmailAddress,Status', 'jo@nhs.net,Deleting'));
      const [account] = await reader.readAccounts([{ id: null, address: 'jo@nhs.net' }], running());
      equal(account?.status, 'Deleting');
    });
  });

  it('fail where the files can not be read', async () => {
    await withReports(lines('Mail', 'jo@nhs.net'), MFA, async (folder) => {
      const read = readerOf(folder).readAccounts([{ id: null, address: 'jo@nhs.net' }], running());
      await rejects(read, /mailbox\.csv:1: There is no column "EmailAddress"/);
    });
  });
});

describe('an abort', () => {
  it('ends the reading and leaves the files alone', async () => {
    await withReports(lines('EmailAddress', 'jo@nhs.net'), MFA, async (folder) => {
      const before = await stat(join(folder, 'mfa.csv'));
      await rejects(readerOf(folder).read(stopped()));
      equal((await stat(join(folder, 'mfa.csv'))).mtimeMs, before.mtimeMs);
      equal(await readFile(join(folder, 'mfa.csv'), 'utf8'), MFA);
    });
  });
});
