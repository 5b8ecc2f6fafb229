/** Every command line of mfactl that a workflow or the action holds is one that mfactl takes. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { callProblems, callsIn, refusalOf } from './workflow-calls.ts';
import { parseWorkflow, type Step } from './workflow-rules.ts';

const GITHUB = fileURLToPath(new URL('../.github/', import.meta.url));
const ACTION = 'actions/mfactl/action.yml';
const read = (name: string): Promise<string> => readFile(join(GITHUB, name), 'utf8');

interface Script {
  readonly name: string;
  readonly script: string;
}

async function scripts(): Promise<Script[]> {
  const found: Script[] = [{ name: 'apply.sh', script: await read('actions/mfactl/apply.sh') }];
  const add = (name: string, steps: readonly Step[]): void => {
    for (const { run, uses, with: given } of steps) {
      if (run !== undefined) found.push({ name, script: run });
      const command = uses === './.github/actions/mfactl' ? given?.['command'] : undefined;
      if (typeof command === 'string') found.push({ name, script: `mfactl ${command}` });
    }
  };
  for (const name of await readdir(join(GITHUB, 'workflows')))
    for (const { steps } of Object.values(parseWorkflow(await read(`workflows/${name}`)).jobs)) add(name, steps);
  add('action.yml', (parse(await read(ACTION)) as { runs: { steps: Step[] } }).runs.steps);
  return found;
}

suite('The calls of mfactl in workflows', () => {
  test('are command lines that the program takes', async () => {
    let calls = 0;
    for (const { name, script } of await scripts()) {
      // The one call that is whatever its user says.
      if (script.includes('exec mfactl $MFACTL_COMMAND')) continue;
      calls += callsIn(script).length;
      assert.deepEqual(await callProblems(script), [], name);
    }
    assert.ok(calls >= 20, `${calls} were seen`);
  });

  test('are all found: none stands where the reading of scripts does not look', async () => {
    for (const { name, script } of await scripts()) {
      const lines = script.split('\n').filter((line) => !/^\s*(#|ln |mkdir |echo )/.test(line));
      const named = lines.join('\n').match(/(?<![-\w/."])mfactl(?=\s)/g)?.length ?? 0;
      assert.equal(callsIn(script).length, named, `${name}: ${script}`);
    }
  });

  test('of apply.sh have a mode that it knows, and a plan', async () => {
    const calls = (await scripts()).flatMap(({ script }) => script.match(/mfactl-apply .*$/gm) ?? []);
    const inWorkflows = calls.filter((call) => !call.includes('PLAN'));
    assert.ok(inWorkflows.length >= 2);
    for (const call of inWorkflows) assert.match(call, /^mfactl-apply (wait|skip) "?[$\w./]+\.ndjson"?$/);
  });

  test('that the action and docs/ci.md show are real as well', async () => {
    const [, shown = ''] = /such as "(.+?)"/.exec(await read(ACTION)) ?? [];
    assert.deepEqual(await callProblems(`mfactl ${shown}`), []);
    const docs = await readFile(join(GITHUB, '../docs/ci.md'), 'utf8');
    const blocks = [...docs.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
    assert.ok(blocks.flatMap(callsIn).length >= 4);
    for (const block of blocks) assert.deepEqual(await callProblems(block), []);
  });
});

suite('What the check refuses', () => {
  for (const [name, script, says] of [
    ['an unknown option', 'exec mfactl plan --output plan.ndjson', /unknown option '--output'/],
    ['an unknown option of a group', 'mfactl ci prune --most 3', /unknown option '--most'/],
    ['a required option that is missing', 'mfactl ci comment --head "$HEAD"', /required option '--markdown <file>'/],
    ['an unknown verb', 'mfactl aply plan.ndjson', /unknown command 'aply'/],
    ['an unknown verb of a group', 'x="$(mfactl ci last-policies)"', /unknown command 'last-policies'/],
    ['a group without a verb', 'mfactl ci', /./],
    ['nothing at all', 'mfactl || true', /./],
    ['one argument too many', 'mfactl show a.ndjson b.ndjson', /too many arguments/],
    ['an argument that is missing', 'mfactl diff --honours "$A"', /missing required argument 'after'/],
    ['a value that is not one of those', 'mfactl validate --format githb', /Allowed choices/],
    ['a value that is missing', 'mfactl plan --out && echo', /argument missing/],
    ['an option cut in two by a line', 'mfactl plan \\\n  --ou t', /unknown option '--ou'/],
    ['a call behind another', 'mfactl fmt --check; FOO=1 mfactl fmt --chek', /--chek/],
    ['a call in a word in quotes', 'echo "at $(mfactl verify --hed "$X")"', /--hed/],
    ['a call in a subshell', '( cd x && mfactl plann )', /plann/],
  ] as const)
    test(name, async () => {
      const problems = await callProblems(script);
      assert.equal(problems.length, 1, script);
      assert.match(problems[0] as string, says);
    });

  test('words are those of the shell: quotes, redirections and comments are no arguments', async () => {
    const script = `mfactl plan --out "a b.ndjson" >> "$OUT" 2>&1 || [ $? -eq 3 ] # mfactl nonsense\nmfactl ci checks --head "$(git rev-parse HEAD)"`;
    assert.deepEqual(callsIn(script), [
      ['plan', '--out', 'a b.ndjson'],
      ['ci', 'checks', '--head', '1'],
    ]);
    assert.deepEqual(await callProblems(script), []);
    assert.deepEqual(callsIn(`mfactl ci heartbeat > 'a file'\nmfactl fmt 2> /dev/null --check`), [
      ['ci', 'heartbeat'],
      ['fmt', '--check'],
    ]);
  });

  test('nothing is run: a command that would write only passes', async () => {
    assert.equal(await refusalOf(['init', '/nowhere/at/all']), null);
  });
});
