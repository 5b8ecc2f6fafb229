import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { commentsOf } from '../../../src/policy/yaml/comments.ts';
import { type Kind, kindAt } from '../../../src/policy/documents.ts';
import { formatDocument } from '../../../src/policy/edit/format.ts';
import { parseYaml } from '../../../src/policy/yaml/parse.ts';
import { readPolicyFiles } from '../../../src/policy/read.ts';
import { ROOT } from '../../example/tenant.ts';
import { aYamlText } from '../yaml-texts.ts';
import { newRepository } from '../../../src/commands/policy/init.ts';

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
        assert.deepEqual(
          commentsOf(formatted)
            .map((comment) => comment.text)
            .sort(),
          before.sort(),
        );
        assert.equal(formatDocument(formatted, 'Organisation'), formatted);
        assert.match(formatted, /^\S[\s\S]*\S\n$/);
        assert.doesNotMatch(formatted, /[ \t\r]\n|\n\n\n/);
        comments += before.length;
      }),
      { seed: 20261124, numRuns: 500 },
    );
    assert.ok(taken > 400 && comments > 2000, `${taken} texts with ${comments} comments`);
  });

  test('puts keys in the order of the schema; comments go with them, but those above the first key stay on top', () => {
    const text = lines(
      '# The file',
      'name: Example # its name',
      '',
      '# The code',
      'code: X26',
      'kind: Organisation',
      '# at the end',
    );
    assert.equal(
      formatDocument(text, 'Organisation'),
      lines(
        '# The file',
        'kind: Organisation',
        '',
        '# The code',
        'code: X26',
        'name: Example # its name',
        '# at the end',
      ),
    );
  });

  test('keeps the order of entries, and of keys where an alias needs its anchor', () => {
    const text = lines(
      'units:',
      '  - mfa: &level standard',
      '    path: B',
      '  - path: A',
      '    mfa: *level',
      'kind: Organisation',
    );
    assert.equal(formatDocument(text, 'Organisation'), text);
    const free = text.replace('&level ', '').replace('*level', 'standard');
    assert.equal(
      formatDocument(free, 'Organisation'),
      lines('kind: Organisation', 'units:', '  - path: B', '    mfa: standard', '  - path: A', '    mfa: standard'),
    );
  });

  test('uses quotes only where they are needed', () => {
    const text = lines(
      'kind: "Role"',
      "name: 'Local Admin'",
      'match: ["a", \'b, c\', "@d", "99017", "true", "x: y"]',
      'mfa: "standard"',
    );
    assert.equal(
      formatDocument(text, 'Role'),
      lines('kind: Role', 'name: Local Admin', 'match: [a, "b, c", "@d", "99017", "true", "x: y"]', 'mfa: standard'),
    );
  });

  test('leaves what is on one line there as long as it fits and holds no comment; a list of mappings has a line for each', () => {
    const wide = `{ path: ${'W'.repeat(100)}, mfa: standard, reason: long enough for two }`;
    const text = lines(
      'kind: Organisation',
      'guardrails: {loosen: {count: 3}, lockout: 1}',
      `units: [{path: A, mfa: standard}, ${wide}]`,
      'rollout:',
      '  - { wave: one, # why',
      '      starts: 2026-12-01T08:00:00Z }',
    );
    assert.equal(
      formatDocument(text, 'Organisation'),
      lines(
        'kind: Organisation',
        'units:',
        '  - { path: A, mfa: standard }',
        `  - path: ${'W'.repeat(100)}`,
        '    mfa: standard',
        '    reason: long enough for two',
        'rollout:',
        '  - wave: one # why',
        '    starts: 2026-12-01T08:00:00Z',
        'guardrails: { loosen: { count: 3 }, lockout: 1 }',
      ),
    );
  });

  test('keeps one blank line of several, and none at the start of a list or of the file', () => {
    const text =
      '\n\nkind: Exceptions\r\n\r\n\r\n\r\norganisation: X26\nexceptions:\n\n    -   user: a\n\n\n    # b is next\n    - user: b\n\n';
    assert.equal(
      formatDocument(text, 'Exceptions'),
      lines(
        'kind: Exceptions',
        '',
        'organisation: X26',
        'exceptions:',
        '  - user: a',
        '',
        '  # b is next',
        '  - user: b',
      ),
    );
  });

  test('the example, and a new repository, are in canonical layout', () => {
    const { files } = readPolicyFiles(join(ROOT, 'policies'), 'policies');
    for (const { path, text } of files) assert.equal(text, formatDocument(text, kindAt(path) as Kind), path);
    for (const { path, content } of newRepository('X26', 'Example')) {
      const kind = kindAt(path.replace(/^policies\//, ''));
      if (kind !== null) assert.equal(content, formatDocument(content, kind), path);
    }
  });
});
