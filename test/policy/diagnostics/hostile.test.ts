/** Files that want to keep validation busy, or to fill what reads its answer. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MOST_OF_A_FILE, cutFiles, diagnose } from '../../../src/policy/diagnostics/diagnose.ts';
import { renderDiagnostics } from '../../../src/policy/diagnostics/render.ts';
import { MOST_RESULTS } from '../../../src/policy/diagnostics/sarif.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';

const at = (file: string, column: number, code: 'duplicate-key' | 'no-approvers' = 'duplicate-key'): Diagnostic =>
  diagnose(code, { file, line: 1, column }, 'Wrong.');

const many = (count: number, file = 'a.yaml', code?: 'no-approvers'): Diagnostic[] =>
  Array.from({ length: count }, (_, i) => at(file, i + 1, code));

describe('A line of a megabyte', () => {
  test('is split into its characters once, however many mistakes stand in it', () => {
    const line = 'a: b, '.repeat(170_000);
    let reads = 0;
    const textOf = (): string => {
      reads++;
      return line;
    };
    const mistakes = Array.from({ length: 1000 }, (_, i) => at('a.yaml', i * 1000 + 1));
    const split = Array.from;
    let splits = 0;
    Array.from = ((...args: Parameters<typeof split>) => {
      if (args[0] === (line as unknown)) splits++;
      return split(...args);
    }) as typeof split;
    try {
      const text = renderDiagnostics(mistakes, { format: 'human', color: false, textOf });
      assert.ok(text.length < 1000 * 400, `${text.length} characters`);
    } finally {
      Array.from = split;
    }
    assert.deepEqual([reads, splits], [1, 1]);
  });
});

describe('A file with thousands of mistakes', () => {
  test('is cut after 1,000, and the cut is said; other files are told whole', () => {
    const cut = cutFiles([...many(MOST_OF_A_FILE + 5), ...many(3, 'b.yaml')]);
    assert.equal(cut.length, MOST_OF_A_FILE + 1 + 3);
    assert.deepEqual(
      cut.filter(({ code }) => code.startsWith('too-many')).map(({ file, code, message }) => [file, code, message]),
      [['a.yaml', 'too-many-mistakes', 'This file has 5 more errors or warnings. Correct those above first.']],
    );
  });

  test('of warnings alone stays valid', () => {
    const cut = cutFiles(many(MOST_OF_A_FILE + 2, 'a.yaml', 'no-approvers'));
    assert.ok(cut.every(({ severity }) => severity === 'warning'));
    assert.equal(cut.at(-1)?.code, 'too-many-warnings');
  });

  test('is told whole up to 1,000', () => {
    assert.equal(cutFiles(many(MOST_OF_A_FILE)).length, MOST_OF_A_FILE);
  });
});

test('SARIF holds at most 25,000 results, which is what code scanning takes, and tells how many it leaves out', () => {
  const run = (count: number): { results: unknown[]; invocations?: object[] } =>
    (
      JSON.parse(renderDiagnostics(many(count), { format: 'sarif', color: false, textOf: () => null })) as {
        runs: [{ results: unknown[]; invocations?: object[] }];
      }
    ).runs[0];
  assert.equal(run(MOST_RESULTS).invocations, undefined);
  const cut = run(MOST_RESULTS + 7);
  assert.equal(cut.results.length, MOST_RESULTS);
  assert.match(JSON.stringify(cut.invocations), /7 more results are left out/);
});
