/** What a clone tells of the repository that it was made from; nothing here moves a branch or a file of it. */
import { gitIn } from './run.ts';

/** The address of the remote `origin`; null where there is no git, no clone or no such remote. */
export async function originOf(root: string): Promise<string | null> {
  return gitIn(root)(['remote', 'get-url', 'origin']).then(
    (url) => url || null,
    () => null,
  );
}

/** Where a folder lies in its clone, `policies/` or blank for the top; null where it is in none. */
export async function prefixOf(root: string): Promise<string | null> {
  return gitIn(root)(['rev-parse', '--show-prefix']).catch(() => null);
}

/** Gets a commit from `origin`, unless it is there. Rejects with what git said. `commit` is a whole id. */
export async function haveCommit(root: string, commit: string, until: AbortSignal): Promise<void> {
  const git = gitIn(root, {}, until);
  const isThere = await git(['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (!isThere) await git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', 'origin', commit]);
}
