/** What the steps of the project's workflows do, on a machine that stands for a runner of GitHub. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Step } from '../workflow-rules.ts';
import { git } from './git.ts';
import { ended, type Ran } from '../worlds/repository.ts';

export interface NamedStep extends Step {
  readonly name?: string;
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

/** A runner, new for each job. */
export interface Machine {
  readonly remote: string;
  /** The folder of the artefacts of all jobs of a run. */
  readonly artefacts: string;
  /** Where the repository is checked out, and RUNNER_TEMP; both are there for the first step. */
  readonly workspace: string;
  readonly temp: string;
  /** The commit that is checked out where a step names none. */
  readonly sha: string;
  /** The environment of all steps. */
  readonly env: Record<string, string>;
  /** What expressions stand for, `github.token`; outputs of steps come to it. */
  readonly context: Record<string, string>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is written between `${{` and `}}` is looked up, and nothing else is known. */
export function expand(text: string, context: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ *(.+?) *\}\}/g, (_, name: string) => {
    const value = context[name];
    if (value === undefined) throw new Error(`what \${{ ${name} }} is was not told`);
    return value;
  });
}

/** Runs a script as a step's `run`: its outputs and variables are there for the steps behind it. */
export async function runScript(machine: Machine, step: NamedStep): Promise<Ran> {
  const { env, context, temp, workspace } = machine;
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_ENV: join(temp, 'env') };
  for (const file of Object.values(files)) await writeFile(file, '');
  const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, expand(value, context)]);
  const child = spawn('bash', ['-e', '-c', step.run ?? ''], {
    cwd: resolve(workspace, expand(step['working-directory'] ?? '.', context)),
    env: { ...env, ...Object.fromEntries(own), ...files },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran = await ended(child);
  for (const [name, value] of await pairsIn(files.GITHUB_OUTPUT)) context[`steps.${step.id}.outputs.${name}`] = value;
  for (const [name, value] of await pairsIn(files.GITHUB_ENV)) env[name] = value;
  return ran;
}

async function pairsIn(file: string): Promise<[string, string][]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

/** Does what the action of a step's `uses` does. */
export async function useAction(machine: Machine, { uses = '', id, with: given = {} }: NamedStep): Promise<void> {
  const { artefacts, context, workspace } = machine;
  const named = (): string => join(artefacts, textOf(given, 'name'));
  const path = textOf(given, 'path').trim();
  if (uses === './.github/actions/mfactl') await install(machine);
  else if (uses.startsWith('actions/checkout@')) await checkOut(machine, given);
  else if (uses.startsWith('actions/create-github-app-token@')) {
    context[`steps.${id}.outputs.token`] = expand('${{ app.token }}', context);
    context[`steps.${id}.outputs.app-slug`] = 'github-actions';
  } else if (uses.startsWith('actions/download-artifact@'))
    await cp(named(), join(workspace, path), { recursive: true });
  else if (!uses.startsWith('actions/upload-artifact@')) throw new Error(`what ${uses} does is not known`);
  else if (existsSync(join(workspace, path))) await cp(join(workspace, path), named(), { recursive: true });
  else if (given['if-no-files-found'] !== 'ignore') throw new Error(`${path} is no artefact: nothing is there`);
}

/** A fresh clone: all of the history where the step asks for it, else one commit. */
async function checkOut({ remote, workspace, sha }: Machine, given: NonNullable<Step['with']>): Promise<void> {
  const depth = given['fetch-depth'] === 0 ? [] : ['--depth', '1'];
  await git(dirname(workspace), 'clone', '--quiet', '--no-tags', ...depth, `file://${remote}`, workspace);
  const ref = textOf(given, 'ref');
  await git(workspace, 'checkout', '--quiet', ...(ref === '' ? ['--detach', sha] : [ref]));
}

/** An input of an action; blank where it is not given. */
function textOf(given: NonNullable<Step['with']>, name: string): string {
  const value = given[name];
  return typeof value === 'string' ? value : '';
}

/** Puts mfactl, with its clock turned, and mfactl-apply on the PATH, as the action's own step does. */
async function install({ temp, env }: Machine): Promise<void> {
  const bin = join(temp, 'mfactl-bin');
  const preload = new URL('turned-clock.ts', import.meta.url).href;
  await mkdir(bin);
  const words = [process.execPath, '--import', preload, join(ROOT, 'bin/mfactl.js')].map((word) => `'${word}'`);
  await writeFile(join(bin, 'mfactl'), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  await chmod(join(bin, 'mfactl'), 0o755);
  await symlink(join(ROOT, '.github/actions/mfactl/apply.sh'), join(bin, 'mfactl-apply'));
  env['PATH'] = `${bin}${delimiter}${env['PATH'] ?? ''}`;
  env['NODE_COMPILE_CACHE'] = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'mfactl-compiled');
}
