import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { Account } from '../../../src/model/account.ts';
import { createExportReader } from '../../../src/directory/exports/reader.ts';
import { maskAddresses } from '../../../src/report/markup/mask.ts';
import { mfaStatusCsv } from '../../../src/report/latest/mfa-status-csv.ts';
import type { ReportData } from '../../../src/report/figures/report-data.ts';
import { accountsOf } from '../../worlds/accounts.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { reportData } from '../data.ts';

const csv = (data: ReportData): string => [...mfaStatusCsv(data)].join('');
const rowsOf = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true });

/** Reads a text as both reports; returns the accounts in the order of their addresses. */
async function readBack(text: string): Promise<Account[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    const file = join(folder, 'mfa-status.csv');
    await writeFile(file, text);
    const reader = createExportReader({
      mailboxReport: file,
      mfaStatusReport: file,
      observedAt: REFERENCE,
      columns: {},
      displayName: (path) => path,
      inCi: false,
      isTracked: () => Promise.resolve(false),
      timezone: () => null,
    });
    const read = await reader.read(AbortSignal.timeout(60_000));
    assert.ok(read.ok, JSON.stringify(read.diagnostics));
    return accountsOf(read.value.population);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

suite('mfa-status.csv', () => {
  test('has one row an account, in the order of addresses, with a byte order mark and CRLF', () => {
    const text = csv(reportData([{ address: 'b.example@nhs.net' }, { address: 'a.example@nhs.net' }]));
    const [head, ...lines] = text.split('\r\n');
    assert.equal(
      head,
      '\uFEFFEmailAddress,ODSCode,OrganisationUnit,MFAStatus,AuthenticationType,Level,Registered,ExceptionUntil',
    );
    assert.deepEqual(lines, [
      'a.example@nhs.net,X1A,Community,Admin Enabled,PhoneAppOTP,standard,yes,',
      'b.example@nhs.net,X1A,Community,Admin Enabled,PhoneAppOTP,standard,yes,',
      '',
    ]);
  });

  test('shows a blank status as blank, its level as unknown, and methods that are not told as unknown', () => {
    const [row] = rowsOf(csv(reportData([{ reported: '', membership: null, methods: null }])));
    assert.equal(row?.['MFAStatus'], '');
    assert.equal(row?.['Level'], 'unknown');
    assert.equal(row?.['AuthenticationType'], '');
    assert.equal(row?.['Registered'], 'unknown');
  });

  test('tells until when an accepted exception holds, and nothing of a refused one', () => {
    const sam = { address: 'sam.example@nhs.net', organisation: 'X26' };
    const until = (given: Partial<Account>): string | undefined =>
      rowsOf(csv(reportData([given])))[0]?.['ExceptionUntil'];
    assert.equal(until(sam), '2027-03-01T00:00:00Z');
    assert.equal(until({ ...sam, compromised: true }), '');
  });

  test('is read back by the report reader as the same accounts', async () => {
    const accounts: Partial<Account>[] = [
      { address: 'quote.example@nhs.net', unit: 'Wards/"Blue", upper' },
      { address: 'many.example@nhs.net', methods: ['SMS', 'PhoneAppOTP'], reported: 'User Enabled' },
      { address: 'none.example@nhs.net', methods: [], reported: '' },
      { address: 'welsh.example@nhs.net', unit: 'Gwasanaethau/Tŷ Coch' },
      { address: '-formula.example@nhs.net', unit: '=Estates', methods: ['SMS', '@PhoneAppOTP'], reported: '+Pilot' },
      { address: 'apostrophe.example@nhs.net', unit: "'=Estates, '-Kiosks", reported: "''-Pilot" },
    ];
    const data = reportData(accounts);
    const pick = ({ address, organisation, unit, reported, methods }: Account) => ({
      address,
      organisation,
      unit,
      reported,
      methods,
    });
    assert.deepEqual((await readBack(csv(data))).map(pick), accountsOf(data.population).map(pick));
  });

  test('defuses whatever a spreadsheet could run', () => {
    const starts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '\u0007=1', '\u0085=1'];
    const rows = rowsOf(
      csv(
        reportData(
          starts.map((unit) => ({ unit, reported: unit, methods: ['SMS', unit], address: `${unit}@nhs.net` })),
        ),
      ),
    );
    assert.equal(rows.length, starts.length);
    for (const row of rows) {
      for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@＝\u0000-\u001f\u007f-\u009f]/);
      assert.match(row['OrganisationUnit'] ?? '', /^'/);
      // Where the list separator is a semicolon, each part of a cell could become a cell of its own.
      assert.match(row['AuthenticationType'] ?? '', /^SMS;'/);
    }
  });

  test('keeps one account in one line, whatever control characters its texts hold', () => {
    const text = csv(reportData([{ unit: 'a\r\nb\nc\u2028d', reported: 'x\u0000y"z' }]));
    assert.equal(text.split(/[\r\n\u2028]+/).length, 3);
    const [row] = rowsOf(text);
    assert.equal(row?.['OrganisationUnit'], 'a\\u{d}\\u{a}b\\u{a}c\\u{2028}d');
    assert.equal(row?.['MFAStatus'], 'x\\u{0}y"z');
  });

  test('with masks shows no address, and its order does not give them away', () => {
    const addresses = Array.from({ length: 50 }, (_, i) => `person${String(i).padStart(2, '0')}.example@nhs.net`);
    const mask = maskAddresses('a key');
    const rows = rowsOf(
      csv(
        reportData(
          addresses.map((address) => ({ address, unit: `Desk of ${address}` })),
          { mask },
        ),
      ),
    );
    assert.doesNotMatch(JSON.stringify(rows), /@/);
    const shown = rows.map((row) => row['EmailAddress'] as string);
    assert.deepEqual(shown, shown.toSorted());
    assert.notDeepEqual(shown, addresses.map(mask));
  });

  test('comes in pieces, so that millions of accounts need no giant string', () => {
    const data = reportData(Array.from({ length: 9_000 }, () => ({})));
    const pieces = [...mfaStatusCsv(data)];
    assert.equal(pieces.length, 5);
    assert.ok(pieces.every((piece) => piece.length < 1_000_000));
    assert.equal(rowsOf(pieces.join('')).length, 9_000);
  });
});
