import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CODES } from '../../src/policy/diagnostics/codes.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { FIXTURES, NOW, outline, withPolicies } from '../worlds/temporary-policies.ts';

const cases = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'base')
  .map(({ name }) => name)
  .sort();

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function loadCase(name: string): ReturnType<typeof loadPolicies> {
  return withPolicies((root) => {
    const folder = join(FIXTURES, name);
    if (existsSync(join(folder, 'policies')))
      cpSync(join(folder, 'policies'), join(root, 'policies'), { recursive: true });
    const removed = join(folder, 'removed.txt');
    if (existsSync(removed)) for (const path of linesOf(removed)) rmSync(join(root, path));
    return loadPolicies(root, 'policies', NOW);
  });
}

describe('broken policies', () => {
  test('the base that they are put over is valid, without a warning', () => {
    const loaded = withPolicies((root) => loadPolicies(root, 'policies', NOW));
    assert.deepEqual(outline(loaded), []);
    assert.equal(loaded.ok, true);
  });

  test('there are enough of them', () => assert.ok(cases.length >= 60, `${cases.length} cases`));

  for (const name of cases) {
    test(`${name}: exactly the expected diagnostics`, () => {
      const loaded = loadCase(name);
      const expected = linesOf(join(FIXTURES, name, 'expected.txt'));
      assert.ok(expected.length > 0, 'a case expects something');
      assert.deepEqual(outline(loaded), expected);
      assert.equal(loaded.ok, !expected.some((line) => line.includes(' error ')));
    });
  }

  test('every diagnostic says what is wrong in one printable line, with the severity of its code', () => {
    for (const name of cases) {
      for (const { message, code, severity } of loadCase(name).diagnostics) {
        assert.match(message, /^[^\p{Cc}]+[.?]$/u, `${name}: ${message}`);
        assert.equal(severity, CODES[code as keyof typeof CODES].severity);
      }
    }
  });

  test('no message holds an address: diagnostics go into public logs', () => {
    for (const name of cases)
      for (const { message } of loadCase(name).diagnostics) assert.doesNotMatch(message, /@[a-z.]*nhs\.net/i, name);
  });
});
