import { type SimpleGit, simpleGit } from 'simple-git';
import { foreignRepository } from './run.ts';

/** Where policy files stand in git. Commit null: no git repository, no commit yet, or no git on this machine. */
export interface GitState {
  readonly commit: string | null;
  /** Some file below the folder differs from the commit. */
  readonly dirty: boolean;
  /** Why there is no commit, for people; null where there is one. */
  readonly missing: string | null;
}

/** The commit that the files below a folder are at. Throws a ForeignRepository where another user owns the repository. */
export async function gitState(root: string, folder: string): Promise<GitState> {
  const git = await openGit(root);
  if (git === null) return { commit: null, dirty: false, missing: 'git is not installed: commits are not known' };
  try {
    const commit = (await git.revparse(['--verify', '--quiet', 'HEAD'])).trim();
    const changed = await git.raw(['status', '--porcelain', '--untracked-files=all', '--', folder]);
    return { commit: commit || null, dirty: changed.trim() !== '', missing: null };
  } catch (error) {
    refuseForeign(error);
    return {
      commit: null,
      dirty: false,
      missing: `${root} is not a git repository with a commit: commits are not known`,
    };
  }
}

/** Whether git tracks a file. */
export async function isTracked(root: string, file: string): Promise<boolean> {
  const git = await openGit(root);
  if (git === null) return false;
  try {
    return (await git.raw(['ls-files', '--', file])).trim() !== '';
  } catch {
    return false;
  }
}

/** Git in a folder, without asking anybody for a password; null where it is not installed. */
async function openGit(root: string): Promise<SimpleGit | null> {
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({ baseDir: root, trimmed: false });
  const { installed } = await git.version();
  return installed ? git : null;
}

function refuseForeign(error: unknown): void {
  const foreign = foreignRepository((error as Error).message);
  if (foreign !== null) throw foreign;
}

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

/** Looks at the git of a folder. Throws a ForeignRepository where another user owns the repository. */
export async function gitPlace(root: string): Promise<GitPlace> {
  const git = simpleGit({ baseDir: root });
  const { installed } = await git.version();
  const repository = installed && (await isRepository(git));
  if (!repository) return { installed, repository, shallow: false, branch: null };
  const shallow = (await git.revparse(['--is-shallow-repository'])) === 'true';
  const branch = await git.raw(['symbolic-ref', '--short', '--quiet', 'HEAD']).catch(() => '');
  return { installed, repository, shallow, branch: branch.trim() || null };
}

async function isRepository(git: SimpleGit): Promise<boolean> {
  try {
    return await git.checkIsRepo();
  } catch (error) {
    refuseForeign(error);
    throw error;
  }
}
