import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readFragments, withRelease } from '../../tools/changelog.ts';

const CHANGELOG = '# Changelog\n\nWhat is notable.\n\n## [0.1.0] - 2026-11-27\n\n### Added\n\n- All of it.\n';

async function fragmentsOf(t: TestContext, files: Record<string, string>): Promise<ReturnType<typeof readFragments>> {
  const root = await mkdtemp(join(tmpdir(), 'mfactl-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'docs', 'changes'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, 'docs', 'changes', name), text);
  return readFragments(root);
}

describe('The fragments of a release', () => {
  test('are gathered by kind, above the newest release', async (t) => {
    const { fragments, problems } = await fragmentsOf(t, {
      'b.fixed.md': 'B works.\n',
      'a.added.md': 'A is new.\n',
      'c.added.md': 'C is new.\n',
      'README.md': '# How\n',
    });
    assert.deepEqual(problems, []);
    assert.equal(
      withRelease(CHANGELOG, '0.2.0', '2026-12-31', fragments),
      CHANGELOG.replace(
        '## [0.1.0]',
        '## [0.2.0] - 2026-12-31\n\n### Added\n\n- A is new.\n- C is new.\n\n### Fixed\n\n- B works.\n\n## [0.1.0]',
      ),
    );
  });

  test('of an unknown kind, of more than a paragraph or with a bullet are told', async (t) => {
    const { fragments, problems } = await fragmentsOf(t, {
      'a.new.md': 'A.\n',
      'b.md': 'B.\n',
      'c.added.md': 'C.\n\nMore.\n',
      'd.added.md': '- D.\n',
      'e.added.md': '\n',
    });
    assert.deepEqual(fragments, []);
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      ['a.new.md', 'b.md', 'c.added.md', 'd.added.md', 'e.added.md'].map((name) => `docs/changes/${name}`),
    );
  });

  test('make no release twice, none without a change, and none of a version that is no version', () => {
    const change = [{ kind: 'added', text: 'A.' }] as const;
    assert.throws(() => withRelease(CHANGELOG, '0.1.0', '2026-12-31', change), /has a release 0\.1\.0 already/);
    assert.throws(() => withRelease(CHANGELOG, '0.2.0', '2026-12-31', []), /holds no change/);
    assert.throws(() => withRelease(CHANGELOG, 'next', '2026-12-31', change), /not a version/);
    assert.throws(() => withRelease(CHANGELOG, '0.2.0', 'today', change), /not a day/);
    assert.throws(() => withRelease('# Changelog\n', '0.2.0', '2026-12-31', change), /names no release/);
  });
});
