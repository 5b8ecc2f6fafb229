import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replaceText } from '../../../src/policy/edit/replace.ts';

const TEXT = 'kind: Organisation\r\ncode:  X26 # ours\nunits: [{ path: "A, b", mfa: standard }]\n';

describe('Replacing one text of a document', () => {
  test('leaves every other byte as it is', () => {
    assert.equal(replaceText(TEXT, ['units', 0, 'mfa'], 'disabled'), TEXT.replace('standard', 'disabled'));
    assert.equal(replaceText(TEXT, ['code'], 'X1A'), TEXT.replace('X26', 'X1A'));
  });

  test('puts a text into quotes where it would be read as something else without', () => {
    assert.equal(replaceText(TEXT, ['code'], '99017'), TEXT.replace('X26', '"99017"'));
    assert.equal(replaceText(TEXT, ['units', 0, 'path'], 'C, d'), TEXT.replace('A, b', 'C, d'));
  });

  test('tells where there is nothing to replace', () => {
    for (const path of [['mfa'], ['units', 1, 'mfa'], ['units', 0, 'until'], ['code', 0]])
      assert.equal(replaceText(TEXT, path, 'x'), null);
  });
});
