import { deepEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Account } from '../../../src/model/account.ts';
import { accountsOf } from '../../worlds/accounts.ts';
import { snapshotOf } from '../scene.ts';
import { findingsOf, MFA, pick } from './picks.ts';
import { lines, readerOf, withReports } from './reports.ts';

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
      'report-mailbox-only: 2 accounts only in mailbox.csv.',
      'report-mfa-only: 1 account only in mfa.csv.',
    ]);
  });

  it('gives the counts of accounts in one file alone as data, those of the mailbox report by type', async () => {
    const mailbox = lines('EmailAddress,MailboxType', 'jo@nhs.net,User', 'al@nhs.net,User', 'sam@nhs.net,Shared');
    await withReports(mailbox, lines('EmailAddress', 'jo@nhs.net', 'kim@nhs.net', 'pat@nhs.net'), async (folder) => {
      const { oneSided } = await snapshotOf(readerOf(folder));
      deepEqual(oneSided, {
        mailboxOnly: new Map([
          ['User', 1],
          ['Shared', 1],
        ]),
        mfaOnly: 2,
      });
    });
  });

  it('reads a row once that repeats another one, the address by its folded form', async () => {
    const mailbox = lines('EmailAddress,Status', 'jo@nhs.net,Active', 'JO@nhs.net,"Active"');
    deepEqual(await pick('address', mailbox), ['jo@nhs.net']);
    deepEqual(await findingsOf(mailbox, MFA), [
      'report-rows-repeated: 1 row repeats another row of mailbox.csv cell by cell. Each account is read once.',
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
