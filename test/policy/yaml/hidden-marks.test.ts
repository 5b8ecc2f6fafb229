import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hiddenMarksIn, scriptsOf, typographicIn, withoutHiddenMarks } from '../../../src/model/hidden-marks.ts';
import { checkHiddenMarks } from '../../../src/policy/yaml/hidden-marks.ts';
import { parseYaml } from '../../../src/policy/yaml/parse.ts';

/** `line:column code` of what is hidden in a document, and what is said. */
function told(text: string): string[] {
  const parsed = parseYaml('a.yaml', text);
  assert.ok(parsed.ok, JSON.stringify(parsed.diagnostics));
  return checkHiddenMarks(parsed.value).map(
    ({ line, column, code, message }) => `${line}:${column} ${code} ${message}`,
  );
}

describe('A hidden mark', () => {
  test('is told by its name and code point, at its own place, in keys and values', () => {
    assert.deepEqual(told('kind: Role\nname: Local\u00a0Admin\n'), [
      '2:12 hidden-mark This text holds a no-break space (U+00A0) after 5 characters, which looks like a plain one. Replace it with a plain one.',
    ]);
    assert.deepEqual(told('kind: Role\n\u200bname: A\n'), [
      '2:1 hidden-mark This name holds a zero-width space (U+200B) at its start, which nobody can see. Delete it.',
    ]);
  });

  test('in an address never shows the address, which is somebody’s', () => {
    const [line = ''] = told('user: sam.example@nhs.net\u2060\n');
    assert.match(line, /^1:26 hidden-mark This address holds a word joiner \(U\+2060\) after 19 characters/);
    assert.doesNotMatch(line, /sam/);
  });

  test('that is written as an escape is found as well', () => {
    assert.match(told('code: "X26\\u00ad"\n')[0] ?? '', /^1:7 hidden-mark This text holds a soft hyphen \(U\+00AD\)/);
  });

  test('of every kind is found: zero width, format, no-break, fillers, variation selectors', () => {
    for (const mark of '\u00a0\u00ad\u034f\u061c\u115f\u180e\u2007\u200b\u200c\u200d\u200e\u200f\u2011\u202f\u2060\u2064\u3164\ufe0f\ufeff\u{e0001}\u{e0101}')
      assert.equal(hiddenMarksIn(`a${mark}b`).length, 1, mark.codePointAt(0)?.toString(16));
    assert.deepEqual(hiddenMarksIn('Ŵŷ – São “quoted”'), []);
  });

  test('in prose may be a no-break space or a line break, and nothing else', () => {
    assert.deepEqual(told('plan: "Token\u00a0ordered\\nreview"\nreason: a\u00a0b\n'), []);
    assert.equal(told('plan: Token\u200bordered\n').length, 1);
  });

  test('of which a file holds thousands is told twenty times', () => {
    assert.equal(told(`a:\n${'  - x\u200b\n'.repeat(5000)}`).length, 20);
  });
});

describe('An address', () => {
  test('with letters of two scripts is refused, with the letter that does not belong', () => {
    assert.deepEqual(told('user: j\u043e.example@nhs.net\n'), [
      '1:8 mixed-scripts This address mixes letters of Latin and Cyrillic: the letter after 1 character is Cyrillic (U+043E). Type the address again.',
    ]);
    assert.deepEqual([...scriptsOf('\u03b1\u0430').keys()], ['Greek', 'Cyrillic']);
  });

  test('with Welsh, Irish or other accents passes', () => {
    assert.deepEqual(told('user: siôn.ŵyn-ó’brien'.replace('’', "'") + '@nhs.net\n'), []);
  });

  test('with a typographic quote or dash is refused, and the plain one is named', () => {
    assert.deepEqual(told('user: o\u2019brien@nhs.net\n'), [
      "1:8 typographic-mark This address holds ’ (U+2019) after 1 character. A word processor puts it there; write the plain '.",
    ]);
    assert.equal(typographicIn('a\u2013b@nhs.net')?.plain, '-');
    assert.deepEqual(told('name: Children’s – Hospital\n'), [], 'a name may hold them');
  });
});

test('A name of the directory is compared without format characters, and a run of white space is one blank', () => {
  assert.equal(withoutHiddenMarks('Estates\u200b \u00a0 Kiosks'), 'Estates Kiosks');
  assert.equal(withoutHiddenMarks('Estates  Kiosks'), 'Estates Kiosks');
  assert.equal(withoutHiddenMarks('Estates Kiosks'), 'Estates Kiosks');
});
