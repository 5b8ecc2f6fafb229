/** One comment on an issue or a pull request, updated in place. */
import type { Github } from './client.ts';
import { GithubError } from './error.ts';
import { cutMarkdown, LONGEST_BODY } from './limit.ts';

/** What a comment is. */
export interface CommentText {
  /** What the comment is about, such as `forecast`: one comment for each on an issue. */
  readonly about: string;
  readonly markdown: string;
  /** Where the whole is, said when it is cut; Markdown. */
  readonly whole: string;
}

export interface Commented {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly url: string;
}

/** A comment of ours that is there. */
interface Ours {
  readonly id: number;
  readonly body: string;
  readonly url: string;
}

/** Creates our comment, or updates the one that is there; others of ours about the same are removed. */
export async function comment(github: Github, issue: number, text: CommentText): Promise<Commented> {
  const start = marker(text.about);
  const body = cutMarkdown(`${start}\n${text.markdown}`, LONGEST_BODY, text.whole);
  const [first, ...others] = await findOurs(github, issue, start);
  if (first === undefined) return create(github, issue, body, start);
  for (const { id } of others) await github.rest.issues.deleteComment({ ...place(github), comment_id: id });
  return update(github, first, body);
}

async function create(github: Github, issue: number, body: string, start: string): Promise<Commented> {
  try {
    const { data } = await github.rest.issues.createComment({ ...place(github), issue_number: issue, body });
    return { outcome: 'created', url: data.html_url };
  } catch (error) {
    if (!(error instanceof GithubError) || !error.uncertain) throw error;
    // It may be there though the answer was lost: a second one would stay for ever.
    const [made] = await findOurs(github, issue, start);
    if (made !== undefined) return { outcome: 'created', url: made.url };
    const { data } = await github.rest.issues.createComment({ ...place(github), issue_number: issue, body });
    return { outcome: 'created', url: data.html_url };
  }
}

async function update(github: Github, { id, body: before, url }: Ours, body: string): Promise<Commented> {
  if (before === body) return { outcome: 'unchanged', url };
  const { data } = await github.rest.issues.updateComment({ ...place(github), comment_id: id, body });
  return { outcome: 'updated', url: data.html_url };
}

/** Hidden in the rendered comment. */
function marker(about: string): string {
  return `<!-- mfactl:${about} -->`;
}

/** A comment with our marker that somebody else wrote, or quoted, is not ours. */
async function findOurs(github: Github, issue: number, start: string): Promise<Ours[]> {
  const all = await github.paginate(github.rest.issues.listComments, {
    ...place(github),
    issue_number: issue,
    per_page: 100,
  });
  return all
    .filter(
      ({ body, user }) => user?.login.toLowerCase() === github.login.toLowerCase() && body?.startsWith(start) === true,
    )
    .map(({ id, body = '', html_url: url }) => ({ id, body, url }));
}

function place({ owner, repo }: Github): { owner: string; repo: string } {
  return { owner, repo };
}
