/** Who made the commits of a pull request: nobody approves their own work, whoever opened the pull request. */
import type { Github } from './client.ts';

/** Logins in small letters; or why they can not all be known, as the end of a sentence about the pull request. */
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
    return unknown(`it has ${pull.commits} commits, of which GitHub lists ${commits.length} alone`);
  const logins = new Set<string>();
  for (const { sha, author, committer } of commits) {
    const [wrote, put] = [loginOf(author), loginOf(committer)];
    if (wrote === null || put === null) return unknown(`GitHub knows nobody by the address in its commit ${sha}`);
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
