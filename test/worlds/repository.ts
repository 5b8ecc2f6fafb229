/** Policy repositories with a sandbox, and the real command in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { run } from '../../src/cli.ts';
import type { Io } from '../../src/session/io.ts';
import { testIo } from './io.ts';
import { type Row, reports, tenant } from './tenant-folder.ts';

const BIN = fileURLToPath(new URL('../../bin/mfactl.js', import.meta.url));
const PRELOAD = new URL('../proof/boundaries.ts', import.meta.url).href;
/** Compiled code of the command is kept here, so that only the first of many processes compiles it. */
const CACHE = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'mfactl-compiled');

/** What a command did. */
export interface Ran {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A folder with policies, a sandbox and perhaps a plan. */
export interface Repository {
  readonly path: string;
  /** The sandbox file. */
  readonly sandbox: string;
  readonly reports: string;
  /** Runs one command line in this process, now or at another instant. */
  here(argv: readonly string[], io?: Partial<Io>): Promise<Ran>;
  /** Runs the real command. */
  mfactl(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** Starts the real command. */
  start(argv: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
  /** Texts as they are, other values as YAML. */
  write(file: string, content: unknown): Promise<void>;
  /** The same at another place. */
  copy(to?: string): Promise<Repository>;
  remove(): Promise<void>;
}

export function repositoryAt(path: string): Repository {
  const start: Repository['start'] = (argv, env = {}) => {
    const broken = Object.keys(env).some((name) => name.startsWith('MFACTL_PROOF')) ? ['--import', PRELOAD] : [];
    return spawn(process.execPath, [...broken, BIN, ...argv], {
      cwd: path,
      env: { ...process.env, NODE_COMPILE_CACHE: CACHE, NODE_TEST_CONTEXT: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  return {
    path,
    sandbox: join(path, '.mfactl/sandbox.sqlite'),
    reports: join(path, 'reports'),
    start,
    mfactl: (argv, env) => ended(start(argv, env)),
    async here(argv, io = {}) {
      const world = { ...testIo(path, Date.now()), ...io };
      const code = await run(argv, world);
      return { code, signal: null, ...world.written };
    },
    async write(file, content) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), typeof content === 'string' ? content : stringify(content));
    },
    async copy(to) {
      const target = to ?? (await temporary());
      await cp(path, target, { recursive: true });
      return repositoryAt(target);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

function temporary(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'mfactl-'));
}

/** Waits for the end of a command, with all that it wrote. */
export async function ended(child: ChildProcess): Promise<Ran> {
  if (child.stdout === null || child.stderr === null) throw new Error('the command has no output');
  const closed = once(child, 'close');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, err };
}

/** Makes a repository from files and accounts. Fails where a command does. */
export async function createRepository(
  files: Readonly<Record<string, unknown>>,
  rows: readonly Row[],
  io: Partial<Io> = {},
): Promise<Repository> {
  const made = repositoryAt(await temporary());
  for (const [file, content] of Object.entries(files)) await made.write(file, content);
  await load(made, rows, io);
  return made;
}

/** Fills the sandbox of a repository anew. */
export async function load(repository: Repository, rows: readonly Row[], io: Partial<Io> = {}): Promise<void> {
  const { mailbox, mfa } = reports(rows);
  await repository.write('mailbox.csv', mailbox);
  await repository.write('mfa.csv', mfa);
  await succeed(repository, ['sandbox', 'load', '--mailbox-report', 'mailbox.csv', '--mfa-report', 'mfa.csv'], io);
}

/** Runs a command in this process; any other exit code than the expected one is an error. */
export async function succeed(
  repository: Repository,
  argv: readonly string[],
  io: Partial<Io> = {},
  code = 0,
): Promise<Ran> {
  const ran = await repository.here(argv, io);
  if (ran.code !== code) throw new Error(`mfactl ${argv.join(' ')} ended with ${ran.code}: ${ran.err}${ran.out}`);
  return ran;
}

export const settings = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  directory: { kind: 'sandbox' },
  apply: { chunkSize: 4, canary: 2, ...changes },
});

export const organisation = (
  code: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  kind: 'Organisation',
  code,
  name: `Example trust ${code}`,
  ...changes,
});

export const TENANT = tenant({
  guardrails: { lockout: 1000, loosen: { floor: 3, percent: 5, count: 50, totalPercent: 100 } },
});
