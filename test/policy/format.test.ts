import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { newRepository } from '../../src/commands/init-templates.ts';
import { commentsOf } from '../../src/policy/comments.ts';
import { formatDocument } from '../../src/policy/format.ts';
import { parseYaml } from '../../src/policy/parse.ts';
import { kindAt } from '../../src/policy/places.ts';
import { readPolicyFiles } from '../../src/policy/read.ts';
import { ROOT } from '../example/tenant.ts';
import { aYamlText } from './yaml-texts.ts';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;
const valueOf = (text: string): unknown => {
  const parsed = parseYaml('x.yaml', text);
  assert.ok(parsed.ok, `${JSON.stringify(parsed.ok ? null : parsed.diagnostics)}\n${text}`);
  return parsed.value.value;
};

describe('Formatting', () => {
  test('keeps every comment and what the document says, whatever its layout, and is done after one time', () => {
    let taken = 0;
    let comments = 0;
    fc.assert(
      fc.property(aYamlText, (text) => {
        if (!parseYaml('x.yaml', text).ok) return;
        taken++;
        const formatted = formatDocument(text, 'Organisation');
        assert.deepEqual(valueOf(formatted), valueOf(text));
        const before = commentsOf(text).map((comment) => comment.text);
        assert.deepEqual(commentsOf(formatted).map((comment) => comment.text).sort(), before.sort());
        assert.equal(formatDocument(formatted, 'Organisation'), formatted);
        assert.match(formatted, /^\S[\s\S]*\S\n$/);
        assert.doesNotMatch(formatted, /[ \t\r]\n|\n\n\n/);
        comments += before.length;
      }),
      { seed: 20261124, numRuns: 500 },
    );
    assert.ok(taken > 400 && comments > 2000, `${taken} texts with ${comments} comments`);
  });
});
