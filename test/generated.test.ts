import assert from 'node:assert/strict';
import { test } from 'node:test';
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
