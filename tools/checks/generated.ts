/** src/generated holds what schemas/ says now, beside its README: no file changed by hand, forgotten or left behind. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateTypes } from '../generate-types.ts';
import { report, type Verdict } from './verdict.ts';

const GENERATED = fileURLToPath(new URL('../../src/generated/', import.meta.url));

/** Makes the types in memory and compares them with the files. */
export async function checkGenerated(): Promise<Verdict> {
  const wanted = await generateTypes();
  const present = await readdir(GENERATED);
  const problems = present
    .filter((name) => name !== 'README.md' && !wanted.has(name))
    .map((name) => `src/generated/${name}: made from no schema; remove it`);
  for (const [name, text] of wanted) {
    const actual = await readFile(GENERATED + name, 'utf8').catch(() => null);
    if (actual !== text) problems.push(`src/generated/${name}: not what schemas/ says; run: npm run generate`);
  }
  return { says: `${wanted.size} files`, problems };
}

if (import.meta.main) report(await checkGenerated());
