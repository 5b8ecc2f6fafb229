import { fromGit, gitText, type HistoryPlace } from './history-place.ts';

/** Where a line comes from. */
export interface LineOrigin {
  /** The commit that gave the line its present text; null where none has it yet. */
  readonly commit: string | null;
  /** The file at that commit, and the line in it. */
  readonly path: string;
  readonly line: number;
}

const NOT_COMMITTED = /^0+$/;

/**
 * Where some lines of a file come from, in their order; renames of the file are followed. `revision` null: the file as
 * it lies in the work tree. Null where git does not know the file.
 */
export async function blameLines(
  place: HistoryPlace,
  revision: string | null,
  path: string,
  lines: readonly [first: number, last: number],
): Promise<LineOrigin[] | null> {
  const range = ['-L', `${lines[0]},${lines[1]}`];
  const at = revision === null ? [] : [revision];
  try {
    return parsePorcelain(place, await gitText(place.root, ['blame', '--porcelain', ...range, ...at, '--', path]));
  } catch (error) {
    if (/no such path|has only \d+ line/.test((error as Error).message)) return null;
    throw error;
  }
}

/** A header `id line-there line-here …`, facts of a commit that is met first, then the line itself behind a tab. */
function parsePorcelain(place: HistoryPlace, said: string): LineOrigin[] {
  const paths = new Map<string, string>();
  const found: { commit: string; line: number }[] = [];
  for (const text of said.split('\n')) {
    if (text.startsWith('\t')) continue;
    const header = /^([0-9a-f]{40,64}) (\d+) \d+/.exec(text);
    if (header !== null) found.push({ commit: header[1] as string, line: Number(header[2]) });
    else if (text.startsWith('filename ')) paths.set(keyOf(found), fromGit(place, text.slice('filename '.length)));
  }
  return found.map(({ commit, line }) => ({
    commit: NOT_COMMITTED.test(commit) ? null : commit,
    path: paths.get(commit) ?? '',
    line,
  }));
}

function keyOf(found: readonly { readonly commit: string }[]): string {
  return found.at(-1)?.commit ?? '';
}
