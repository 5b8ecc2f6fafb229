import { deepEqual, equal } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const ROOT = join(import.meta.dirname, '../../..');

/** Codes by which the source calls what it tells of reports. */
function codesOfSource(): Set<string> {
  const folder = join(ROOT, 'src/directory/exports');
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set(text.join('\n').match(/(?<=')report-[a-z0-9-]+(?=')/g));
}

it('docs/diagnostics-reports.md explains every code of the reports, each once, and no other', () => {
  const doc = readFileSync(join(ROOT, 'docs/diagnostics-reports.md'), 'utf8');
  const rows = [...doc.matchAll(/^\| `(report-[a-z0-9-]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code);
  deepEqual(new Set(rows), codesOfSource());
  equal(rows.length, new Set(rows).size);
});
