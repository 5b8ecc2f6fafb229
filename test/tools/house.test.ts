/** The checks on the folders, files and names of src/: each is told of a small world that breaks it. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkFolders } from '../../tools/checks/folders.ts';
import { checkNames } from '../../tools/checks/names.ts';
import { checkSizes } from '../../tools/checks/sizes.ts';

async function world(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ 'src/README.md': '', 'test/a.ts': '', 'tools/a.ts': '', ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const names = (folder: string, count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/${folder}/f${index}.ts`, 'export {};\n']));

test('a folder of 13 files passes and one of 14 is told, but for generated types', async (t) => {
  const doors = { 'src/plan/README.md': '', 'src/generated/README.md': '' };
  const full = await world(t, { ...doors, ...names('plan', 13), ...names('generated', 20) });
  assert.deepEqual((await checkFolders(full)).problems, []);
  const over = await world(t, { ...doors, ...names('plan', 14) });
  const { problems, figures } = await checkFolders(over);
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /^src\/plan: 14 files, over 13\. .*skimmed\. Join files/);
  assert.equal(figures.largest, 'src/plan (14)');
});

test('each folder with TypeScript and no README is told, src itself and generated types too', async (t) => {
  const folder = await world(t, {
    'src/a.ts': '',
    'src/plan/b.ts': '',
    'src/generated/c.ts': '',
    'src/icons/d.svg': '',
  });
  await rm(join(folder, 'src/README.md'));
  const { problems, says } = await checkFolders(folder);
  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    ['src', 'src/generated', 'src/plan'],
  );
  assert.match(
    problems[2] ?? '',
    /^src\/plan: no README\.md\. .*cannot tell what the folder is for\. Write one paragraph/,
  );
  assert.match(says, /folders without README: 3;/);
});

test('a file over 250 lines is told in src, test and tools', async (t) => {
  const lines = (count: number) => '// a line\n'.repeat(count);
  const fits = await world(t, { 'src/a.ts': lines(250), 'test/a.ts': lines(250), 'tools/a.ts': lines(250) });
  assert.deepEqual((await checkSizes(fits)).problems, []);
  const over = await world(t, { 'src/a.ts': lines(251), 'test/a.ts': lines(252), 'tools/a.ts': lines(253) });
  const { problems } = await checkSizes(over);
  assert.deepEqual(
    problems.map((problem) => problem.split(' lines')[0]),
    ['tools/a.ts: 253', 'test/a.ts: 252', 'src/a.ts: 251'],
  );
  assert.match(problems[0] ?? '', /over 250\. A long file is skimmed, not read\. Split it/);
});

test('a name that two files export is told with both places, whatever kind of thing it is', async (t) => {
  const folder = await world(t, {
    'src/a.ts':
      'export interface Step {}\nexport const { share, b: [inner] } = x;\nfunction listed() {}\nexport { listed };\n',
    'src/b.ts': '\nexport type Step = 1;\nexport function share() {}\nexport class inner {}\nexport enum listed {}\n',
  });
  const { problems, says } = await checkNames(folder);
  assert.deepEqual(
    problems.map((problem) => problem.split('. ')[0]),
    [
      'Step: exported at src/a.ts:1 and src/b.ts:2',
      'share: exported at src/a.ts:2 and src/b.ts:3',
      'inner: exported at src/a.ts:2 and src/b.ts:4',
      'listed: exported at src/a.ts:3 and src/b.ts:5',
    ],
  );
  assert.match(problems[0] ?? '', /two meanings sends a reader .* to the wrong one\. .*keep one and import it/);
  assert.equal(says, '4 exported names; 4 of them have two meanings');
});

test('one name is no offence where it is passed on, kept inside, overloaded, or repeated by generated types alone', async (t) => {
  const folder = await world(t, {
    'src/generated/a.ts': 'export type Wave = 1;\nexport type Level = 1;\n',
    'src/generated/b.ts': 'export type Wave = 2;\n',
    'src/plan.ts': 'export function plan(a: 1): 1;\nexport function plan(a: 2): 2;\nexport function plan(a: any) {}\n',
    'src/again.ts':
      "export { plan } from './plan.ts';\nimport { type Wave } from './generated/a.ts';\nexport type { Wave };\n",
    'src/inside.ts': 'const plan = 1;\ninterface Wave {}\n',
  });
  assert.deepEqual((await checkNames(folder)).problems, []);
  await writeFile(join(folder, 'src/inside.ts'), 'export type Level = 2;\n');
  assert.match(
    (await checkNames(folder)).problems.join(),
    /^Level: exported at src\/generated\/a\.ts:2 and src\/inside\.ts:1\./,
  );
});

test('more than 24 small files with one importer are told by name', async (t) => {
  const files = (count: number): Record<string, string> => ({
    ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`src/${i % 3}/f${i}.ts`, 'export {};\n'])),
    'src/main.ts': Array.from({ length: count }, (_, i) => `import './${i % 3}/f${i}.ts';\n`).join(''),
    ...Object.fromEntries([0, 1, 2].map((folder) => [`src/${folder}/README.md`, ''])),
  });
  assert.deepEqual((await checkFolders(await world(t, files(24)))).problems, []);
  const { problems } = await checkFolders(await world(t, files(25)));
  assert.equal(problems.length, 1);
  assert.match(
    problems[0] ?? '',
    /^src: 25 files of at most 60 lines have one importer, over 24\. .*Join those.*src\/0\/f24\.ts/,
  );
});

test('the figures count what a small file costs: one importer, and lines of imports', async (t) => {
  const folder = await world(t, {
    'src/a.ts': "import {\n  b,\n} from './b.ts';\nexport { c } from './c.ts';\nb();\n",
    'src/b.ts': "import { c } from './c.ts';\n\n\n\n\n",
    'src/c.ts': '\n',
    'src/long.ts': '\n'.repeat(61),
    'src/main.ts': "import './long.ts';\nconst { d } = await import('./d.ts');\n",
    'src/d.ts': '\n'.repeat(60),
  });
  const { figures } = await checkFolders(folder);
  assert.deepEqual(figures.smallWithOneImporter, ['src/b.ts', 'src/d.ts']);
  assert.equal(figures.importShare, (100 * 5) / 134);
});
