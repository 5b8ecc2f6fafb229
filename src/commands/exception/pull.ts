/** `--pr`: a change of the policies as a pull request, on the branch as GitHub has it. The working tree is not touched. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOutFolder, haveCommit, remoteUrlOf, prefixOf } from '../../git/checkout.ts';
import { type Github, repositoryAt } from '../../github/client.ts';
import type { Proposed } from '../../github/pull-request.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { printable } from '../../model/text.ts';
import { refusePublicAddresses, withGithub } from '../../session/github.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import type { PolicyEdit } from '../../session/edits.ts';
import { checkCommit } from '../../session/policies-at.ts';

/** Options of a command that can open a pull request instead of writing files. */
export interface PullOptions {
  readonly pr?: boolean;
  readonly base?: string;
}

/** A valid change, and how its pull request is called. */
export interface PolicyChange {
  /** Below `mfactl/`. The same wish gives the same branch, by which its open pull request is found. */
  readonly branch: string;
  /** One line of plain text without an address. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly edits: readonly PolicyEdit[];
  /** Whether an open pull request gets this change. If not, it stays as it is. */
  readonly updates: boolean;
  /** Told to the person who asks; a whole line, or blank. */
  readonly says: string;
}

/** Whether a pull request is asked for. */
export function wantsPull({ pr, base }: PullOptions): boolean {
  if (base !== undefined && pr !== true) throw new EndOfCommand('--base works only together with --pr.');
  return pr === true;
}

/**
 * Makes a change on the base branch as GitHub has it, and opens its pull request. `make` gets settings whose root holds
 * the policies of that branch; it ends the command where the change would not be valid, and null means none.
 */
export async function openChange(
  io: Io,
  settings: ResolvedSettings,
  { base = 'main' }: PullOptions,
  make: (at: ResolvedSettings) => PolicyChange | null,
): Promise<number> {
  const prefix = await prefixOf(settings.root);
  if (prefix === null) throw new EndOfCommand(`a pull request needs git, and ${settings.root} is not in a clone.`);
  const env = { ...io.env, GITHUB_REPOSITORY: await repositoryName(io, settings) };
  return withGithub({ ...io, env }, {}, async (github) => {
    await refusePublicAddresses(github, settings);
    const onto = await baseCommit(io, settings, github, base);
    const change = await changeAt(settings, onto, make);
    if (change === null) return EXIT.done;
    const { outcome, url } = await propose(github, change, { base, onto, prefix });
    io.err(outcome === 'unchanged' ? 'A pull request for this is already open. It was not changed.\n' : change.says);
    if (outcome === 'updated') io.err('The open pull request now has this change.\n');
    await io.out(`${url}\n`);
    return EXIT.done;
  });
}

/** GITHUB_REPOSITORY, or else what the remote names; an Enterprise server is known by GITHUB_SERVER_URL. */
async function repositoryName({ env }: Io, { root, git }: ResolvedSettings): Promise<string> {
  if (env['GITHUB_REPOSITORY']) return env['GITHUB_REPOSITORY'];
  const server = env['GITHUB_SERVER_URL'] ?? '';
  const remote = await remoteUrlOf(root, git.remote);
  const name =
    remote === null ? null : repositoryAt(remote, URL.canParse(server) ? new URL(server).hostname : undefined);
  if (name === null)
    throw new EndOfCommand(
      `the repository is not known: the remote "${git.remote}" is not an address at GitHub. Set GITHUB_REPOSITORY to owner/name.`,
    );
  return name;
}

/** The tip of the base branch; afterwards the clone has this commit. */
async function baseCommit(io: Io, { root, git }: ResolvedSettings, github: Github, base: string): Promise<string> {
  const { tipOf } = await import('../../github/branch.ts');
  const commit = await tipOf(github, base);
  if (commit === null)
    throw new EndOfCommand(
      `${github.owner}/${github.repo} has no branch ${printable(base)}, or the token may not see it: check --base, GITHUB_REPOSITORY, and that the token may read contents.`,
    );
  checkCommit(commit, '--base');
  try {
    await haveCommit(root, git.remote, commit, io.signal);
  } catch (error) {
    io.signal.throwIfAborted();
    throw new EndOfCommand(
      `${printable(base)} is at ${commit}, and git could not get that commit from ${git.remote}: ${(error as Error).message}`,
    );
  }
  return commit;
}

async function changeAt(
  settings: ResolvedSettings,
  commit: string,
  make: (at: ResolvedSettings) => PolicyChange | null,
): Promise<PolicyChange | null> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    if (!(await checkOutFolder(settings.root, commit, settings.policies, folder)))
      throw new EndOfCommand(`commit ${commit} of the base branch has no folder ${settings.policies}.`);
    return make({ ...settings, root: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly base: string;
  readonly onto: string;
  /** Where the settings lie in the repository. */
  readonly prefix: string;
}

async function propose(github: Github, change: PolicyChange, { base, onto, prefix }: Place): Promise<Proposed> {
  const { openPullOf, proposePull } = await import('../../github/pull-request.ts');
  const branch = `mfactl/${change.branch}`;
  const open = change.updates ? null : await openPullOf(github, branch);
  if (open !== null) return { outcome: 'unchanged', url: open };
  const { title, body } = change;
  const edits = change.edits.map(({ path, after }) => ({ path: `${prefix}${path}`, text: after }));
  const proposed = await proposePull(github, { branch, base, onto, message: title, title, body, edits, again: true });
  if (proposed.outcome === 'foreign')
    throw new EndOfCommand(
      `somebody else has committed to the branch ${branch}, so it was not changed. ${proposed.url || 'Delete the branch on GitHub, then run this again.'}`,
    );
  return proposed;
}
