/** The pages at the doors of the house: what they name is there, and what they list is all there is. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { buildPlan } from '../src/plan/plan.ts';
import { sourceFiles } from '../tools/checks/architecture.ts';
import { readExampleReports } from './example/population.ts';
import { examplePolicies, planInput, REFERENCE, ROOT } from './example/tenant.ts';

const read = (page: string): Promise<string> => readFile(join(ROOT, page), 'utf8');

async function named(pattern: string): Promise<string[]> {
  const names = await Array.fromAsync(glob(pattern, { cwd: ROOT }));
  return names.map((name) => name.replaceAll('\\', '/')).sort();
}

const SOURCES = await sourceFiles();
const PAGES = [
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'test/README.md',
  // A template speaks of the repository that init makes.
  ...(await named('{src/**/README,docs/decisions/*}.md')).filter(
    (name) => !name.startsWith('src/templates/repository/'),
  ),
];
const FILE_NAMES = new Set((await named('{src,test,tools}/**/*.{ts,mjs}')).map((name) => basename(name)));

/** Links of a page inside the repository that lead to no file, or to no heading of a file. */
async function deadLinks(page: string, text: string): Promise<string[]> {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link as string);
  const dead = await Promise.all(
    links.filter((link) => !/^https:/.test(link)).map(async (link) => ((await leads(page, link)) ? [] : [link])),
  );
  return dead.flat();
}

async function leads(page: string, link: string): Promise<boolean> {
  const [path, anchor] = link.split('#') as [string, string?];
  const target = join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || headings(await read(target)).has(anchor);
}

/** The anchors of a page's headings. */
function headings(text: string): Set<string> {
  const plain = (heading: string): string => heading.toLowerCase().replace(/[^\w\- ]/g, '');
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => plain(heading as string).replaceAll(' ', '-')));
}

/**
 * Names in backticks that look like a path of the repository and are none: those with a slash, from the root or the
 * page, and names of code files. What mfactl writes below reports/ need not be there.
 */
function deadNames(page: string, text: string): string[] {
  const names = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].map(([, name]) => name as string);
  return names.filter((name) => {
    if (/^reports\/(?!README)/.test(name)) return false;
    if (!name.includes('/')) return /\.(ts|mjs)$/.test(name) && !FILE_NAMES.has(name) && !existsSync(join(ROOT, name));
    return ![ROOT, join(ROOT, dirname(page))].some((folder) => existsSync(join(folder, name)));
  });
}

/** The code files of src/ that a page names, each once. */
function namedSources(text: string): Set<string> {
  return new Set([...text.matchAll(/src\/[\w./-]+\.ts/g)].map(([name]) => name));
}

interface Chapters {
  /** The number of the line, from 1, and the names on it. */
  readonly rows: readonly string[];
  /** Without the numbers, as the arrows have them. */
  readonly arrows: string;
}

function chaptersOfRules(text: string): Chapters {
  const list = /const CHAPTERS = (\[[\s\S]*?\n\]);/.exec(text)?.[1] ?? '';
  const lines = JSON.parse(list.replaceAll("'", '"').replace(/,\s*\]$/, ']')) as string[][];
  return {
    rows: lines.flatMap((names, i) => names.map((name) => `${i + 1} ${name}`)),
    arrows: [...lines.map((names) => names.join(', ')), 'cli.ts'].join(' ← '),
  };
}

