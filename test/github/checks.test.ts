import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { reportCheck, uploadSarif } from '../../src/github/checks.ts';
import { addStepSummary } from '../../src/github/limit.ts';
import { type Opened, open } from './open.ts';

function diagnostics(count: number): Diagnostic[] {
  return Array.from({ length: count }, (_, i) => ({
    file: 'policies/tenant.yaml',
    line: i + 1,
    column: 3,
    endColumn: 7,
    code: 'unknown-name',
    severity: 'error',
    message: `Number ${i}.`,
  }));
}

async function report({ github, repository }: Opened, found: readonly Diagnostic[]): Promise<void> {
  const sha = repository.refs.get('heads/main') ?? '';
  await reportCheck(github, {
    name: 'mfactl',
    sha,
    title: 'x',
    summary: 'y',
    conclusion: 'failure',
    diagnostics: found,
    path: (file) => `below/${file}`,
  });
}

for (const [count, requests] of [
  [0, 1],
  [50, 1],
  [51, 2],
  [120, 3],
] as const) {
  test(`${count} annotations take ${requests} requests, and the last one concludes`, async (context) => {
    const opened = await open(context);
    await report(opened, diagnostics(count));
    const bodies = opened.double.seen.map(({ body }) => body as { conclusion?: string });
    assert.equal(bodies.length, requests);
    assert.deepEqual(
      bodies.map(({ conclusion }) => conclusion !== undefined),
      bodies.map((_, i) => i === requests - 1),
    );
    assert.deepEqual(
      opened.repository.checkRuns.map(({ status, conclusion, annotations }) => [
        status,
        conclusion,
        annotations.length,
      ]),
      [['completed', 'failure', count]],
    );
  });
}

test('an annotation stands at file, line and columns; a file as a whole at its first line', async (context) => {
  const opened = await open(context);
  const [first, second] = diagnostics(2) as [Diagnostic, Diagnostic];
  await report(opened, [
    first,
    { ...second, line: null, column: null, severity: 'warning', message: 'A\u001b[31m control' },
  ]);
  assert.deepEqual(opened.repository.checkRuns[0]?.annotations, [
    {
      path: 'below/policies/tenant.yaml',
      start_line: 1,
      end_line: 1,
      start_column: 3,
      end_column: 6,
      annotation_level: 'failure',
      title: 'unknown-name',
      message: 'Number 0.',
    },
    {
      path: 'below/policies/tenant.yaml',
      start_line: 1,
      end_line: 1,
      annotation_level: 'warning',
      title: 'unknown-name',
      message: 'A\\u{1b}[31m control',
    },
  ]);
});

test('SARIF is packed and given to code scanning', async (context) => {
  const { github, repository } = await open(context);
  repository.codeScanning = true;
  assert.deepEqual(await uploadSarif(github, '{"version":"2.1.0"}', 'a'.repeat(40), 'refs/pull/1/head'), {
    taken: true,
  });
  assert.deepEqual(repository.sarifs, [
    { commit: 'a'.repeat(40), ref: 'refs/pull/1/head', sarif: '{"version":"2.1.0"}' },
  ]);
});

test('a repository without code scanning is an outcome with its reason', async (context) => {
  const { github } = await open(context);
  const uploaded = await uploadSarif(github, '{}', 'a'.repeat(40), 'refs/heads/main');
  assert.ok(!uploaded.taken);
  assert.match(uploaded.why, /Code scanning is not enabled/);
});

test('a step summary is added to what is there; outside of a workflow there is none', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const env = { GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  assert.equal(await addStepSummary(env, 'one'), true);
  assert.equal(await addStepSummary(env, 'two'), true);
  assert.equal(await addStepSummary({}, 'three'), false);
  assert.equal(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8'), 'one\ntwo\n');
});
