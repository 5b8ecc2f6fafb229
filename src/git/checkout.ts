import { join } from 'node:path';

/**
 * Puts a folder as it was at a commit below `into`, under its own name. False where this repository does not have the
 * commit or the folder. Neither the index nor the work tree is touched.
 */
export async function checkOutFolder(root: string, commit: string, folder: string, into: string): Promise<boolean> {
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({ baseDir: root }).env({ ...process.env, GIT_INDEX_FILE: join(into, '.index') });
  try {
    await git.raw(['read-tree', `${commit}:./${folder}`]);
    await git.raw(['checkout-index', '--all', `--prefix=${join(into, folder)}/`]);
    return true;
  } catch {
    return false;
  }
}