function chaptersOfPage(text: string): Chapters {
  const rows = [...text.matchAll(/^\| (\d+) +\| \[(\w+)\]/gm)].map(([, number, name]) => `${number} ${name}`);
  return { rows, arrows: (/^generated ←[^`]*/m.exec(text)?.[0] ?? '').trim().replace(/\s+/g, ' ') };
}

describe('The pages at the doors', () => {
  for (const page of PAGES) {
    test(`${page}: each link leads somewhere, and each file in backticks is there`, async () => {
      const text = await read(page);
      assert.deepEqual(await deadLinks(page, text), []);
      assert.deepEqual(deadNames(page, text), []);
    });
  }

  test('each folder of src with code has a README with a link to the file to read first', async () => {
    for (const folder of new Set(SOURCES.map((name) => dirname(name)))) {
      const page = `${folder}/README.md`;
      assert.ok(PAGES.includes(page), `${page} is missing`);
      assert.match(await read(page), /Begin with \[|A good one to look at first/, page);
    }
  });

  test('src/README.md lists the chapters of .dependency-cruiser.mjs in their order, as rows and as arrows', async () => {
    const expected = chaptersOfRules(await read('.dependency-cruiser.mjs'));
    assert.ok(expected.rows.length > 10);
    assert.deepEqual(chaptersOfPage(await read('src/README.md')), expected);
  });

  test('docs/architecture.md follows a change through at most 15 files, all of which it links', async () => {
    const text = await read('docs/architecture.md');
    const files = namedSources(text);
    assert.ok(files.size >= 10 && files.size <= 15, [...files].join(', '));
    for (const file of files) assert.ok(SOURCES.includes(file) && text.includes(`](../${file})`), file);
  });

  test('docs/architecture.md shows the lines of the policy, and the change that they give', async () => {
    const text = await read('docs/architecture.md');
    const policy = 'policies/organisations/X99017/organisation.yaml';
    const lines = (await read(policy)).split('\n').map((line) => line.replace(/ #.*/, ''));
    const shown = [...text.matchAll(/^(\d+) {2,3}( *\S.*)$/gm)];
    assert.ok(shown.length >= 4);
    for (const [, number, line] of shown) assert.equal((line as string).trim(), lines[Number(number) - 1]?.trim());
    const change = await changeOf('kim.example1271@nhs.net');
    const { before, after, because } = change;
    assert.ok(text.includes(JSON.stringify({ before, after }).slice(1, -1)));
    assert.ok(text.includes(`"policy":"${because.at(-1)?.policy}"`), because.at(-1)?.policy ?? '');
  });
});

async function changeOf(address: string) {
  const scope = { organisations: ['X99017'], units: ['Home Working'], userPolicies: [] };
  const plan = buildPlan({ ...planInput(await readExampleReports(), examplePolicies(), REFERENCE), scope });
  const found = [...plan.chunks()].flatMap(({ changes }) => changes).find(({ account }) => account.address === address);
  assert.ok(found);
  return found;
}

describe('What these tests look for is found', () => {
  const page = 'src/plan/README.md';

  test('a link to a file or a heading that is not there', async () => {
    const text = '[a](plan.ts) [b](gone.ts) [c](../../CONTRIBUTING.md#a-guardrail) [d](../../CONTRIBUTING.md#gone)';
    assert.deepEqual(await deadLinks(page, text), ['gone.ts', '../../CONTRIBUTING.md#gone']);
  });

  test('a path or a code file in backticks that is not there', () => {
    const text =
      '`src/plan/plan.ts` `src/core/plan.ts` `guardrails/` `rails/` `plan.ts` `gone.ts` `reports/latest/` `--json`';
    assert.deepEqual(deadNames(page, text), ['src/core/plan.ts', 'rails/', 'gone.ts']);
  });

  test('a chapter that is listed in another place, or left out of the arrows', () => {
    const rules = "const CHAPTERS = [\n  ['generated'],\n  ['model', 'git'],\n];";
    const good =
      '| 1 | [generated](…) |\n| 2 | [model](…) |\n| 2  | [git](…) |\n\n```text\ngenerated ← model, git\n  ← cli.ts\n```';
    assert.deepEqual(chaptersOfPage(good), chaptersOfRules(rules));
    assert.notDeepEqual(chaptersOfPage(good.replace('| 2 | [model]', '| 1 | [model]')), chaptersOfRules(rules));
    assert.notDeepEqual(chaptersOfPage(good.replace('model, git', 'git')), chaptersOfRules(rules));
  });
});
