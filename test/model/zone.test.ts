import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTimezone, likelyTimezone } from '../../src/model/zone.ts';

describe('A time zone', () => {
  test('is UTC or an IANA name of the form Area/City, in its own spelling', () => {
    for (const name of ['UTC', 'Europe/London', 'Europe/Belfast', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata'])
      assert.equal(isTimezone(name), true, name);
  });

  test('is no abbreviation, offset, other spelling or unknown name, though a computer may take it for some place', () => {
    const names =
      'BST IST EST CST GB GMT CET Zulu Eire Etc/UTC Etc/GMT+1 utc europe/london Europe/LONDON +01:00 Europe/Nowhere';
    for (const name of [...names.split(' '), '', ' Europe/London']) assert.equal(isTimezone(name), false, name);
  });

  test('that is refused is told with the one that was likely meant', () => {
    const likely = { BST: 'Europe/London', gmt: 'Europe/London', 'Etc/UTC': 'UTC', 'europe/london': 'Europe/London' };
    for (const [name, meant] of Object.entries(likely)) assert.equal(likelyTimezone(name), meant, name);
    assert.equal(likelyTimezone('Belgium/Brussels'), 'Europe/Brussels');
    assert.equal(likelyTimezone('Nowhere'), null);
  });
});
