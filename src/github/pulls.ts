import type { Github } from './client.ts';

/** A pull request as far as mfactl looks at one. */
export interface OpenPull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  /** Its last commit. */
  readonly head: string;
  /** The branch that it would change. */
  readonly base: string;
  /** The head lies in another repository. */
  readonly fork: boolean;
  readonly url: string;
}

/**
 * Open pull requests of this repository whose last commit is `sha`. GitHub's own look-up by commit does not know pull
 * requests of forks, and knows those that were pushed to since; so all open ones are compared.
 */
export async function openPullsAt(github: Github, sha: string): Promise<OpenPull[]> {
  const { owner, repo } = github;
  const all = await github.paginate(github.rest.pulls.list, { owner, repo, state: 'open', per_page: 100 });
  const full = `${owner}/${repo}`.toLowerCase();
  return all
    .filter(
      ({ state, head, base }) => state === 'open' && head.sha === sha && base.repo.full_name.toLowerCase() === full,
    )
    .map(({ number, title, body, head, base, html_url: url }) => ({
      number,
      title,
      body: body ?? '',
      head: head.sha,
      base: base.ref,
      // The repository of a fork may be gone.
      fork: (head.repo as { full_name: string } | null)?.full_name.toLowerCase() !== full,
      url,
    }));
}

/** Logins in small letters; or why they cannot all be known, as the end of a sentence about the pull request. */
export type PullMakers =
  | { readonly known: true; readonly logins: ReadonlySet<string> }
  | { readonly known: false; readonly why: string };

/** What GitHub itself commits with, for those who press a button there: it stands for no person. */
const OF_GITHUB = 'web-flow';

/**
 * Authors and committers of all commits of a pull request. GitHub lists 250 commits at most, and gives no login where
 * it knows no user with the address in a commit: then anybody may have made it.
 */
export async function pullMakers({ rest, paginate, owner, repo }: Github, number: number): Promise<PullMakers> {
  const about = { owner, repo, pull_number: number };
  const { data: pull } = await rest.pulls.get(about);
  const commits = await paginate(rest.pulls.listCommits, { ...about, per_page: 100 });
  if (commits.length < pull.commits)
    return unknown(`it has ${pull.commits} commits, of which GitHub lists only ${commits.length}`);
  const logins = new Set<string>();
  for (const { sha, author, committer } of commits) {
    const [wrote, put] = [loginOf(author), loginOf(committer)];
    if (wrote === null || put === null) return unknown(`GitHub finds no user for the address in its commit ${sha}`);
    for (const login of [wrote, put]) if (login !== OF_GITHUB) logins.add(login);
  }
  return { known: true, logins };
}

function unknown(why: string): PullMakers {
  return { known: false, why };
}

/** GitHub gives null, or a user without anything, where it knows none. */
function loginOf(user: { readonly login?: string } | null): string | null {
  return user?.login?.toLowerCase() ?? null;
}
