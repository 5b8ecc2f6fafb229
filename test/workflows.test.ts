import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { checkWorkflows } from '../tools/checks/workflows.ts';
import {
  parseWorkflow,
  pinProblems,
  scriptProblems,
  type Step,
  type Workflow,
  workflowProblems,
} from './workflow-rules.ts';

const GITHUB = fileURLToPath(new URL('../.github/', import.meta.url));
const ACTION = await readFile(join(GITHUB, 'actions/mfactl/action.yml'), 'utf8');
const texts = new Map<string, string>();
for (const name of await readdir(join(GITHUB, 'workflows')))
  texts.set(name, await readFile(join(GITHUB, 'workflows', name), 'utf8'));
const workflow = (name: string): Workflow => parseWorkflow(texts.get(name) ?? assert.fail(`there is no ${name}`));
const action = (parse(ACTION) as { runs: { steps: Step[] } }).runs.steps;

test('every workflow has least rights, pinned actions, and no expression in a script', () => {
  assert.ok(texts.size >= 7);
  for (const [name, content] of texts) assert.deepEqual(workflowProblems(content), [], name);
  assert.deepEqual([...pinProblems(ACTION), ...scriptProblems('action', action)], []);
});

test('actionlint finds nothing in them', async () => {
  assert.deepEqual((await checkWorkflows()).problems, []);
});

const SOUND = `
on: pull_request
permissions:
  contents: read
jobs:
  a:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0.1
        with:
          persist-credentials: false
      - run: echo "$TITLE"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`.replace('on: pull_request', 'on: { pull_request: }');
const AFTER = SOUND.replace('{ pull_request: }', '{ workflow_run: }').replace(
  'persist-credentials: false',
  'ref: main',
);

