import { simpleGit } from 'simple-git';

/** What git is there, and what a folder is to it. */
export interface GitPlace {
  readonly installed: boolean;
  /** Whether the folder lies in a work tree. */
  readonly repository: boolean;
  /** Whether a part of the history was never fetched. */
  readonly shallow: boolean;
  /** Null where no branch is checked out. */
  readonly branch: string | null;
}

/** Looks at the git of a folder. */
export async function gitPlace(root: string): Promise<GitPlace> {
  const git = simpleGit({ baseDir: root });
  const { installed } = await git.version();
  const repository = installed && (await git.checkIsRepo());
  if (!repository) return { installed, repository, shallow: false, branch: null };
  const shallow = (await git.revparse(['--is-shallow-repository'])) === 'true';
  const branch = await git.raw(['symbolic-ref', '--short', '--quiet', 'HEAD']).catch(() => '');
  return { installed, repository, shallow, branch: branch.trim() || null };
}
