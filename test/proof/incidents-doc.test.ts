import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');

/** Rows of docs/incidents.md: what must never happen, and the tests that would fail. */
async function rowsOfDocument(): Promise<{ incident: string; tests: { name: string; file: string }[] }[]> {
  const text = await readFile(join(ROOT, 'docs/incidents.md'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`test/'))
    .map((line) => {
      const [, incident = '', tests = ''] = line.split(/(?<!\\) \| |^\| /);
      const named = [...tests.matchAll(/“(.+?)” \(`(test\/[^`]+)`\)/g)];
      return { incident, tests: named.map(([, name = '', file = '']) => ({ name, file })) };
    });
}

suite('docs/incidents.md', () => {
  test('names tests that exist, for every line', async () => {
    const rows = await rowsOfDocument();
    assert.ok(rows.length >= 30, `${rows.length} rows`);
    for (const { incident, tests } of rows) {
      assert.ok(tests.length > 0, incident);
      for (const { name, file } of tests) {
        assert.ok(existsSync(join(ROOT, file)), file);
        const source = await readFile(join(ROOT, file), 'utf8');
        assert.ok(
          source.includes(`test('${name}'`) || source.includes(`it('${name}'`),
          `${file} has no test “${name}”`,
        );
      }
    }
  });

  test('has no line twice', async () => {
    const incidents = (await rowsOfDocument()).map(({ incident }) => incident);
    assert.equal(new Set(incidents).size, incidents.length);
  });
});