const BROKEN: readonly (readonly [string, string, string | RegExp, string, RegExp])[] = [
  ['an expression in a script', SOUND, '"$TITLE"', '"${{ github.head_ref }}"', /^a: an expression stands in/],
  ['an action by its tag', SOUND, /@[0-9a-f]{40} # v6.0.1/, '@v6', /not pinned/],
  ['an action whose version nobody can read', SOUND, ' # v6.0.1', '', /not pinned/],
  ['no permissions', SOUND, /permissions:\n.*\n/, '', /not set at the top/],
  ['a workflow that may write', SOUND, 'contents: read', 'contents: write', /not the workflow/],
  ['pull_request_target', SOUND, 'pull_request:', 'pull_request_target:', /runs with secrets/],
  [
    "a pull request's code that may write",
    SOUND,
    '    steps',
    '    permissions: { checks: write }\n    steps',
    /and may write/,
  ],
  [
    "a pull request's code in an environment",
    SOUND,
    '    steps',
    '    environment: mfactl\n    steps',
    /in an environment/,
  ],
  ["a pull request's code with a secret", SOUND, 'github.event.pull_request.title', 'secrets.KEY', /given a secret/],
  [
    "a pull request's code with the job's token",
    SOUND,
    'github.event.pull_request.title',
    'github.token',
    /given a secret/,
  ],
  [
    "a pull request's code beside a token",
    SOUND,
    'persist-credentials: false',
    'fetch-depth: 0',
    /leaves its token behind/,
  ],
  ['a job without an end', SOUND, /    timeout.*\n/, '', /no timeout/],
  ['rights, and the files of a pull request', AFTER, 'ref: main', 'ref: x', /something else than main/],
  ['rights, and a commit that is checked out', AFTER, 'echo', 'git -C . checkout', /into its work tree/],
];

suite('What is refused', () => {
  test('the sound examples are sound', () =>
    assert.deepEqual([workflowProblems(SOUND), workflowProblems(AFTER)], [[], []]));
  for (const [name, sound, before, after, says] of BROKEN) {
    test(name, () => {
      const broken = sound.replace(before, () => after);
      assert.notEqual(broken, sound);
      assert.match(workflowProblems(broken).join('\n'), says);
    });
  }
});

suite('The order of what is applied', () => {
  test('apply: plan, then approval outside of any group, then one apply at a time, of the tip of main', () => {
    const { concurrency, jobs } = workflow('apply.yml');
    const { plan, approve, apply } = jobs;
    assert.equal(concurrency, undefined);
    assert.deepEqual(Object.keys(jobs), ['plan', 'approve', 'apply']);
    assert.deepEqual([plan?.concurrency, approve?.concurrency], [undefined, undefined]);
    assert.deepEqual(apply?.concurrency, { group: 'mfactl-apply', 'cancel-in-progress': false });
    assert.deepEqual([approve?.needs, apply?.needs], ['plan', 'approve']);
    assert.equal(approve?.environment, 'mfactl-approval');
    assert.deepEqual(approve?.permissions, {});
    assert.equal(apply?.steps[0]?.with?.['ref'], 'main');
    const scripts = (apply?.steps ?? []).map(({ run: script = '' }) => script);
    const order = ['mfactl plan', 'diff --honours', 'ci approvers', 'mfactl-apply wait'].map((part) =>
      scripts.findIndex((script) => script.includes(part)),
    );
    assert.ok(
      order.every((place, i) => place > (order[i - 1] ?? 0)),
      `plan anew, see that the approval holds, who gave it, apply: ${order.join()}`,
    );
    assert.match(
      scripts.join('\n'),
      /"\$\(mfactl ci approvers --forecast \S+ --require\)"\n/,
      'nobody approved: no apply',
    );
    const may = { contents: 'write', actions: 'read', 'pull-requests': 'read' };
    assert.deepEqual(apply?.permissions, may);
  });

  test('reconcile: every 15 minutes off the hour, never in the place of an apply, with the policies applied last alone', () => {
    const { on, concurrency, jobs } = workflow('reconcile.yml');
    const [{ cron }] = on['schedule'] as [{ cron: string }];
    const minutes = (cron.split(' ')[0] ?? '').split(',').map(Number);
    assert.deepEqual(
      minutes.map((minute, i) => minute - (minutes[0] ?? 0) - 15 * i),
      [0, 0, 0, 0],
    );
    assert.ok(
      minutes.every((minute) => minute % 5 !== 0),
      'not when everybody else starts',
    );
    assert.equal(cron.split(' ').slice(1).join(' '), '* * * *');
    assert.deepEqual(concurrency, { group: 'mfactl-reconcile', 'cancel-in-progress': false });
    const planning = (jobs['reconcile']?.steps ?? []).filter(({ run: script = '' }) =>
      /mfactl(-apply)? (plan|skip)/.test(script),
    );
    assert.equal(planning.length, 2);
    for (const step of planning)
      assert.match(String((step as { 'working-directory'?: string })['working-directory']), /policies$/);
  });

  test('the forecast follows the validation by its name, and only its second job may write', () => {
    const { on, jobs } = workflow('forecast.yml');
    assert.deepEqual((on['workflow_run'] as { workflows: string[] }).workflows, [workflow('validate.yml').name]);
    assert.equal(jobs['forecast']?.permissions, undefined);
    assert.ok(Object.values(jobs['report']?.permissions ?? {}).includes('write'));
  });

  test('only the release may ask for an identity token', () => {
    const asking = [...texts].filter(([, content]) => /^\s*id-token:/m.test(content)).map(([name]) => name);
    assert.deepEqual(asking, ['release.yml']);
    assert.equal(workflow('release.yml').jobs['publish']?.permissions?.['id-token'], 'write');
  });
});

suite('The commands that workflows call', () => {
  const scripts = [...texts].flatMap(([name, content]) =>
    Object.values(parseWorkflow(content).jobs).flatMap(({ steps }) =>
      steps.map(({ run: script = '' }) => ({ name, script })),
    ),
  );

  test('take the place of the shell where they write, so that signals reach them', () => {
    const writing = scripts.filter(({ script }) =>
      /mfactl(-apply| ci (comment|checks|prune|renewals|exception-request))/.test(script),
    );
    assert.ok(writing.length >= 7);
    for (const { name, script } of writing) assert.match(script, /^exec /, name);
  });
});

test('at night all checks run, and the proofs with full counts; a browser that is missing is a failure', () => {
  const { on, jobs } = workflow('nightly.yml');
  const [{ cron } = { cron: '' }] = on['schedule'] as { cron: string }[];
  assert.match(cron, /^(?!0 )\d+ \d+ \* \* \*$/, 'off the hour');
  assert.ok('workflow_dispatch' in on);
  assert.deepEqual(Object.keys(jobs), ['thorough']);
  const scripts = jobs['thorough']?.steps.map(({ run }) => run).filter((run) => run !== undefined);
  assert.deepEqual(scripts, ['npm ci', 'npm run check', 'npm run test:thorough']);
  assert.match(texts.get('nightly.yml') ?? '', /MFACTL_BROWSER: required/);
});
