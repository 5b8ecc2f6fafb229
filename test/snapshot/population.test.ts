import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { PairNumbers } from '../../src/snapshot/pair-numbers.ts';
import { accountAt, type Column, groupRows } from '../../src/snapshot/population.ts';
import { populationOf } from '../worlds/accounts.ts';
import { someAccounts } from '../worlds/arbitraries.ts';

const column = (codes: readonly number[]): Column<number> => ({ codes: Uint32Array.from(codes), values: [0, 1, 2, 3] });

test('an account is read from its columns as it was written', () => {
  fc.assert(
    fc.property(someAccounts({ maxLength: 20 }), (accounts) => {
      const population = populationOf(accounts);
      assert.deepEqual(
        accounts.map((_, row) => accountAt(population, row)),
        accounts,
      );
    }),
    { seed: 9 },
  );
});

test('rows are in one group exactly when they have the same values in every column, and groups are numbered by first row', () => {
  const codes = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 60 });
  fc.assert(
    fc.property(codes, (rows) => {
      const { groups, representatives } = groupRows(
        rows.length,
        [0, 1, 2].map((i) => column(rows.map((row) => row[i] as number))),
      );
      const numbers = new Map<string, number>();
      for (const row of rows) numbers.set(row.join(), numbers.get(row.join()) ?? numbers.size);
      assert.deepEqual(
        [...groups],
        rows.map((row) => numbers.get(row.join())),
      );
      assert.deepEqual(
        representatives,
        [...numbers.keys()].map((key) => rows.findIndex((row) => row.join() === key)),
      );
    }),
    { numRuns: 500, seed: 10 },
  );
});

test('without columns every row is in one group', () => {
  assert.deepEqual(groupRows(3, []), { groups: new Uint32Array(3), representatives: [0] });
  assert.deepEqual(groupRows(0, []), { groups: new Uint32Array(0), representatives: [] });
});

test('pairs of codes keep their numbers through every growth', () => {
  const pairs = new PairNumbers(1);
  const each = (check: (left: number, right: number, number: number) => void): void => {
    for (let i = 0; i < 20_000; i++) check(i % 137, Math.floor(i / 137) * 65_536, i);
  };
  each((left, right, number) => assert.equal(pairs.number(left, right), number));
  each((left, right, number) => assert.equal(pairs.number(left, right), number));
  assert.equal(pairs.size, 20_000);
});
