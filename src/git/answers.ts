/**
 * Git whose answers are data to be read as they come. It is a process of our own: simple-git, which the other files of
 * this folder call, keeps an answer whole, as text, and gives a command nothing to read, so that neither a long
 * `git log` nor `git cat-file --batch` fits through it.
 */
import { spawn } from 'node:child_process';
import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { plainEnvironment } from './checkout.ts';
import { ForeignRepository, foreignRepository } from './run.ts';

/** A folder in a work tree with a commit checked out. */
export interface HistoryPlace {
  readonly root: string;
  /** Where the folder lies in the work tree, `infra/` or blank for the top. */
  readonly prefix: string;
  /** The whole id of the commit that is checked out. */
  readonly head: string;
  /** A part of the history was never fetched. */
  readonly shallow: boolean;
}

/** The history of a folder, or one sentence that says why there is none. */
export type FoundHistory = { readonly place: HistoryPlace } | { readonly missing: string };

/** Settings of the user that would change what is read, and messages in one language. */
const AS_IT_IS = ['core.quotePath=false', 'log.showSignature=false', 'log.mailmap=true', 'blame.ignoreRevsFile=']
  .flatMap((setting) => ['-c', setting])
  .concat('--no-replace-objects', '--literal-pathspecs');

/** Looks for the history of a folder. */
export async function findHistory(root: string): Promise<FoundHistory> {
  try {
    const said = await gitText(root, [
      'rev-parse',
      '--is-shallow-repository',
      '--show-prefix',
      '--verify',
      'HEAD^{commit}',
    ]);
    const [shallow, prefix = '', head = ''] = said.split('\n');
    return { place: { root, prefix, head, shallow: shallow === 'true' } };
  } catch (error) {
    return { missing: reasonOf(error as Error) };
  }
}

function reasonOf(error: Error): string {
  if (error instanceof ForeignRepository) return `${error.message}; until then commits are not known`;
  if ('code' in error && error.code === 'ENOENT') return 'git is not installed: commits are not known';
  if (/not a git repository|must be run in a work tree/.test(error.message))
    return 'this folder is not in a git repository: commits are not known';
  if (/single revision|ambiguous argument|unknown revision/.test(error.message))
    return 'the git repository has no commit yet: commits are not known';
  return `git cannot be read (${error.message}): commits are not known`;
}

/** What git says, whole; `input` is what it reads. Rejects with what it complains of. */
export async function gitText(folder: string, args: readonly string[], input = ''): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of gitBytes(folder, args, input)) blocks.push(block);
  return Buffer.concat(blocks).toString('utf8');
}

/** What git says as it comes; `input` is what it reads. Throws what it complains of; a reader that stops early ends it. */
export async function* gitBytes(folder: string, args: readonly string[], input = ''): AsyncGenerator<Buffer> {
  const child = spawn('git', [...AS_IT_IS, ...args], {
    cwd: folder,
    env: { ...plainEnvironment(), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  // It may fail, or stop to read, before anybody waits for it.
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined).end(input);
  const complaint = text(child.stderr).catch(() => '');
  try {
    yield* child.stdout;
    const code = await ended;
    if (code !== 0) throw complaintOf(await complaint, code);
  } finally {
    child.kill();
  }
}

function complaintOf(said: string, code: number | null): Error {
  return foreignRepository(said) ?? new Error(said.trim().replace(/^fatal: /, '') || `git ended with ${code}`);
}

/** A path from the folder of a place as git calls it, from the top of the work tree. */
export function inGit({ prefix }: HistoryPlace, path: string): string {
  return posix.join(prefix, path);
}

/** The way back. */
export function fromGit({ prefix }: HistoryPlace, path: string): string {
  return posix.relative(`/${prefix}`, `/${path}`);
}

const LINE_FEED = 10;

/**
 * The bytes of some objects by what git was asked for: ids, or `COMMIT:PATH`. What is not there, or is no file, is left
 * out. One process answers all, each once.
 */
export async function readBlobs(
  { root }: Pick<HistoryPlace, 'root'>,
  names: Iterable<string>,
): Promise<Map<string, Buffer>> {
  const asked = [...new Set(names)].filter((name) => !name.includes('\n'));
  const found = new Map<string, Buffer>();
  if (asked.length === 0) return found;
  const blocks: Buffer[] = [];
  for await (const block of gitBytes(root, ['cat-file', '--batch'], `${asked.join('\n')}\n`)) blocks.push(block);
  const bytes = Buffer.concat(blocks);
  let at = 0;
  for (const name of asked) {
    const end = bytes.indexOf(LINE_FEED, at);
    const header = / (\w+) (\d+)$/.exec(bytes.toString('utf8', at, end));
    at = end + 1;
    if (header === null) continue;
    const size = Number(header[2]);
    if (header[1] === 'blob') found.set(name, bytes.subarray(at, at + size));
    at += size + 1;
  }
  return found;
}
