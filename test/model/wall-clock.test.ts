import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatLocal } from '../../src/model/wall-clock.ts';

suite('People read an instant in the zone of the tenant', () => {
  test('with the name of the offset in London', () => {
    assert.equal(formatLocal(Date.UTC(2026, 10, 24, 9), 'Europe/London'), '24 Nov 2026, 09:00 GMT');
    assert.equal(formatLocal(Date.UTC(2026, 6, 24, 23, 30), 'Europe/London'), '25 Jul 2026, 00:30 BST');
  });

  test('with the offset as a number elsewhere', () => {
    const noon = Date.UTC(2026, 5, 1, 12, 0, 0, 500);
    assert.equal(formatLocal(noon, 'Europe/Paris'), '1 Jun 2026, 14:00 +02:00');
    assert.equal(formatLocal(noon, 'America/St_Johns'), '1 Jun 2026, 09:30 -02:30');
    assert.equal(formatLocal(noon, 'UTC'), '1 Jun 2026, 12:00 +00:00');
  });

  test('with months of three letters, whatever Intl calls them', () => {
    const months = Array.from(
      { length: 12 },
      (_, i) => formatLocal(Date.UTC(2026, i, 5), 'Europe/London').split(' ')[1],
    );
    assert.equal(months.join(' '), 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec');
  });
});
