import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { UserException } from '../../../src/model/policies.ts';
import { STATUS } from '../../../src/model/status.ts';
import { DAY, HOUR } from '../../../src/model/time.ts';
import { exceptionsCsv } from '../../../src/report/latest/exceptions-csv.ts';
import { maskAddresses } from '../../../src/report/markup/mask.ts';
import { register, type RegisterRow } from '../../../src/report/figures/register.ts';
import type { ReportData } from '../../../src/report/figures/report-data.ts';
import { exception } from '../../worlds/build.ts';
import { REFERENCE } from '../../example/tenant.ts';
import { dataUnder, withExceptions } from '../data.ts';

const rowsOf = (data: ReportData): Record<string, string>[] =>
  parse([...exceptionsCsv(data)].join(''), { bom: true, columns: true });

/** An entry of X1A that began two days ago and holds for 100. */
function entry(given: Partial<UserException> = {}): UserException {
  return exception({
    organisation: 'X1A',
    type: 'long-term',
    startsAt: REFERENCE - 2 * DAY,
    expiresAt: REFERENCE + 98 * DAY,
    ...given,
  });
}

/** State and reason of each entry of somebody who is there, as the register tells them. */
function fates(entries: readonly UserException[], account: Parameters<typeof dataUnder>[1][number] = {}): string[] {
  const data = dataUnder(withExceptions(entries), [{ address: 'jo.example@nhs.net', ...account }]);
  return register(data).map(({ state, why }: RegisterRow) => (why === null ? state : `${state}: ${why}`));
}

