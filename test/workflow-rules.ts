/** What must hold for every workflow and action of the repository, whatever it does. */
import { parse } from 'yaml';

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly if?: string;
}

export interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown };
  readonly needs?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Job['concurrency'];
  readonly jobs: Readonly<Record<string, Job>>;
}

/** An action of somebody else, by its commit, with its version behind it. */
const PINNED = /^\s*(- )?uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const OURS = /^\s*(- )?uses: \.\/\.github\/actions\/\w+$/;

export function parseWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/** What is wrong with a workflow; each sentence begins with its place. */
export function workflowProblems(text: string): string[] {
  const workflow = parseWorkflow(text);
  const jobs = Object.entries(workflow.jobs);
  const problems = [...pinProblems(text), ...jobs.flatMap(([name, { steps }]) => scriptProblems(name, steps))];
  if (workflow.permissions === undefined) problems.push('permissions: they are not set at the top');
  if (writes(workflow.permissions)) problems.push('permissions: a job asks for what it may write, not the workflow');
  if ('pull_request_target' in workflow.on) problems.push('on: pull_request_target runs with secrets');
  for (const [name, job] of jobs) {
    if (job['timeout-minutes'] === undefined) problems.push(`${name}: it has no timeout`);
    if ('pull_request' in workflow.on) problems.push(...untrustedProblems(name, job, text));
    if ('workflow_run' in workflow.on) problems.push(...checkoutProblems(name, job));
  }
  return problems;
}

/** What is wrong with lines that name actions. */
export function pinProblems(text: string): string[] {
  const lines = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
  return lines.filter((line) => !PINNED.test(line) && !OURS.test(line)).map((line) => `${line.trim()}: not pinned`);
}

/** No expression stands in a script: what it stands for would be read by the shell as part of the script. */
export function scriptProblems(name: string, steps: readonly Step[]): string[] {
  return steps.flatMap(({ run = '' }) => (run.includes('${{') ? [`${name}: an expression stands in "${run}"`] : []));
}

function writes(permissions: Job['permissions'] | string): boolean {
  if (typeof permissions === 'string') return permissions !== 'read-all';
  return Object.values(permissions ?? {}).some((access) => access === 'write');
}

/** A job that runs the code of a pull request has nothing that this code could take or misuse. */
function untrustedProblems(name: string, job: Job, text: string): string[] {
  const problems: string[] = [];
  if (writes(job.permissions)) problems.push(`${name}: it runs a pull request's code and may write`);
  if (job.environment !== undefined) problems.push(`${name}: it runs a pull request's code in an environment`);
  if (/\$\{\{[^}]*\b(secrets\b|github\s*\.\s*token\b|github\s*\[)/.test(text))
    problems.push(`${name}: it runs a pull request's code and is given a secret`);
  for (const step of checkouts(job))
    if (step.with?.['persist-credentials'] !== false) problems.push(`${name}: the checkout leaves its token behind`);
  return problems;
}

/** A job with rights that follows a pull request runs main's code and nothing else. */
function checkoutProblems(name: string, job: Job): string[] {
  const problems = checkouts(job)
    .filter((step) => step.with?.['ref'] !== 'main')
    .map(() => `${name}: it checks out something else than main`);
  for (const { run = '' } of job.steps)
    if (/\bgit\b[^\n;|&]*\s(checkout|switch|merge|pull|worktree|reset|restore)(?![-\w])/.test(run))
      problems.push(`${name}: it takes files of a commit into its work tree`);
  return problems;
}

function checkouts({ steps }: Job): Step[] {
  return steps.filter(({ uses }) => uses?.startsWith('actions/checkout@') === true);
}
