/** The templates of `init` teach by examples in comments: each is taken out of its comment and loaded for real. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { loadPolicies } from '../../../src/policy/load.ts';
import { readSettings } from '../../../src/policy/settings/read.ts';
import { parseYaml } from '../../../src/policy/yaml/parse.ts';
import { REFERENCE, ROOT } from '../../example/tenant.ts';
import { type NewFile, newRepository } from '../../../src/commands/policy/init.ts';

const FILES = newRepository('X26', 'Example Trust');

/** YAML that stands in a comment. */
interface Example {
  readonly file: string;
  /** The key that it writes, or the empty list that its items belong to. */
  readonly key: string;
  readonly lines: readonly string[];
}

function examplesIn({ path, content }: NewFile): Example[] {
  const blocks = [...content.matchAll(/^# (?:(\w+):.*|  - .*)\n(?:# {3}.*\n)*/gm)];
  return blocks
    .map(([block, key = emptyListIn(content)]) => ({ file: path, key, lines: uncommented(block) }))
    .filter(({ lines }) => lines.length > 1 || parseYaml(path, `${lines[0]}\n`).ok);
}

function emptyListIn(content: string): string {
  const [, key] = /^(\w+): \[\]$/m.exec(content) ?? [];
  assert.ok(key !== undefined, 'items of an example belong to a list that is empty in the template');
  return key;
}

const uncommented = (block: string): string[] =>
  block
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(2));

/** A template with one more key, in place of the one that it has. */
function withExample(content: string, { key, lines }: Example): string {
  const without = content.replace(new RegExp(`^${key}:.*\\n(?: .*\\n)*`, 'm'), '');
  const head = lines[0]?.startsWith(`${key}:`) === true ? [] : [`${key}:`];
  return `${[without.trimEnd(), ...head, ...lines].join('\n')}\n`;
}

const EXAMPLES = FILES.filter(({ path }) => path.endsWith('.yaml')).flatMap(examplesIn);

describe('The templates of init', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'mfactl-'));
    for (const { path, content } of FILES) await write(path, content);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }

  async function apply(example: Example): Promise<void> {
    await write(example.file, withExample(await readFile(join(root, example.file), 'utf8'), example));
  }

  /** All that is wrong, and what is warned of other than that no approver is named yet. */
  function wrong(): Diagnostic[] {
    const { diagnostics } = loadPolicies(root, 'policies', REFERENCE);
    return [...diagnostics, ...readSettings(null, root).diagnostics].filter(({ code }) => code !== 'no-approvers');
  }

  test('show these examples, and no other line in a comment reads as one', () => {
    assert.deepEqual(
      EXAMPLES.map(({ file, key }) => `${file} ${key}`),
      [
        'mfactl.yaml directory',
        'mfactl.yaml privacy',
        'policies/tenant.yaml protected',
        'policies/tenant.yaml approvers',
        'policies/organisations/X26/organisation.yaml owners',
        'policies/organisations/X26/organisation.yaml mfa',
        'policies/organisations/X26/organisation.yaml units',
        'policies/organisations/X26/organisation.yaml rollout',
        'policies/organisations/X26/exceptions.yaml exceptions',
      ],
    );
  });

  for (const example of EXAMPLES) {
    test(`the example of ${example.key} in ${example.file} is valid`, async () => {
      await apply(example);
      assert.deepEqual(wrong(), []);
    });
  }

  test('all their examples are valid together, and the policies hold what they say', async () => {
    for (const example of EXAMPLES) await apply(example);
    const loaded = loadPolicies(root, 'policies', REFERENCE);
    assert.ok(loaded.ok, JSON.stringify(loaded.diagnostics));
    assert.ok(readSettings(null, root).ok);
    assert.deepEqual([...loaded.value.policies.tenant.protected.keys()], ['breakglass-1@example.nhs.net']);
    assert.equal(loaded.value.policies.exceptions.byAddress.size, 2);
    assert.equal(loaded.value.policies.organisations.get('X26')?.rollout?.length, 2);
  });

  test('an example with a fault is refused', async () => {
    const [example] = EXAMPLES.filter(({ key }) => key === 'units') as [Example];
    await apply({ ...example, lines: example.lines.map((line) => line.replace('mfa:', 'level:')) });
    assert.notDeepEqual(wrong(), []);
  });

  test('are all written: no file lies in the folder that init forgets', async () => {
    const folder = join(ROOT, 'src/templates/repository');
    const found = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    assert.equal(found.length, FILES.length, found.join('\n'));
  });
});
