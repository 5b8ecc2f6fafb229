/** The branch that policies are applied from, as the remote shows it now: what a clone says of it may be old, or a lie. */
import { execFile } from 'node:child_process';
import type { Instant } from '../model/account.ts';
import { remoteUrlOf } from './checkout.ts';
import { gitIn } from './run.ts';

/** Which branch of which remote is protected; branch null: the one that the remote's HEAD names. */
export interface BranchChoice {
  readonly remote: string;
  readonly branch: string | null;
}

/** The branch at the remote. */
export interface ProtectedBranch {
  readonly remote: string;
  readonly branch: string;
  /** The whole id of its last commit. */
  readonly tip: string;
  /** The remote's own time, to the second; null where it tells none (only http tells one). */
  readonly date: Instant | null;
}

/** The remote cannot be asked; the message says why, for people. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
}

/** A remote that does not answer for so long is not reached. */
const TIMEOUT = 120_000;

/** How policy commits of the past stand to the protected branch. */
export interface PolicyCommits {
  /** The branch, for people, such as "main of origin"; null without a remote: then any branch of the clone counts. */
  readonly branch: string | null;
  /** The last commit of the branch; without a remote the one that is checked out, null before the first. */
  readonly tip: string | null;
  readonly standingOf: (commit: string) => Promise<'merged' | 'unmerged' | 'missing' | 'unknown'>;
}

/** Null where the folder is in no clone. Rejects as `askProtectedBranch` does. */
export async function openPolicyCommits(root: string, choice: BranchChoice): Promise<PolicyCommits | null> {
  if (!(await isClone(root))) return null;
  const branch = await askProtectedBranch(root, choice);
  const git = gitIn(root);
  const tip = branch?.tip ?? (await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => null));
  const descent = (commit: string): Promise<Descent> =>
    branch === null ? descentHere(root, tip, commit) : isOnProtectedBranch(root, branch, commit);
  return {
    branch: branch === null ? null : `${branch.branch} of ${branch.remote}`,
    tip,
    async standingOf(commit) {
      if (!isCommitId(commit)) return 'missing';
      const found = await descent(commit);
      if (found !== 'apart') return found === 'descends' ? 'merged' : found;
      const isHere = git(['cat-file', '-e', `${commit}^{commit}`]);
      return isHere.then(
        () => 'unmerged',
        () => 'missing',
      );
    },
  };
}

/** Without a remote: how the commit that is checked out, or any branch of the clone, stands to another. */
async function descentHere(root: string, head: string | null, commit: string): Promise<Descent> {
  const contains = ['for-each-ref', '--format=%(refname)', `--contains=${commit}`, 'refs/heads'];
  if ((await gitIn(root)(contains).catch(() => '')) !== '') return 'descends';
  return head === null ? 'apart' : descentOf(root, head, commit);
}

function isCommitId(text: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(text);
}

/**
 * Asks the remote for its protected branch; null where the folder is in no clone, or the clone has no such remote.
 * Rejects with a RemoteError where the remote cannot be asked or has no such branch.
 */
export async function askProtectedBranch(
  root: string,
  { remote, branch }: BranchChoice,
): Promise<ProtectedBranch | null> {
  if (!(await isClone(root)) || (await remoteUrlOf(root, remote)) === null) return null;
  const { said, date } = await listRemote(root, remote, branch);
  const lines = said.split('\n').map((line) => line.split('\t') as [string, string]);
  const name = branch ?? lines.find(([, ref]) => ref === 'HEAD')?.[0].replace('ref: refs/heads/', '') ?? null;
  if (name === null)
    throw new RemoteError(
      `the HEAD of ${remote} names no branch; name the protected branch in mfactl.yaml: git: { branch: main }`,
    );
  const tip = branch === null ? lines.findLast(([, ref]) => ref === 'HEAD')?.[0] : lines[0]?.[0];
  if (tip === undefined || !/^[0-9a-f]{40,64}$/.test(tip))
    throw new RemoteError(`${remote} has no branch ${name}; correct "git" in mfactl.yaml`);
  return { remote, branch: name, tip, date };
}

