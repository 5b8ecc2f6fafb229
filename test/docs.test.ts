/** What the documentation shows is held against what the product does. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { buildPlan } from '../src/plan/plan.ts';
import { STATUS } from '../src/model/status.ts';
import { parseYaml } from '../src/policy/yaml/parse.ts';
import { checkSchema, type SchemaName } from '../src/policy/diagnostics/schema.ts';
import { showAddresses } from '../src/report/markup/mask.ts';
import { paint } from '../src/report/markup/terminal.ts';
import { renderChunk } from '../src/report/plan/text.ts';
import { METHOD_SETS } from './example/account.ts';
import { readExampleReports } from './example/population.ts';
import { examplePolicies, planInput, REFERENCE, ROOT } from './example/tenant.ts';

const DOCS = (await readdir(join(ROOT, 'docs'), { recursive: true })).filter((name) => name.endsWith('.md'));
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'reports/README.md',
  ...DOCS.map((name) => `docs/${name.replaceAll('\\', '/')}`),
];
const read = (page: string): Promise<string> => readFile(join(ROOT, page), 'utf8');

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

async function anchors(page: string): Promise<Set<string>> {
  return new Set([...(await read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading as string)));
}

describe('The documentation', () => {
  for (const page of PAGES) {
    test(`${page}: each link inside the repository leads somewhere`, async () => {
      for (const [, link] of (await read(page)).matchAll(/\]\(([^)]+)\)/g)) {
        if (/^https:/.test(link as string)) continue;
        const [path, anchor] = (link as string).split('#') as [string, string?];
        const target = path === '' ? page : join(dirname(page), path);
        assert.ok(existsSync(join(ROOT, target)), `${page} links to ${link}`);
        if (anchor !== undefined) assert.ok((await anchors(target)).has(anchor), `${page} links to ${link}`);
      }
    });
  }

  test('each document that a page shows is one that validation takes', async () => {
    let shown = 0;
    for (const page of PAGES) {
      for (const [, text] of (await read(page)).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)) {
        const kind = /^kind: (\w+)$/m.exec(text as string)?.[1];
        if (kind === undefined) continue;
        const parsed = parseYaml(page, text as string);
        assert.ok(parsed.ok, `${page}: ${text}`);
        assert.deepEqual(checkSchema(parsed.value, kind as SchemaName), []);
        shown++;
      }
    }
    assert.ok(shown >= 8, 'every kind of document is shown');
  });

  test('the plan that README shows is the one that its policy gives', async () => {
    const scope = { organisations: ['X99017'], units: [], userPolicies: [] };
    const plan = buildPlan({ ...planInput(await readExampleReports(), examplePolicies(), REFERENCE), scope });
    const options = { paint: paint(false), mask: showAddresses, timezone: null, changesPerChunk: 3 };
    const text = await read('README.md');
    assert.ok(text.includes([...plan.chunks()].map((chunk) => renderChunk(chunk, options)).join('')));
    assert.ok(text.includes(await readFile(join(ROOT, 'policies/organisations/X99017/organisation.yaml'), 'utf8')));
  });

  test('the legend names every MFA status and every authentication type', async () => {
    const text = await read('docs/policy-model.md');
    const types = METHOD_SETS.flatMap((set) => set.split(';').map((type) => type.trim()));
    for (const name of [...Object.values(STATUS), ...types]) assert.match(text, new RegExp(`^\\| ${name} \\|`, 'm'));
  });
});
