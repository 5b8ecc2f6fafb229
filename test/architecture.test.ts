/** The arrows of the project, held against the source as it is, and against small worlds that break them. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cruiseSources, exitsOutsideCli, sourceFiles } from '../tools/checks/architecture.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** A folder with these files, the project's libraries and compiler options. */
async function world(t: TestContext, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  for (const name of ['node_modules', 'tsconfig.json', 'package.json'])
    await symlink(join(ROOT, name), join(root, name));
  return root;
}

/** Names of the rules that a world breaks, once each. */
async function brokenBy(t: TestContext, files: Record<string, string>): Promise<string[]> {
  const { broken } = await cruiseSources(await world(t, files));
  return [...new Set(broken.map(({ rule }) => rule))].sort();
}

const KEEP = 'export const kept = 1;\n';

test('every arrow points one way: no chapter knows one that comes after it', async () => {
  const { broken } = await cruiseSources();
  assert.deepEqual(
    broken.map(({ says }) => says),
    [],
  );
});

test('the rules see every file under src, for a rule that sees nothing is never broken', async () => {
  const [files, { modules }] = await Promise.all([sourceFiles(), cruiseSources()]);
  assert.ok(files.length > 0);
  assert.deepEqual(modules, files);
});

test('nothing but src/cli.ts knows process.exit', async () => {
  assert.deepEqual(await exitsOutsideCli(), []);
});

test('process.exit and process.exitCode are found wherever else they stand', async (t) => {
  const root = await world(t, {
    'src/cli.ts': 'process.exitCode = 2;\n',
    'src/model/a.ts': `${KEEP}process.exit(1);\n`,
    'src/apply/b.ts': "import { exit } from 'node:process';\nexit(1);\n",
    'src/report/c.ts': 'process . exitCode = 1;\n',
  });
  assert.deepEqual((await exitsOutsideCli(root)).sort(), ['src/apply/b.ts:1', 'src/model/a.ts:2', 'src/report/c.ts:1']);
});

test('a decision may use the model, generated types, temporal-polyfill and canonicalize', async (t) => {
  const files = {
    'src/decide/a.ts':
      "import { Temporal } from 'temporal-polyfill';\nimport { b } from '../model/b.ts';\nexport const a = [Temporal, b];\n",
    'src/model/b.ts':
      "import canonicalize from 'canonicalize';\nimport type { C } from '../generated/c.ts';\nexport const b: C = canonicalize({});\n",
    'src/generated/c.ts': 'export type C = string | undefined;\n',
  };
  assert.deepEqual(await brokenBy(t, files), []);
});

test('a pure chapter may not do I/O, nor use a library that does', async (t) => {
  const io = "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n";
  const library = "import { simpleGit } from 'simple-git';\nexport const a = simpleGit;\n";
  for (const chapter of ['model', 'snapshot', 'decide', 'plan', 'prove', 'adopt', 'report']) {
    assert.deepEqual(await brokenBy(t, { [`src/${chapter}/a.ts`]: io }), ['pure-chapters-do-no-io'], chapter);
    assert.deepEqual(await brokenBy(t, { [`src/${chapter}/a.ts`]: library }), ['pure-chapters-do-no-io'], chapter);
  }
  assert.deepEqual(await brokenBy(t, { 'src/plan/file/a.ts': io, 'src/ledger/a.ts': io }), []);
});

test('a chapter may not look ahead, not even at a type', async (t) => {
  const files = {
    'src/decide/a.ts': "import type { B } from '../report/b.ts';\nexport const a: B = 1;\n",
    'src/report/b.ts': 'export type B = number;\n',
  };
  assert.deepEqual(await brokenBy(t, files), ['decide-looks-back-only']);
});

test('chapters of one rank do not know each other', async (t) => {
  const files = {
    'src/apply/a.ts': "import { kept } from '../history/b.ts';\nexport const a = kept;\n",
    'src/history/b.ts': KEEP,
  };
  assert.deepEqual(await brokenBy(t, files), ['apply-looks-back-only']);
});

test('a folder that is no chapter is told', async (t) => {
  const files = {
    'src/utils/a.ts': "import { kept } from '../model/b.ts';\nexport const a = kept;\n",
    'src/model/b.ts': KEEP,
  };
  assert.deepEqual(await brokenBy(t, files), ['every-folder-is-a-chapter']);
});

test('in a plan, only fingerprints may hash', async (t) => {
  const hash = "import { createHash } from 'node:crypto';\nexport const hash = createHash;\n";
  assert.deepEqual(await brokenBy(t, { 'src/plan/fingerprint.ts': hash }), []);
  assert.deepEqual(await brokenBy(t, { 'src/plan/plan.ts': hash }), ['only-hashes-and-masks-use-crypto']);
});

test('two files may not import each other', async (t) => {
  const files = {
    'src/report/a.ts': "import { b } from './b.ts';\nexport const a = (): unknown => b;\n",
    'src/report/b.ts': "import { a } from './a.ts';\nexport const b = (): unknown => a;\n",
  };
  assert.deepEqual(await brokenBy(t, files), ['no-circles']);
});

test('a part may not import a command, and nothing may import the cli', async (t) => {
  const files = {
    'src/cli.ts': KEEP,
    'src/commands/plan/plan.ts': KEEP,
    'src/report/a.ts': "import { kept } from '../commands/plan/plan.ts';\nexport const a = kept;\n",
    'src/report/b.ts': "export const b = () => import('../cli.ts');\n",
  };
  assert.deepEqual(await brokenBy(t, files), ['nothing-imports-the-cli', 'report-looks-back-only']);
});

test('planning reaches no writer, by however many steps', async (t) => {
  const files = {
    'src/commands/plan/plan.ts': "import { a } from '../../report/a.ts';\nexport const plan = a;\n",
    'src/report/a.ts': "import { kept } from '../directory/sandbox/writer.ts';\nexport const a = kept;\n",
    'src/directory/sandbox/writer.ts': KEEP,
    'src/policy/read.ts': "import { kept } from '../apply/send.ts';\nexport const read = kept;\n",
    'src/apply/send.ts': KEEP,
    'src/directory/sandbox/reader.ts': "import { kept } from './writer.ts';\nexport const reader = kept;\n",
  };
  assert.deepEqual(await brokenBy(t, files), [
    'looking-commands-cannot-write',
    'planning-cannot-write',
    'policy-looks-back-only',
    'readers-cannot-write',
  ]);
});

test('planning may read what earlier runs left behind', async (t) => {
  const files = {
    'src/commands/plan/plan.ts': "import { kept } from '../../ledger/read.ts';\nexport const plan = kept;\n",
    'src/ledger/read.ts': KEEP,
  };
  assert.deepEqual(await brokenBy(t, files), []);
});

test('published code may not use a library that only developers have', async (t) => {
  const files = { 'src/report/a.ts': "import fc from 'fast-check';\nexport const a = fc;\n" };
  assert.deepEqual(await brokenBy(t, files), ['published-code-has-its-dependencies']);
});

test('an import that leads nowhere is told', async (t) => {
  const files = { 'src/report/a.ts': "import { gone } from './gone.ts';\nexport const a = gone;\n" };
  assert.deepEqual(await brokenBy(t, files), ['nothing-unresolved']);
});

test('generated types import nothing', async (t) => {
  const files = {
    'src/generated/a.ts': "import type { B } from '../model/b.ts';\nexport type A = B;\n",
    'src/model/b.ts': 'export type B = number;\n',
  };
  assert.deepEqual(await brokenBy(t, files), ['generated-looks-back-only', 'generated-stands-alone']);
});
