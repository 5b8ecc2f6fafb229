import { join } from 'node:path';

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
