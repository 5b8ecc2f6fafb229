import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { DAY, formatInstant, HOUR, parseDuration, parseInstant, startOfDay } from '../../src/model/time.ts';

test('an instant is RFC 3339 with Z or an offset, in either case', () => {
  const noon = Date.UTC(2026, 10, 24, 12);
  for (const text of [
    '2026-11-24T12:00:00Z',
    '2026-11-24t12:00:00z',
    '2026-11-24T13:00:00+01:00',
    '2026-11-24T06:30:00-05:30',
    '2026-11-24T12:00:00.000Z',
    '2026-11-24T12:00:00-00:00',
  ])
    assert.equal(parseInstant(text), noon, text);
});

test('anything else is no instant', () => {
  const wrong = [
    '',
    '2026-11-24',
    '2026-11-24T12:00:00',
    '2026-11-24 12:00:00Z',
    '2026-11-24T12:00Z',
    '2026-11-24T12:00:00+0100',
    '2026-11-24T12:00:00+01',
    '2026-11-24T24:00:00Z',
    '2026-11-24T12:60:00Z',
    '2026-11-24T12:00:60Z',
    '2026-11-24T12:00:00.Z',
    '2026-11-24T12:00:00,5Z',
    '2026-11-24T12:00:00+24:00',
    '2026-02-29T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-00-01T12:00:00Z',
    '26-11-24T12:00:00Z',
    '+002026-11-24T12:00:00Z',
    ' 2026-11-24T12:00:00Z',
    '2026-11-24T12:00:00Z[Europe/London]',
    '20261124T120000Z',
    '\u0662026-11-24T12:00:00Z',
    // In UTC these lie in the years 10000 and -1, which RFC 3339 cannot write.
    '9999-12-31T23:30:00-01:00',
    '9999-12-31T23:59:59.9999Z',
    '0000-01-01T00:30:00+01:00',
  ];
  for (const text of wrong) assert.equal(parseInstant(text), null, text);
});

test('fractions are kept to the millisecond, and finer ones are rounded up', () => {
  const noon = Date.UTC(2026, 10, 24, 12);
  assert.equal(parseInstant('2026-11-24T12:00:00.5Z'), noon + 500);
  assert.equal(parseInstant('2026-11-24T12:00:00.001000000000000Z'), noon + 1);
  assert.equal(parseInstant('2026-11-24T12:00:00.0010000000000001Z'), noon + 2);
  assert.equal(parseInstant('2026-11-24T11:59:59.9999Z'), noon);
});

test('every instant that is written is read as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }), (instant) => {
      assert.equal(parseInstant(formatInstant(instant)), instant);
    }),
    { seed: 4 },
  );
});

test('a duration is elapsed time: a day has 24 hours, a week seven days', () => {
  assert.equal(parseDuration('PT24H'), DAY);
  assert.equal(parseDuration('P180D'), 180 * DAY);
  assert.equal(parseDuration('P2W'), 14 * DAY);
  assert.equal(parseDuration('P1DT1H30M'), DAY + 1.5 * HOUR);
  assert.equal(parseDuration('PT0.5S'), 500);
  assert.equal(parseDuration('PT0S'), 0);
});

test('months, years, signs and other texts are no duration', () => {
  for (const text of ['P1M', 'P1Y', '-P1D', '+P1D', 'P-1D', 'P', 'PT', '24h', '1D', 'p1d ', '', 'P1D2H'])
    assert.equal(parseDuration(text), null, text);
});

test('a day begins at midnight of its zone, on days of a clock change too', () => {
  assert.equal(startOfDay('2027-03-28', 'Europe/London'), Date.UTC(2027, 2, 28, 0));
  assert.equal(startOfDay('2027-03-29', 'Europe/London'), Date.UTC(2027, 2, 28, 23));
  assert.equal(startOfDay('2027-10-31', 'Europe/London'), Date.UTC(2027, 9, 30, 23));
  assert.equal(startOfDay('2027-11-01', 'Europe/London'), Date.UTC(2027, 10, 1, 0));
});

test('where the clock skips midnight the day begins at its first moment', () => {
  assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo'), Date.UTC(2018, 10, 4, 3));
});

test('a text that is no day, or names no zone, begins nowhere', () => {
  assert.equal(startOfDay('2027-02-29', 'Europe/London'), null);
  assert.equal(startOfDay('2027-4-1', 'Europe/London'), null);
  assert.equal(startOfDay('2027-04-01', 'Europe/Nowhere'), null);
});
