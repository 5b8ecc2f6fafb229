/** Pull requests that mfactl proposes: one a branch, updated as long as it is open, never opened again. */
import { type BranchEdit, type BranchOutcome, editBranch } from './branch.ts';
import { type Github, REPEATABLE } from './client.ts';
import { hasStatus } from './error.ts';
import { cutMarkdown, LONGEST_BODY } from './limit.ts';

export interface PullProposal extends BranchEdit {
  /** The branch that it would change. */
  readonly base: string;
  /** One line of plain text. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** A person asks for it: one that was closed or merged before is no answer, and another is opened. */
  readonly again?: boolean;
}

/** `settled`: it was closed or merged before, which is an answer; `foreign`: a person works on its branch. */
export interface Proposed {
  readonly outcome: BranchOutcome | 'settled';
  readonly url: string;
}

/** Creates or updates the pull request of a branch. The same proposal twice does nothing the second time. */
export async function proposePull(github: Github, proposal: PullProposal): Promise<Proposed> {
  const before = await pullsOf(github, proposal.branch);
  const open = before.find(({ state }) => state === 'open');
  const [settled] = before;
  if (open === undefined && settled !== undefined && proposal.again !== true)
    return { outcome: 'settled', url: settled.url };
  const branch = await editBranch(github, proposal);
  if (branch === 'foreign') return { outcome: branch, url: open?.url ?? '' };
  const body = cutMarkdown(proposal.body, LONGEST_BODY, 'The change itself is complete.');
  if (open === undefined) return { outcome: 'created', url: await openPull(github, { ...proposal, body }) };
  if (branch === 'unchanged' && open.title === proposal.title && open.body === body)
    return { outcome: 'unchanged', url: open.url };
  const { owner, repo } = github;
  await github.rest.pulls.update({ owner, repo, pull_number: open.number, title: proposal.title, body });
  return { outcome: 'updated', url: open.url };
}

/** The address of the open pull request of a branch; null where there is none. */
export async function openPullOf(github: Github, branch: string): Promise<string | null> {
  return (await pullsOf(github, branch)).find(({ state }) => state === 'open')?.url ?? null;
}

interface KnownPull {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string;
  readonly url: string;
}

/** The newest first. */
async function pullsOf({ rest, owner, repo }: Github, branch: string): Promise<KnownPull[]> {
  const { data } = await rest.pulls.list({ owner, repo, head: `${owner}:${branch}`, state: 'all', per_page: 100 });
  // GitHub passes over a filter that it cannot read, and then lists them all.
  return data
    .filter(({ head }) => head.ref === branch)
    .map(({ number, state, title, body, html_url: url }) => ({ number, state, title, body: body ?? '', url }));
}

async function openPull(github: Github, { branch, base, title, body }: PullProposal): Promise<string> {
  const { owner, repo } = github;
  try {
    const { data } = await github.rest.pulls.create({ owner, repo, head: branch, base, title, body, ...REPEATABLE });
    return data.html_url;
  } catch (error) {
    // It exists: the first answer was lost, or a run beside this one was faster.
    const made = hasStatus(error, 422)
      ? (await pullsOf(github, branch)).find(({ state }) => state === 'open')
      : undefined;
    if (made === undefined) throw error;
    return made.url;
  }
}
