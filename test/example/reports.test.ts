import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleReportFiles } from './reports.ts';
import { ROOT } from './tenant.ts';

test('reports/latest/ holds what load, plan, apply and report make of the example (else: npm run example-reports)', async () => {
  const latest = join(ROOT, 'reports', 'latest');
  const files = await exampleReportFiles();
  assert.ok(files.size > 0);
  assert.deepEqual((await readdir(latest)).sort(), [...files.keys()]);
  for (const [name, content] of files) {
    const committed = await readFile(join(latest, name));
    // Compared as text first, since a difference of bytes would be printed as numbers.
    assert.equal(committed.toString('utf8'), content.toString('utf8'), name);
    assert.ok(committed.equals(content), name);
  }
});
