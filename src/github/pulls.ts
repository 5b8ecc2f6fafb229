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
