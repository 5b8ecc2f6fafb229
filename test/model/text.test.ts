import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareUtf8, fold, foldCode, isWithin, unitKey, unitSegments } from '../../src/model/text.ts';

test('addresses compare in NFC, trimmed and lower-cased', () => {
  assert.equal(fold('  Zoe\u0301.Example@NHS.net\t'), 'zo\u00e9.example@nhs.net');
});

test('folding a folded text changes nothing, for texts as directories write them', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\t', '@', '\u00c9', 'E', '\u0301', '\u00df', '\u1e9e') }),
      (text) => {
        assert.equal(fold(fold(text)), fold(text));
      },
    ),
    { seed: 1 },
  );
});

test('organisation codes are folded to upper case', () => {
  assert.equal(foldCode(' x26 '), 'X26');
});

test('a unit path is split at each of the three separators, trimmed, and loses its empty segments', () => {
  for (const path of [
    'Estates/Kiosks/Ward 3',
    'estates\\KIOSKS\\ward 3',
    ' Estates > Kiosks > Ward 3 ',
    '/Estates//Kiosks\\>Ward 3/',
  ])
    assert.deepEqual(unitSegments(path), ['estates', 'kiosks', 'ward 3'], path);
});

test('a path of separators and blanks has no segments', () => {
  for (const path of ['', '/', ' > \\ / ']) assert.deepEqual(unitSegments(path), []);
});

test('a unit holds itself and what is below it, never what only begins with its name', () => {
  const estates = unitSegments('Estates');
  assert.equal(isWithin(unitSegments('estates'), estates), true);
  assert.equal(isWithin(unitSegments('Estates/Kiosks'), estates), true);
  assert.equal(isWithin(unitSegments('EstatesKiosks'), estates), false);
  assert.equal(isWithin(unitSegments('Corporate/Estates'), estates), false);
  assert.equal(isWithin([], estates), false);
});

test('paths have the same key exactly when they have the same segments', () => {
  const path = fc.string({ unit: fc.constantFrom('a', 'B', 'b', '/', '\\', '>', ' '), maxLength: 8 });
  fc.assert(
    fc.property(path, path, (a, b) => {
      const same = JSON.stringify(unitSegments(a)) === JSON.stringify(unitSegments(b));
      assert.equal(unitKey(unitSegments(a)) === unitKey(unitSegments(b)), same);
    }),
    { numRuns: 2_000, seed: 2 },
  );
});

test('texts are ordered by their UTF-8 bytes', () => {
  const unit = fc.oneof(
    fc.constantFrom(
      'a',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{10ffff}',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const text = fc.string({ unit, maxLength: 4 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      assert.equal(Math.sign(compareUtf8(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 5_000, seed: 3 },
  );
});
