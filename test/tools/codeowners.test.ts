import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkCodeowners, codeowners } from '../../tools/codeowners.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const of = (folder: string, ...owners: string[]) => ({
  origin: `policies/organisations/${folder}/organisation.yaml:2`,
  owners,
});
const folders = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('/'));

suite('CODEOWNERS', () => {
  test('the file in the repository is the one that the policies give', async () => {
    assert.deepEqual((await checkCodeowners()).problems, []);
    const text = await readFile(join(ROOT, '.github/CODEOWNERS'), 'utf8');
    assert.match(text, /^\/policies\/organisations\/X26\/ @example\/x26-admins$/m);
  });

  test('has one line for each folder with owners, by folder, with all of them', () => {
    const text = codeowners([of('X9Z', '@example/z'), of('X26', '@example/a', 'b.example@nhs.net'), of('X1A')], null);
    assert.deepEqual(folders(text), [
      '/policies/organisations/X26/ @example/a b.example@nhs.net',
      '/policies/organisations/X9Z/ @example/z',
    ]);
  });

  test('a folder whose name has signs of the pattern language is meant as it is', () => {
    const [line] = folders(codeowners([of('X 2#6*', '@example/a')], null));
    assert.equal(line, '/policies/organisations/X\\ 2\\#6\\*/ @example/a');
  });

  test('what stands above the mark is kept, and making the file again changes nothing', () => {
    const first = codeowners([of('X26', '@example/a')], '* @example/national\n');
    assert.match(first, /^\* @example\/national$/m);
    assert.equal(codeowners([of('X26', '@example/a')], first), first);
    assert.deepEqual(folders(codeowners([], first)), []);
  });
});
