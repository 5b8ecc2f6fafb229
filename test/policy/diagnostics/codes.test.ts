import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CODES } from '../../../src/policy/diagnostics/codes.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('docs/diagnostics.md', () => {
  test('lists every code with its severity, meaning and what to do', () => {
    const rows = readFileSync(join(ROOT, 'docs/diagnostics.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const expected = Object.entries(CODES).map(
      ([code, { severity, means, action }]) => `| \`${code}\` | ${severity} | ${means} | ${action} |`,
    );
    assert.deepEqual(rows, expected);
  });
});

test('every code is kebab-case and is used by the sources', () => {
  const folder = join(ROOT, 'src/policy');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'codes.ts')
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  for (const code of Object.keys(CODES)) {
    assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)+$/);
    assert.ok(sources.includes(`'${code}'`), code);
  }
});
