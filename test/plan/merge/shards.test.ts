import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { suite, test } from 'node:test';
import { splitBySize } from '../../../src/plan/merge/plans.ts';

suite('splitting organisations by size', () => {
  test('the largest stands alone, the small ones share', () => {
    const sizes = new Map([
      ['X1A', 10],
      ['X26', 100],
      ['X8B', 60],
      ['X9Z', 30],
    ]);
    assert.deepEqual(splitBySize(sizes, 2), [['X26'], ['X1A', 'X8B', 'X9Z']]);
  });

  test('there is no part without an organisation, and none for no organisation at all', () => {
    assert.deepEqual(splitBySize(new Map([['X26', 5]]), 4), [['X26']]);
    assert.deepEqual(splitBySize(new Map(), 4), []);
  });

  test('each organisation is in one part, no part exceeds the smallest by more than the largest organisation, and the order of the input is nothing', () => {
    const sizes = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z0-9]{3}$/), fc.integer({ min: 1, max: 1000 })), {
      selector: ([code]) => code,
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 8 }), (list, count) => {
        const parts = splitBySize(new Map(list), count);
        assert.deepEqual(parts.flat().sort(), list.map(([code]) => code).sort());
        assert.deepEqual(splitBySize(new Map(list.toReversed()), count), parts);
        const size = new Map(list);
        const totals = parts.map((codes) => codes.reduce((sum, code) => sum + (size.get(code) ?? 0), 0));
        assert.ok(Math.max(...totals) - Math.min(...totals) <= Math.max(...size.values()));
      }),
      { seed: 20261124, numRuns: 200 },
    );
  });
});
