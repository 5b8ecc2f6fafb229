import { join } from 'node:path';
import { gitIn } from './run.ts';

/**
 * Puts a folder as it was at a commit below `into`, under its own name. False where this repository does not have the
 * commit or the folder. Neither the index nor the work tree is touched.
 */
export async function checkOutFolder(root: string, commit: string, folder: string, into: string): Promise<boolean> {
  const { simpleGit } = await import('simple-git');
  // simple-git refuses variables that steer git, unless each is allowed by name: ours is, those of the machine stay out.
  const git = simpleGit({ baseDir: root, allowEnvironment: ['GIT_INDEX_FILE'] }).env({
    ...plainEnvironment(),
    GIT_INDEX_FILE: join(into, '.index'),
  });
  try {
    await git.raw(['read-tree', `${commit}:./${folder}`]);
    // In a folder below the top git would take its path for a part of each name, and leave all others out.
    await git.cwd((await git.revparse(['--show-toplevel'])).trim());
    await git.raw(['checkout-index', '--all', `--prefix=${join(into, folder)}/`]);
    return true;
  } catch {
    return false;
  }
}

/** The environment without what steers git. */
export function plainEnvironment(): Record<string, string> {
  const steering = /^(git_.*|editor|pager|ssh_askpass|prefix|visual)$/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && !steering.test(pair[0]),
    ),
  );
}

/** The address of a remote; null where there is no git, no clone or no such remote. */
export async function remoteUrlOf(root: string, remote: string): Promise<string | null> {
  return gitIn(root)(['remote', 'get-url', '--', remote]).then(
    (url) => url || null,
    () => null,
  );
}

/** Where a folder lies in its clone, `policies/` or blank for the top; null where it is in none. */
export async function prefixOf(root: string): Promise<string | null> {
  return gitIn(root)(['rev-parse', '--show-prefix']).catch(() => null);
}

/** Gets a commit from a remote, unless it is there. Rejects with what git said. `commit` is a whole id. */
export async function haveCommit(root: string, remote: string, commit: string, until: AbortSignal): Promise<void> {
  const git = gitIn(root, {}, until);
  const isThere = await git(['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (!isThere) await git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote, commit]);
}