/** Whether git knows the folder. Rejects where git is there and refuses it, such as a repository of another user. */
async function isClone(root: string): Promise<boolean> {
  try {
    await gitIn(root, { LC_ALL: 'C' })(['rev-parse', '--git-dir']);
    return true;
  } catch (error) {
    const { message } = error as Error;
    if (/not a git repository|ENOENT/.test(message)) return false;
    throw new RemoteError(message, { cause: error });
  }
}

/** What `git ls-remote` says, and the time that an http server gave with it. */
function listRemote(
  root: string,
  remote: string,
  branch: string | null,
): Promise<{ said: string; date: Instant | null }> {
  const which = branch === null ? ['--symref', '--', remote, 'HEAD'] : ['--', remote, `refs/heads/${branch}`];
  // The trace holds the header lines of the answers; git leaves out what signs in.
  const env = {
    ...process.env,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_TRACE_CURL: '2',
    GIT_TRACE_CURL_NO_DATA: '1',
  };
  const options = { cwd: root, env, maxBuffer: 1 << 26, timeout: TIMEOUT };
  return new Promise((resolve, reject) => {
    execFile('git', ['ls-remote', ...which], options, (error, stdout, stderr) => {
      if (error === null) resolve({ said: stdout.trim(), date: dateIn(stderr) });
      else reject(new RemoteError(`${remote} cannot be asked: ${complaintIn(stderr) || error.message}`));
    });
  });
}

/** The last `Date` of the answers in a trace. */
function dateIn(trace: string): Instant | null {
  const told = [...trace.matchAll(/<= Recv header: *date: *([^\r\n]+)/gi)].at(-1)?.[1];
  const date = told === undefined ? Number.NaN : Date.parse(told);
  return Number.isNaN(date) ? null : date;
}

/** What git said itself, without the trace. */
function complaintIn(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => /^(fatal|error|remote|warning):/.test(line))
    .join(' ');
}

/** How a commit stands to an earlier one. `unknown`: this clone holds too little of the history to tell. */
export type Descent = 'descends' | 'apart' | 'unknown';

/** Whether a commit equals or descends from another. Both are whole ids. */
export async function descentOf(root: string, commit: string, ancestor: string): Promise<Descent> {
  if (commit === ancestor) return 'descends';
  const git = gitIn(root);
  const answers = (args: readonly string[]): Promise<boolean> =>
    git(args).then(
      () => true,
      () => false,
    );
  if (await answers(['merge-base', '--is-ancestor', ancestor, commit])) return 'descends';
  const shallow = (await git(['rev-parse', '--is-shallow-repository']).catch(() => '')) === 'true';
  if (shallow) return 'unknown';
  // A commit that is not here is in no history that is.
  return 'apart';
}

/** The same for a commit that may still have to be fetched: the tip that a remote has just shown. */
export async function isOnProtectedBranch(
  root: string,
  { remote, branch, tip }: ProtectedBranch,
  commit: string,
): Promise<Descent> {
  const before = await descentOf(root, tip, commit);
  if (before === 'descends') return before;
  const git = gitIn(root);
  const isHere = await git(['cat-file', '-e', `${tip}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (isHere) return before;
  await git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote, `refs/heads/${branch}`]).catch(
    (error: Error) => {
      throw new RemoteError(`${branch} cannot be fetched from ${remote}: ${error.message}`);
    },
  );
  return descentOf(root, tip, commit);
}

/**
 * The commit from which a revision left the protected branch, as this clone knows it; without such a branch the revision
 * itself. Null where there is no commit.
 */
export async function mergeBase(
  root: string,
  { remote, branch }: BranchChoice,
  revision: string,
): Promise<string | null> {
  const git = gitIn(root);
  const tracked = `refs/remotes/${remote}/${branch ?? 'HEAD'}`;
  for (const args of [
    ['merge-base', '--', revision, tracked],
    ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`],
  ]) {
    const said = await git(args).catch(() => '');
    if (said !== '') return said;
  }
  return null;
}
