/** What the page's script decides without a browser: which rows, in which order, and what the address says. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { suite, test } from 'node:test';
import { COLUMNS, FILTERS } from '../../../src/report/page/browser/columns.ts';
import { rowsOf } from '../../../src/report/page/browser/rows.ts';
import { pageOf, selectRows } from '../../../src/report/page/browser/select.ts';
import { START, type View, formatState, parseState } from '../../../src/report/page/browser/state.ts';
import { syntheticCoverage } from './synthetic-coverage.ts';

const rows = rowsOf(syntheticCoverage({ organisations: 90 }));

const states: fc.Arbitrary<View> = fc.record({
  search: fc.string(),
  only: fc.subarray(FILTERS.map(({ id }) => id)),
  status: fc.option(fc.string()),
  sort: fc.constantFrom(...COLUMNS.map(({ id }) => id)),
  descending: fc.boolean(),
  rows: fc.constantFrom(50 as const, 100 as const),
  page: fc.integer({ min: 1, max: 500 }),
  organisation: fc.option(fc.string()),
});

suite('the table of organisations', () => {
  test('an address tells the whole view, whatever is searched for', () => {
    fc.assert(
      fc.property(states, (state) => {
        const text = formatState(state);
        assert.deepEqual(parseState(text), { ...state });
      }),
      { seed: 7 },
    );
  });

  test('the name of a section is no view, and nonsense in an address is left out', () => {
    assert.equal(parseState('made-total'), null);
    assert.deepEqual(parseState(''), START);
    assert.deepEqual(parseState('only=nothing&sort=nothing-down&rows=7&page=-1&page=x'), {
      ...START,
      descending: true,
    });
  });

  test('sorting keeps every row, puts what is not told last both ways, and equal rows in the order of the data', () => {
    const untold = [{ ...rows[0], index: 0, enforced: null }, ...rows.slice(1)] as typeof rows;
    for (const { id, value } of COLUMNS)
      for (const descending of [false, true]) {
        const sorted = selectRows(untold, { ...START, sort: id, descending });
        assert.equal(new Set(sorted).size, rows.length);
        const values = sorted.map(value);
        const firstNull = values.indexOf(null);
        if (firstNull >= 0)
          assert.ok(
            values.slice(firstNull).every((each) => each === null),
            id,
          );
        for (let i = 1; i < sorted.length; i++) {
          const [a, b] = [values[i - 1], values[i]];
          if (a === b) assert.ok((sorted[i - 1]?.index ?? 0) < (sorted[i]?.index ?? 0), id);
          else if (a != null && b != null) assert.ok(a < b !== descending, id);
        }
      }
  });

  test('a row is found by every word of the search in its code or name, and must pass every filter', () => {
    const found = selectRows(rows, { ...START, search: ' r0 health ', only: ['below'] });
    assert.deepEqual(
      found,
      rows.filter(({ text, enforced }) => text.includes('r0') && text.includes('health') && (enforced ?? 100) < 100),
    );
    assert.ok(found.length > 0);
  });

  test('a page behind the last one is the last one, and nothing is one page of nothing', () => {
    assert.deepEqual(pageOf(rows, 9, 50), { page: 2, pages: 2, shown: rows.slice(50) });
    assert.deepEqual(pageOf([], 1, 50), { page: 1, pages: 1, shown: [] });
  });
});
