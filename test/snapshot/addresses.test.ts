import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { TextIndex } from '../../src/snapshot/addresses.ts';

const text = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'jo.example@nhs.net', 'zo\u00eb@nhs.net'),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.integer({ max: 500 }).map((n) => `user.${n}@nhs.net`),
);

test('texts get the rows that a map would give them, and are found and read again, through every growth', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 400, size: 'max' }), fc.constantFrom(0, 1, 1024), (texts, expected) => {
      const index = new TextIndex(expected);
      const map = new Map<string, number>();
      for (const each of texts) {
        if (!map.has(each)) map.set(each, map.size);
        assert.equal(index.addText(each), map.get(each));
      }
      assert.equal(index.size, map.size);
      for (const [each, row] of map) {
        assert.equal(index.find(each), row);
        assert.equal(index.at(row), each);
      }
      assert.equal(index.find('nobody@nhs.net'), -1);
    }),
    { numRuns: 200, seed: 5 },
  );
});

test('rows are ordered by the bytes of their texts', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const index = new TextIndex();
      const [rowA, rowB] = [index.addText(a), index.addText(b)];
      assert.equal(Math.sign(index.compare(rowA, rowB)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1_000, seed: 6 },
  );
});

test('a text is taken from the middle of a buffer', () => {
  const index = new TextIndex();
  const source = Buffer.from('"jo@nhs.net",1');
  assert.equal(index.add(source, 1, 11), 0);
  assert.equal(index.at(0), 'jo@nhs.net');
  assert.equal(index.find('jo@nhs.net'), 0);
});

test('a hundred thousand addresses keep their rows', () => {
  const index = new TextIndex(16);
  for (let i = 0; i < 100_000; i++) index.addText(`user.${i}@example.nhs.net`);
  for (const i of [0, 1, 4_999, 65_536, 99_999]) assert.equal(index.find(`user.${i}@example.nhs.net`), i);
  assert.equal(index.size, 100_000);
});
