import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readSchema } from '../src/machine/schemas.ts';
import { checkGenerated } from '../tools/checks/generated.ts';
import { generateTypes } from '../tools/generate-types.ts';

test('the types in src/generated are those that schemas/ gives now', async () => {
  const { problems } = await checkGenerated();
  assert.deepEqual(problems, []);
});

test('there is a type for every kind of document, and each says that it is generated', async () => {
  const types = await generateTypes();
  assert.ok(types.has('plan.ts') && types.has('organisation.ts'), [...types.keys()].join(', '));
  for (const [name, text] of types) assert.match(text, /never edited/, name);
});

test('each schema is one by the rules of JSON Schema, which the commands do not ask anew', () => {
  const names = readdirSync(new URL('../schemas/', import.meta.url)).map((file) => file.replace('.schema.json', ''));
  assert.ok(names.includes('plan'), names.join(', '));
  const ajv = new Ajv2020();
  for (const name of names) assert.ok(ajv.validateSchema(readSchema(name)), `${name}: ${ajv.errorsText()}`);
  assert.equal(ajv.validateSchema({ ...readSchema('plan'), type: 'no type' }), false);
});
