/** Jobs of the project's workflows, run step by step from the files themselves. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatInstant } from '../../src/model/time.ts';
import { parseWorkflow } from '../workflow-rules.ts';
import type { Ran } from '../worlds/repository.ts';
import { expand, type Machine, type NamedStep, runScript, useAction } from './workflow-step.ts';

const WORKFLOWS = fileURLToPath(new URL('../../.github/workflows/', import.meta.url));

/** Where the jobs of a test run. */
export interface Runners {
  /** For the machines; removed by the test. */
  readonly folder: string;
  /** The bare repository. */
  readonly remote: string;
  /** What every step has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What expressions stand for in every job. */
  readonly context: Readonly<Record<string, string>>;
}

/** One run of one workflow. */
export interface WorkflowRun {
  readonly workflow: string;
  readonly id: number;
  readonly now: number;
  /** The commit that started it. */
  readonly sha: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** What the scripts of a job did, by the name of their step, and where its machine stood. */
export interface JobRan {
  readonly steps: ReadonlyMap<string, Ran>;
  readonly workspace: string;
  readonly temp: string;
}

interface OneJob {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly NamedStep[];
}

/**
 * Runs one job on a machine of its own; a step that fails fails the test. Whether the job's own `if` and `needs` hold is
 * for the test to say. Steps that fill the example's sandbox are left out, as docs/ci.md tells for a real directory.
 */
export async function runJob(runners: Runners, run: WorkflowRun, name: string): Promise<JobRan> {
  const workflow = parseWorkflow(await readFile(join(WORKFLOWS, run.workflow), 'utf8')) as unknown as {
    readonly env?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, OneJob>>;
  };
  const job = workflow.jobs[name] ?? assert.fail(`${run.workflow} has no job ${name}`);
  const machine = await newMachine(runners, run, name);
  for (const [key, value] of Object.entries({ ...workflow.env, ...job.env }))
    machine.env[key] = expand(value, machine.context);
  const steps = new Map<string, Ran>();
  for (const step of job.steps) {
    if (!holds(step.if, machine.context)) continue;
    if (step.uses !== undefined) await useAction(machine, step);
    else if (!(step.run ?? '').includes('mfactl sandbox load')) {
      const title = step.name ?? step.run ?? '';
      const ran = await runScript(machine, step);
      steps.set(title, ran);
      assert.equal(ran.code, 0, `${run.workflow}, ${name}, ${title}: ${ran.out}${ran.err}`);
    }
  }
  return { steps, workspace: machine.workspace, temp: machine.temp };
}

async function newMachine(runners: Runners, { id, now, sha, context }: WorkflowRun, job: string): Promise<Machine> {
  const { folder, remote } = runners;
  const home = await mkdtemp(join(folder, `${id}-${job}-`));
  const temp = join(home, 'temp');
  const artefacts = join(folder, `artefacts-${id}`);
  for (const path of [temp, artefacts]) await mkdir(path, { recursive: true });
  const event = join(home, 'event.json');
  await writeFile(event, JSON.stringify({ repository: { private: true } }));
  const workspace = join(home, 'policies');
  const env = {
    ...runners.env,
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'jo-example',
    GITHUB_EVENT_PATH: event,
    GITHUB_JOB: job,
    GITHUB_RUN_ID: String(id),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_STEP_SUMMARY: join(home, 'summary.md'),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    MFACTL_PROOF_CLOCK: formatInstant(now),
  };
  const known = { ...runners.context, ...context, 'runner.temp': temp };
  return { remote, artefacts, workspace, temp, sha, env, context: known };
}

/** The conditions that steps of the workflows have. */
function holds(condition: string | undefined, context: Readonly<Record<string, string>>): boolean {
  if (condition === undefined || condition === 'always()') return true;
  const [, name] = /^([\w.]+) != ''$/.exec(condition) ?? assert.fail(`the condition ${condition} is not known`);
  return (context[name ?? ''] ?? '') !== '';
}
