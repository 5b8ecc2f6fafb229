/** The schemas in an editor: the language server that editors use, started for real, with the settings that the docs show. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { KINDS, kindAt } from '../../src/policy/documents.ts';
import { readPolicyFiles } from '../../src/policy/read.ts';
import { ROOT } from '../example/tenant.ts';
import { LanguageClient } from './language-client.ts';

/** The mapping from docs/authoring.md, its paths made those of the schemas of this repository. */
async function mapping(): Promise<Record<string, string | string[]>> {
  const page = await readFile(join(ROOT, 'docs/authoring.md'), 'utf8');
  const [, json] = /```json\n([\s\S]*?)```/.exec(page) as RegExpExecArray;
  const { 'yaml.schemas': schemas } = JSON.parse(json as string) as {
    'yaml.schemas': Record<string, string | string[]>;
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([path, globs]) => [
      pathToFileURL(join(ROOT, path.replace('./node_modules/mfactl/', ''))).href,
      globs,
    ]),
  );
}

describe('An editor with the schemas', () => {
  let client: LanguageClient;
  const inPolicies = (path: string): string => join(ROOT, 'policies', path);

  before(async () => {
    client = await LanguageClient.start(ROOT, {
      validate: true,
      completion: true,
      hover: true,
      schemas: await mapping(),
      schemaStore: { enable: false },
    });
  });
  after(() => client.stop());

  test('finds nothing wrong with the example policies and settings', async () => {
    const { files } = readPolicyFiles(join(ROOT, 'policies'), 'policies');
    assert.ok(files.length > 20);
    for (const { path, text } of files) assert.deepEqual(await client.open(inPolicies(path), text), [], path);
    assert.deepEqual(
      await client.open(join(ROOT, 'mfactl.yaml'), await readFile(join(ROOT, 'mfactl.yaml'), 'utf8')),
      [],
    );
  });

  test('underlines a key that does not exist, in every kind of document', async () => {
    const { files } = readPolicyFiles(join(ROOT, 'policies'), 'policies');
    const kinds = new Map(files.map((file) => [kindAt(file.path), file]));
    assert.equal(kinds.size, KINDS.length);
    for (const { path, text } of kinds.values()) {
      const problems = await client.open(join(ROOT, 'elsewhere/policies', path), `${text}\nwrong: 1\n`);
      assert.ok(
        problems.some(({ message }) => /wrong/.test(message)),
        `${path}: ${JSON.stringify(problems)}`,
      );
    }
  });

  test('underlines a wrong level, an unknown key and a missing one, each kind of document by its own schema', async () => {
    const organisation = await client.open(
      inPolicies('organisations/XX1/organisation.yaml'),
      'kind: Organisation\ncode: XX1\nname: One\nmfa: stronger\n',
    );
    assert.equal(organisation.length, 1);
    assert.match(organisation[0]?.message ?? '', /disabled.*named-locations.*standard/);
    assert.deepEqual(organisation[0]?.range.start, { line: 3, character: 5 });
    const exceptions = await client.open(
      inPolicies('organisations/XX1/exceptions/new.yaml'),
      'kind: Exceptions\norganisation: XX1\nexceptions:\n  - user: jo.example@nhs.net\n    until: never\n',
    );
    assert.ok(exceptions.some(({ message }) => /until/.test(message)));
    assert.ok(exceptions.some(({ message }) => /startsAt/.test(message)));
    const role = await client.open(
      inPolicies('roles/new.yaml'),
      'kind: Role\nname: New\ncategory: other\nmatch: [New]\nmfa: never\n',
    );
    assert.match(role[0]?.message ?? '', /standard/, 'a reference to common.schema.json is followed');
  });

  test('completes keys and levels, and tells what a key means', async () => {
    const path = inPolicies('organisations/XX2/organisation.yaml');
    await client.open(path, 'kind: Organisation\ncode: XX2\nname: Two\nmfa: \n\n');
    const levels = await client.complete(path, 3, 5);
    assert.deepEqual(levels.filter((label) => ['disabled', 'named-locations', 'standard'].includes(label)).sort(), [
      'disabled',
      'named-locations',
      'standard',
    ]);
    const keys = await client.complete(path, 4, 0);
    for (const key of ['units', 'userPolicies', 'rollout', 'guardrails'])
      assert.ok(keys.includes(key), `${key} in ${keys.join()}`);
    assert.match(await client.hover(path, 3, 1), /The level of this organisation/);
  });
});
