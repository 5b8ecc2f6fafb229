import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { commentsOf } from '../../../src/policy/yaml/comments.ts';
import { appendEntry } from '../../../src/policy/edit/append.ts';
import { parseYaml } from '../../../src/policy/yaml/parse.ts';
import { removeEntries } from '../../../src/policy/edit/remove.ts';
import { textOf } from '../yaml-texts.ts';

const entry = { user: 'jo.example@nhs.net', type: 'short-term', reason: 'no-signal' };

interface Document {
  exceptions: unknown[];
}
const valueOf = (text: string): Document => {
  const parsed = parseYaml('x.yaml', text);
  assert.ok(parsed.ok, text);
  return parsed.value.value as Document;
};
const commentTexts = (text: string): string[] => commentsOf(text).map((comment) => comment.text);

/** A document with a list of entries, written in any way, with comments anywhere. */
const aList = fc.record({
  kind: fc.constant('Exceptions'),
  exceptions: fc.array(fc.record({ user: fc.constantFrom('a', 'b', 'c d'), reason: fc.constantFrom('x', 'y # z') }), {
    maxLength: 5,
  }),
  more: fc.constantFrom('m', 'n'),
});
const aListText = fc.tuple(aList, fc.integer()).map(([value, seed]) => textOf(value, seed));

describe('Adding an entry to a list', () => {
  test('adds it at the end, tells its line, and changes nothing else, whatever the layout', () => {
    fc.assert(
      fc.property(aListText, (text) => {
        if (!parseYaml('x.yaml', text).ok) return;
        const before = valueOf(text);
        const edited = appendEntry(text, 'Exceptions', 'exceptions', entry);
        assert.deepEqual(valueOf(edited.text), { ...before, exceptions: [...before.exceptions, entry] });
        assert.deepEqual(commentTexts(edited.text).sort(), commentTexts(text).sort());
        assert.match(edited.text.split('\n')[edited.line - 1] as string, /jo\.example/);
      }),
      { seed: 20261124, numRuns: 1000 },
    );
  });
});

describe('Taking entries out of a list', () => {
  test('takes these out and no others, and only comments that stood beside them', () => {
    let kept = 0;
    fc.assert(
      fc.property(aListText, fc.array(fc.nat(4)), (text, numbers) => {
        if (!parseYaml('x.yaml', text).ok) return;
        const before = valueOf(text);
        const chosen = new Set(numbers.filter((number) => number < before.exceptions.length));
        const after = removeEntries(text, 'Exceptions', 'exceptions', chosen);
        assert.deepEqual(valueOf(after), { ...before, exceptions: before.exceptions.filter((_, i) => !chosen.has(i)) });
        const old = commentTexts(text);
        assert.ok(commentTexts(after).every((comment) => old.includes(comment)));
        if (chosen.size === 0) assert.equal(after, text);
        kept += commentTexts(after).length;
      }),
      { seed: 20261124, numRuns: 1000 },
    );
    assert.ok(kept > 1000);
  });
});
