import { deepEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dateInName } from '../../../src/directory/exports/named-date.ts';

/** The date and time of a name in short; null without one. */
function told(name: string): string | null {
  const date = dateInName(name);
  return date === null ? null : `${date.day}${date.time === null ? '' : ` ${date.time}`}${date.utc ? ' UTC' : ''}`;
}

describe('the date in the name of a file', () => {
  for (const [name, date] of Object.entries({
    'Mailbox Report 2026-11-24.csv': '2026-11-24',
    'Mailbox Report_20261124.csv': '2026-11-24',
    '2026.11.24 MFAStatusReport.csv': '2026-11-24',
    'MFAStatusReport 24-11-2026.csv': '2026-11-24',
    'MFAStatusReport 4.3.2026.csv': '2026-03-04',
    'MFAStatusReport_24112026.csv': '2026-11-24',
    'MFAStatusReport 24 Nov 2026.csv': '2026-11-24',
    'MFAStatusReport-3November2026.csv': '2026-11-03',
    'Mailbox Report 2026-11-24T0615.csv': '2026-11-24 06:15:00',
    'Mailbox Report 2026-11-24 06.15.30.csv': '2026-11-24 06:15:30',
    'Mailbox Report 2026-11-24T06-15-30Z.csv': '2026-11-24 06:15:30 UTC',
    'Mailbox Report 2026-11-24 - 0615.csv': '2026-11-24 06:15:00',
    'Mailbox Report 2026-11-24-12.csv': '2026-11-24',
    'Mailbox Report 20261124061530.csv': '2026-11-24 06:15:30',
    'Mailbox Report 20261124-0615.csv': '2026-11-24 06:15:00',
    'Mailbox Report 24-11-2026 18:05.csv': '2026-11-24 18:05:00',
    'Mailbox Report 2026-11-24 (2).csv': '2026-11-24',
    'Reports of 2026-11-01 to 2026-11-24.csv': '2026-11-24',
  }))
    it(`is found in ${name}`, () => deepEqual(told(name), date));

  for (const name of [
    'Mailbox Report.csv',
    'Mailbox Report (1).csv',
    'Mailbox Report 2026.csv',
    'Mailbox Report 2026-02-30.csv',
    'Mailbox Report 31-06-2026.csv',
    'Mailbox Report 11-24-2026.csv',
    'Mailbox Report 2026112499.csv',
    'Mailbox Report 120261124.csv',
    'Mailbox Report 24 Foo 2026.csv',
  ])
    it(`is not found in ${name}`, () => deepEqual(told(name), null));
});
