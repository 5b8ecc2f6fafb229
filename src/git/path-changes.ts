import type { Commit } from './commits.ts';
import { fromGit, gitText, type HistoryPlace } from './answers.ts';

/** What a commit did to one path. */
export interface PathChange {
  /** Below the root of the place. */
  readonly path: string;
  /** Null where the path was, or is, no regular file. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A commit and what it changed against its first parent. */
export interface CommitChanges {
  readonly id: string;
  readonly changes: readonly PathChange[];
}

const RAW = ['--stdin', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--root'];

/**
 * What some commits did to some paths, each against its first parent, in the order of the commits. Those that touch
 * none of the paths are left out. A path is a file, or a folder with all that is below it.
 */
export async function changesOf(
  place: HistoryPlace,
  commits: Iterable<Pick<Commit, 'id' | 'parents'>>,
  paths: readonly string[],
): Promise<CommitChanges[]> {
  const asked = Array.from(commits, ({ id, parents: [first] }) => (first === undefined ? id : `${id} ${first}`));
  const said = await gitText(place.root, ['diff-tree', ...RAW, '--', ...paths], `${asked.join('\n')}\n`);
  return parseRaw(place, said);
}

/** `id NUL :modes ids status NUL path NUL :… NUL path NUL id NUL …` */
function parseRaw(place: HistoryPlace, said: string): CommitChanges[] {
  const found: { id: string; changes: PathChange[] }[] = [];
  const tokens = said.split('\0');
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (token === '') continue;
    if (!token.startsWith(':')) {
      found.push({ id: token, changes: [] });
      continue;
    }
    const [modeBefore = '', modeAfter = '', before = '', after = ''] = token.slice(1).split(' ');
    found.at(-1)?.changes.push({
      path: fromGit(place, tokens[++i] as string),
      before: modeBefore.startsWith('100') ? before : null,
      after: modeAfter.startsWith('100') ? after : null,
    });
  }
  return found;
}
