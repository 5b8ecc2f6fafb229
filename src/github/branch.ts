/** A branch with edited files, made through the git data API: no working copy, no git. */
import { createHash } from 'node:crypto';
import { type Github, REPEATABLE } from './client.ts';
import { hasStatus } from './error.ts';

/** A file's new text; null removes it. The path is from the root of the repository. */
export interface FileEdit {
  readonly path: string;
  readonly text: string | null;
}

export interface BranchEdit {
  readonly branch: string;
  /** The commit that the edits were made on. */
  readonly onto: string;
  readonly message: string;
  readonly edits: readonly FileEdit[];
}

/** `foreign`: somebody else has committed to the branch, so it is left alone. */
export type BranchOutcome = 'created' | 'updated' | 'unchanged' | 'foreign';

/** Ends the message of each commit of ours; a branch whose last commit lacks it belongs to a person. */
const TRAILER = 'Made-by: mfactl';

/** Puts one commit with the edits on the branch. A branch whose files are so already is left as it is. */
export async function editBranch(github: Github, edit: BranchEdit): Promise<BranchOutcome> {
  const tip = await tipOf(github, edit.branch);
  if (tip === null) {
    await createRef(github, edit.branch, await commitEdits(github, edit));
    return 'created';
  }
  if (!(await isOurs(github, tip))) return 'foreign';
  if (await hasEdits(github, tip, edit.edits)) return 'unchanged';
  const { owner, repo } = github;
  await github.rest.git.updateRef({
    owner,
    repo,
    ref: `heads/${edit.branch}`,
    sha: await commitEdits(github, edit),
    force: true,
  });
  return 'updated';
}

/** The last commit of a branch; null where there is no such branch, or none that the token may see. */
export async function tipOf({ rest, owner, repo }: Github, branch: string): Promise<string | null> {
  try {
    const { data } = await rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
    return data.object.sha;
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

async function isOurs({ rest, owner, repo }: Github, sha: string): Promise<boolean> {
  const { data } = await rest.git.getCommit({ owner, repo, commit_sha: sha });
  return data.message.trimEnd().endsWith(`\n${TRAILER}`);
}

async function hasEdits(github: Github, sha: string, edits: readonly FileEdit[]): Promise<boolean> {
  for (const { path, text } of edits)
    if ((await blobAt(github, sha, path)) !== (text === null ? null : blobId(text))) return false;
  return true;
}

/** The id of a file's content at a commit; null where there is no such file. */
async function blobAt({ rest, owner, repo }: Github, sha: string, path: string): Promise<string | null> {
  try {
    const { data } = await rest.repos.getContent({ owner, repo, path, ref: sha });
    return Array.isArray(data) ? null : data.sha;
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

/** The id that git gives to a text. */
function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Objects are named by their content, so that a repeated request makes none twice. */
async function commitEdits({ rest, owner, repo }: Github, { onto, message, edits }: BranchEdit): Promise<string> {
  const base = await rest.git.getCommit({ owner, repo, commit_sha: onto });
  const tree: { path: string; mode: '100644'; type: 'blob'; sha: string | null }[] = [];
  for (const { path, text } of edits) {
    const blob =
      text === null
        ? null
        : await rest.git.createBlob({
            owner,
            repo,
            content: Buffer.from(text).toString('base64'),
            encoding: 'base64',
            ...REPEATABLE,
          });
    tree.push({ path, mode: '100644', type: 'blob', sha: blob === null ? null : blob.data.sha });
  }
  const made = await rest.git.createTree({ owner, repo, base_tree: base.data.tree.sha, tree, ...REPEATABLE });
  const commit = await rest.git.createCommit({
    owner,
    repo,
    message: `${message}\n\n${TRAILER}`,
    tree: made.data.sha,
    parents: [onto],
    ...REPEATABLE,
  });
  return commit.data.sha;
}

async function createRef({ rest, owner, repo }: Github, branch: string, sha: string): Promise<void> {
  try {
    await rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha, ...REPEATABLE });
  } catch (error) {
    // Made by this very request, whose first answer was lost, or by a run beside this one.
    if (!hasStatus(error, 422)) throw error;
    await rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: true });
  }
}
