import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { shortDay, utcText, zonedDay, zonedText } from '../../../src/report/markup/dates.ts';
import { counted, grouped, percent, tenths } from '../../../src/report/markup/numbers.ts';
import { lapseDays } from '../../../src/report/page/sections/lapsing.ts';

suite('how the page writes numbers and instants', () => {
  test('numbers have thousands apart, shares and user-days one decimal', () => {
    assert.deepEqual([0, 999, 1000, 1249000].map(grouped), ['0', '999', '1,000', '1,249,000']);
    assert.deepEqual([100, 97.3, null].map(percent), ['100.0 %', '97.3 %', '–']);
    assert.deepEqual([0, 0.1, 1234567.8].map(tenths), ['0.0', '0.1', '1,234,567.8']);
    assert.deepEqual([counted(1, 'row'), counted(2000, 'row')], ['1 row', '2,000 rows']);
  });

  test('instants stand in UTC and in the zone of the tenant', () => {
    assert.equal(utcText('2026-11-24T09:00:00Z'), '24 Nov 2026, 09:00 UTC');
    assert.equal(utcText('2026-09-30T23:30:00-01:00'), '1 Oct 2026, 00:30 UTC');
    assert.equal(zonedText('2026-07-01T23:30:00Z', 'Europe/London'), '2 Jul 2026, 00:30 BST');
    assert.equal(zonedText('2026-11-24T09:00:00Z', 'Europe/London'), '24 Nov 2026, 09:00 GMT');
    assert.equal(zonedText('2026-11-24T09:00:00.5Z', 'America/St_Johns'), '24 Nov 2026, 05:30 -03:30');
    assert.equal(zonedDay('2026-07-01T23:30:00Z', 'Europe/London'), '2 Jul 2026');
    assert.equal(shortDay('2026-07-01T23:30:00Z', 'Europe/London'), '2 Jul');
  });

  test('no day is missing or told twice where the clock changes', () => {
    // Clocks go back on 25 October: at 23:30 a day has 25 hours.
    const days = lapseDays([], '2026-10-20T22:30:00Z', 'Europe/London').map(({ day }) => day);
    assert.equal(new Set(days).size, days.length);
    assert.deepEqual(days.slice(3, 8), ['23 Oct', '24 Oct', '25 Oct', '26 Oct', '27 Oct']);
    const spring = lapseDays([], '2026-03-27T23:30:00Z', 'Europe/London').map(({ day }) => day);
    assert.deepEqual(spring.slice(0, 4), ['27 Mar', '28 Mar', '29 Mar', '30 Mar']);
  });
});
