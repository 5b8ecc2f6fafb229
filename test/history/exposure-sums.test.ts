import { NO_PAST } from '../../src/decide/context.ts';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { approverSpans, collectExposure } from '../../src/history/exposure-sums.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { populationOf } from '../worlds/accounts.ts';
import { NOON, account, exception, policies, role } from '../worlds/build.ts';

const WINDOW = { from: NOON - 10 * DAY, to: NOON };
const CONTEXT = { statusEvidence: true, ...NO_PAST };
const lead = 'lead.example@nhs.net';

suite('Exposure', () => {
  test('is added up by organisation and by unit, however the unit is written', () => {
    const accounts = [
      account({ address: 'a.example@nhs.net', unit: 'Wards/Blue' }),
      account({ address: 'b.example@nhs.net', unit: 'WARDS > Blue' }),
      account({ address: 'c.example@nhs.net', unit: 'Wards' }),
      account({ address: 'd.example@nhs.net', organisation: 'X1A', unit: 'Wards' }),
      account({ address: 'e.example@nhs.net', organisation: 'X5T' }),
    ];
    const { add, sums } = collectExposure(populationOf(accounts), new Map());
    add(0, 0, 10);
    add(1, 0, 7);
    add(1, 20, 40);
    add(2, 0, 1);
    add(3, 0, 5);
    const { total, byOrganisation, byUnit, byApprover } = sums();
    assert.equal(total, 43n);
    assert.deepEqual(
      [...byOrganisation],
      [
        ['X26', 38n],
        ['X1A', 5n],
      ],
    );
    assert.deepEqual(byUnit, [
      { organisation: 'X26', unit: 'WARDS > Blue', time: 37n },
      { organisation: 'X26', unit: 'Wards', time: 1n },
      { organisation: 'X1A', unit: 'Wards', time: 5n },
    ]);
    assert.deepEqual([...byApprover], [[null, 43n]]);
  });

  test('goes to whoever approved the exception that was in force at that time, and to nobody else', () => {
    const spans = {
      first: exception({ startsAt: NOON - 8 * DAY, expiresAt: NOON - 6 * DAY, approvedBy: lead }),
      second: exception({ startsAt: NOON - 7 * DAY, expiresAt: NOON - 4 * DAY, approvedBy: 'ig.example@nhs.net' }),
      unapproved: exception({ startsAt: NOON - 2 * DAY, expiresAt: NOON + DAY }),
    };
    const given = policies({ exceptions: Object.values(spans) });
    const population = populationOf([account(), account({ address: 'else.example@nhs.net' })]);
    const { add, sums } = collectExposure(population, approverSpans(population, given, CONTEXT, WINDOW));
    add(0, NOON - 9 * DAY, NOON - 5 * DAY);
    add(0, NOON - HOUR, NOON);
    add(1, NOON - 9 * DAY, NOON);
    // Where two run at once, the one that expires last counts.
    const expected = new Map([
      [null, BigInt(DAY + HOUR + 9 * DAY)],
      ['ig.example@nhs.net', BigInt(2 * DAY)],
      [lead, BigInt(DAY)],
    ]);
    assert.deepEqual(sums().byApprover, expected);
  });

  test('goes to nobody where the exception is refused, of another organisation or of another person', () => {
    const approved = { startsAt: NOON - 8 * DAY, expiresAt: NOON - 6 * DAY, approvedBy: lead };
    const of = (given: Parameters<typeof account>[0], entry: Parameters<typeof exception>[0] = {}): number => {
      const population = populationOf([account(given)]);
      const all = policies({ roles: [role()], exceptions: [exception({ ...approved, ...entry })] });
      return approverSpans(population, all, CONTEXT, WINDOW).size;
    };
    assert.equal(of({}), 1);
    assert.equal(of({ roles: ['Local Admin'] }), 0);
    assert.equal(of({ organisation: 'X1A' }), 0);
    assert.equal(of({ id: 'one' }, { id: 'other' }), 0);
    assert.equal(of({}, { startsAt: NOON - 30 * DAY, expiresAt: NOON - 20 * DAY }), 0);
  });
});
