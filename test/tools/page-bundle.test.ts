/** How the script of the report page is put together. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { runInNewContext } from 'node:vm';
import { bundleScript } from '../../tools/page-bundle.ts';

/** The script of `main.ts` among some files. */
async function bundled(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return bundleScript(join(folder, 'main.ts'));
}

suite('the bundle of the page', () => {
  test('is one script in which modules stand before those that import them, without types', async (t) => {
    const script = await bundled(t, {
      'main.ts':
        "import { two } from './two.ts';\nimport { one } from './one.ts';\nimport type { No } from './none.ts';\nconst no: No = one + two;\nanswer(no);\n",
      'two.ts': "import { one } from './one.ts';\n/** Two. */\nexport const two: number = one + 1;\n",
      'one.ts': 'export const one = 1;\nexport interface One { readonly one: number }\n',
    });
    const answers: unknown[] = [];
    runInNewContext(script, { answer: (value: unknown) => answers.push(value) });
    assert.deepEqual(answers, [3]);
    assert.doesNotMatch(script, /import|export|Two[.]/);
  });

  test('refuses two modules that declare one name, for they would share it', async (t) => {
    const files = {
      'main.ts': "import { a } from './a.ts';\nconst same = a;\n",
      'a.ts': 'const same = 1;\nexport const a = same;\n',
    };
    await assert.rejects(bundled(t, files), /same stands in .*a[.]ts and in .*main[.]ts: rename one/);
  });

  test('refuses imports that it would get wrong: other names, libraries', async (t) => {
    for (const line of [
      "import { a as b } from './a.ts';",
      "import * as a from './a.ts';",
      "import { a } from 'a';",
      "import './a.ts';",
    ])
      await assert.rejects(bundled(t, { 'main.ts': line, 'a.ts': 'export const a = 1;\n' }), /only \{ names \}/, line);
  });
});
