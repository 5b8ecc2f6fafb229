import { deepEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingsOf, pick } from './picks.ts';
import { lines } from './reports.ts';

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
      'report-compromised-unknown: 2 accounts where Compromised is neither true nor false, first in mfa.csv, line 5. They are read as not compromised.',
    ]);
  });

  it('keep ids as they are written, null where neither file has them', async () => {
    deepEqual(await pick('id', lines('EmailAddress,ObjectId', 'jo@nhs.net, aB-1 ', 'al@nhs.net,')), [null, 'aB-1']);
    deepEqual(await pick('id', lines('EmailAddress', 'jo@nhs.net')), [null]);
  });
});
