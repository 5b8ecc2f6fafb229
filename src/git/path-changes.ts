import { fromGit, gitText, type HistoryPlace } from './history-place.ts';

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

const RAW = ['--raw', '-z', '--no-abbrev', '--no-renames', '--root', '-m', '--first-parent', '--format=%H'];

/**
 * What the commits on the line of first parents of `revision` did to some paths, the oldest first. Commits that touch
 * none of them are left out. A path is a file, or a folder with all that is below it.
 */
export async function changesOnLine(
  place: HistoryPlace,
  revision: string,
  paths: readonly string[],
): Promise<CommitChanges[]> {
  return parseRaw(place, await gitText(place.root, ['log', '--reverse', ...RAW, revision, '--', ...paths]));
}

/** What one commit did to all paths below a folder, against its first parent. */
export async function changesOf(place: HistoryPlace, commit: string, folder: string): Promise<readonly PathChange[]> {
  const said = await gitText(place.root, ['log', '-1', ...RAW, commit, '--', folder]);
  return parseRaw(place, said).find(({ id }) => id === commit)?.changes ?? [];
}

/** `id NUL LF :modes ids status NUL path NUL :… NUL path NUL id NUL …` */
function parseRaw(place: HistoryPlace, said: string): CommitChanges[] {
  const found: { id: string; changes: PathChange[] }[] = [];
  const tokens = said.split('\0');
  for (let i = 0; i < tokens.length; i++) {
    const token = (tokens[i] as string).replace(/^\n/, '');
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
