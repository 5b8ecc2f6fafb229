/** Who approved what a workflow run carries out. */
import type { Github } from './client.ts';
import { hasStatus } from './error.ts';
import { pullMakers } from './pulls.ts';

/** Logins, each once. `reviewed`: somebody was asked at all, whatever the answer was. */
export interface RunReviews {
  readonly reviewed: boolean;
  readonly approvers: readonly string[];
}

/** Who approved the environments that a run waited for. */
export async function runReviews({ rest, owner, repo }: Github, run: number): Promise<RunReviews> {
  const { data } = await rest.actions.getReviewsForRun({ owner, repo, run_id: run });
  const approved = data.filter(({ state }) => state === 'approved');
  return { reviewed: data.length > 0, approvers: unique(approved.map(({ user }) => user.login)) };
}

/** A merged pull request, and who approved it in the sense of `pullReviews`. */
export interface PullReviews {
  readonly url: string;
  /** Whether it names the digest. */
  readonly named: boolean;
  readonly approvers: readonly string[];
  /** Why no review counts, as the end of a sentence about the pull request; null where those of `approvers` do. */
  readonly refused: string | null;
}

/**
 * Who approved the pull request that made a commit of main; null where none did. A review counts when it is the last
 * word of a person who may write, has neither opened the pull request nor made a commit of it, and saw the last commit;
 * none counts where somebody unknown made a commit. The digest is named by the forecast, which is a comment of ours, or
 * by one of these reviewers; the author could write it in after the review.
 */
export async function pullReviews(github: Github, commit: string, digest: string): Promise<PullReviews | null> {
  const { rest, paginate, owner, repo, login: ours } = github;
  const about = { owner, repo, per_page: 100 };
  const pulls = await paginate(rest.repos.listPullRequestsAssociatedWithCommit, { ...about, commit_sha: commit });
  const pull = pulls.find(({ merged_at: merged, merge_commit_sha: made }) => merged !== null && made === commit);
  if (pull === undefined) return null;
  const makers = await pullMakers(github, pull.number);
  if (!makers.known) return { url: pull.html_url, named: false, approvers: [], refused: makers.why };
  const isMaker = (login: string): boolean => isSame(login, pull.user?.login) || makers.logins.has(login.toLowerCase());
  const reviews = await paginate(rest.pulls.listReviews, { ...about, pull_number: pull.number });
  const standing = lastWords(reviews).filter(
    ({ state, commit_id: seen, user }) =>
      state === 'APPROVED' && seen === pull.head.sha && user?.type === 'User' && !isMaker(user.login),
  );
  const approvers: string[] = [];
  for (const { user } of standing) if (user && (await mayWrite(github, user.login))) approvers.push(user.login);
  const comments = await paginate(rest.issues.listComments, { ...about, issue_number: pull.number });
  const named = [...reviews, ...comments].some(
    ({ user, body }) =>
      user && [ours, ...approvers].some((login) => isSame(login, user.login)) && body?.includes(digest) === true,
  );
  return { url: pull.html_url, named, approvers, refused: null };
}

interface Review {
  readonly state: string;
  readonly commit_id: string | null;
  readonly user: { readonly login: string; readonly type: string } | null;
}

/** The last review of each person that says yes or no; the oldest comes first in the list. */
function lastWords(reviews: readonly Review[]): Review[] {
  const deciding = reviews.filter(({ state }) => ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state));
  return [...new Map(deciding.map((review) => [review.user?.login.toLowerCase(), review])).values()];
}

/** GitHub takes reviews of everybody who may read; they count where the reviewer may write. */
async function mayWrite({ rest, owner, repo }: Github, username: string): Promise<boolean> {
  try {
    const { data } = await rest.repos.getCollaboratorPermissionLevel({ owner, repo, username });
    return ['admin', 'write'].includes(data.permission);
  } catch (error) {
    if (hasStatus(error, 404)) return false;
    throw error;
  }
}

/** Logins are the same in capitals and in small letters. */
function isSame(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

function unique(logins: readonly string[]): string[] {
  return [...new Set(logins)];
}