suite('exceptions.csv', () => {
  test('tells all of an entry, in UTC and in the zone of the tenant', () => {
    const whole = entry({
      requestedBy: 'la.example@nhs.net',
      approvedBy: 'lead.example@nhs.net',
      ticket: 'REQ1',
      riskAssessment: 'RA-1',
      plan: 'A token, in spring',
      reason: 'clinical-risk',
    });
    assert.deepEqual(rowsOf(dataUnder(withExceptions([whole]), [{ address: 'jo.example@nhs.net' }])), [
      {
        Organisation: 'X1A',
        User: 'jo.example@nhs.net',
        Type: 'long-term',
        Reason: 'clinical-risk',
        Starts: '2026-11-22T09:00:00Z',
        StartsLocal: '22 Nov 2026, 09:00 GMT',
        Expires: '2027-03-02T09:00:00Z',
        ExpiresLocal: '2 Mar 2027, 09:00 GMT',
        State: 'active',
        Why: '',
        ApprovedBy: 'lead.example@nhs.net',
        RequestedBy: 'la.example@nhs.net',
        Ticket: 'REQ1',
        RiskAssessment: 'RA-1',
        Plan: 'A token, in spring',
        AgeDays: '2',
        ReviewDue: '2027-02-16T09:00:00Z',
        Policy: 'policies/organisations/X26/exceptions.yaml:4',
      },
    ]);
  });

  test('has a state for each entry, and says why where it has no effect', () => {
    assert.deepEqual(fates([entry({ startsAt: REFERENCE + HOUR })]), ['coming']);
    assert.deepEqual(fates([entry({ expiresAt: REFERENCE })]), ['lapsed']);
    assert.deepEqual(fates([entry()]), ['active']);
    assert.deepEqual(fates([entry()], { roles: ['Local Admin'] }), ['refused: role']);
    assert.deepEqual(fates([entry()], { compromised: true }), ['refused: compromised']);
    assert.deepEqual(fates([entry()], { status: 'Disabled_Leaver' }), ['refused: leaver']);
    assert.deepEqual(fates([entry()], { organisation: 'X26' }), ['idle: the account is of another organisation']);
    assert.deepEqual(fates([entry()], { status: 'Deleted' }), ['idle: the account is not managed']);
    assert.deepEqual(fates([entry({ user: 'gone.example@nhs.net' })]), ['idle: there is no such account']);
    assert.deepEqual(fates([entry({ id: 'one' })], { id: 'other' }), ['idle: there is no such account']);
    const longer = entry({ startsAt: REFERENCE - DAY, expiresAt: REFERENCE + 99 * DAY });
    assert.deepEqual(fates([entry(), longer]), ['idle: another exception of the account counts', 'active']);
  });

  test('lists what the portal granted and git does not know, without approval or times', () => {
    const [row] = rowsOf(dataUnder(withExceptions([]), [{ reported: STATUS.longTerm, membership: null }]));
    assert.equal(row?.['State'], 'unrecorded');
    assert.equal(row['Type'], 'long-term');
    assert.deepEqual(
      [row['Starts'], row['Expires'], row['ApprovedBy'], row['Policy'], row['AgeDays']],
      ['', '', '', '', ''],
    );
  });

  test('asks for a review 14 days before a long-term exception lapses, and for none of others', () => {
    const due = (given: Partial<UserException>): string | undefined =>
      rowsOf(dataUnder(withExceptions([entry(given)]), []))[0]?.['ReviewDue'];
    assert.equal(due({}), '2027-02-16T09:00:00Z');
    assert.equal(due({ type: 'short-term' }), '');
    assert.equal(due({ expiresAt: REFERENCE }), '');
  });

  test('counts age in whole days, until the exception was over', () => {
    const age = (given: Partial<UserException>): string | undefined =>
      rowsOf(dataUnder(withExceptions([entry(given)]), []))[0]?.['AgeDays'];
    assert.equal(age({ startsAt: REFERENCE - 3 * DAY + 1 }), '2');
    assert.equal(age({ startsAt: REFERENCE - 9 * DAY, expiresAt: REFERENCE - 5 * DAY }), '4');
    assert.equal(age({ startsAt: REFERENCE + 1 }), '');
  });

  test('defuses whatever a spreadsheet could run, in every cell', () => {
    const starts = ['=HYPERLINK("https://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '\u0000=1'];
    const entries = starts.map((text, i) =>
      entry({
        user: `${text}${i}@nhs.net`,
        organisation: text,
        reason: text,
        ticket: text,
        riskAssessment: text,
        plan: text,
        approvedBy: text,
        requestedBy: text,
        origin: text,
      }),
    );
    const rows = rowsOf(dataUnder(withExceptions(entries), []));
    assert.equal(rows.length, starts.length);
    for (const row of rows) {
      for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@＝\u0000-\u001f\u007f-\u009f]/);
      for (const name of ['User', 'Organisation', 'Reason', 'Ticket', 'Plan', 'ApprovedBy', 'RequestedBy', 'Policy'])
        assert.match(row[name] ?? '', /^'/, name);
    }
    const text = [...exceptionsCsv(dataUnder(withExceptions(entries), []))].join('');
    assert.equal(text.split(/\r\n/).length, starts.length + 2, 'one exception stays one line');
  });

  test('with masks shows no address, and its order does not give them away', () => {
    const mask = maskAddresses('a key');
    const entries = Array.from({ length: 30 }, (_, i) =>
      entry({
        user: `person${String(i).padStart(2, '0')}.example@nhs.net`,
        approvedBy: 'lead.example@nhs.net',
        requestedBy: 'la.example@nhs.net',
        plan: 'Ask lead.example@nhs.net',
        ticket: 'by la.example@nhs.net',
        origin: 'exceptions/jo.example@nhs.net.yaml:4',
      }),
    );
    const rows = rowsOf(dataUnder(withExceptions(entries), [], { mask }));
    assert.doesNotMatch(JSON.stringify(rows), /@|example/);
    const shown = rows.map((row) => row['User'] as string);
    assert.deepEqual(shown, shown.toSorted());
    assert.notDeepEqual(
      shown,
      entries.map(({ user }) => mask(user)),
    );
    assert.ok(rows.every((row) => row['ApprovedBy'] === mask('lead.example@nhs.net')));
  });
});
