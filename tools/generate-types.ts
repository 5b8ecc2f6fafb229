/**
 * Writes src/generated/ from schemas/, and the style and script of the report page from their sources:
 * `npm run generate`. A test makes the same text in memory and compares.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileFromFile } from 'json-schema-to-typescript';
import { bundlePage } from './page-bundle.ts';

const schemas = fileURLToPath(new URL('../schemas/', import.meta.url));
const generated = fileURLToPath(new URL('../src/generated/', import.meta.url));

/** Name of each generated file with its text. */
export async function generateTypes(): Promise<Map<string, string>> {
  const files = (await readdir(schemas)).filter((name) => name.endsWith('.schema.json') && !name.startsWith('common.'));
  const texts = await Promise.all(files.sort().map((name) => generateOne(name)));
  return new Map([...texts, ['report-page.ts', await bundlePage()]]);
}

async function generateOne(name: string): Promise<[string, string]> {
  const text = await compileFromFile(schemas + name, {
    cwd: schemas,
    additionalProperties: false,
    bannerComment: `/* Generated from schemas/${name} by npm run generate; never edited. */`,
    style: { singleQuote: true, printWidth: 120 },
  });
  return [name.replace('.schema.json', '.ts'), text];
}

if (import.meta.main) {
  for (const [name, text] of await generateTypes()) await writeFile(generated + name, text);
}
