import type { Instant } from '../model/account.ts';
import { type HistoryPlace, fromGit, gitText } from './answers.ts';

/** A commit as people name it. */
export interface Commit {
  /** Whole. */
  readonly id: string;
  readonly parents: readonly string[];
  /** The name of the author, by the repository's mailmap; e-mail addresses are never read. */
  readonly author: string;
  /**
   * When the commit was made as it stands, which a rebase or a squash makes new. The date of authorship is anybody's to
   * set, and may lie long before the commit could count.
   */
  readonly date: Instant;
  /** What the subject itself says: `Merge pull request #12 from …`, or `(#12)` at its end. */
  readonly pullRequest: number | null;
}

/** All commits that lead to one, and the line of its first parents: what the branch has stood at. */
export interface CommitLine {
  /** The whole id of the commit that all lead to. */
  readonly head: string;
  /** The newest first; a commit stands before its parents. */
  readonly commits: ReadonlyMap<string, Commit>;
  /** Place of each commit in that order. */
  readonly order: ReadonlyMap<string, number>;
  /** The oldest first. */
  readonly arrivals: readonly Arrival[];
  /** The commit of the line that brought a commit to the branch: itself where it stands on the line. */
  readonly broughtBy: (id: string) => Commit | undefined;
}

/** A commit of the line, and since when the branch stood at it. */
export interface Arrival {
  readonly commit: Commit;
  /** Its date; where clocks disagree, never before that of an earlier one. */
  readonly at: Instant;
}

const FORMAT = ['%H', '%P', '%ct', '%aN', '%s'].join('%x00');

/** Reads the commits that lead to `revision`, a whole id. */
export async function readCommits(place: HistoryPlace, revision: string): Promise<CommitLine> {
  const said = await gitText(place.root, ['log', '--topo-order', '--encoding=UTF-8', `--format=${FORMAT}`, revision]);
  const commits = new Map<string, Commit>();
  const order = new Map<string, number>();
  for (const line of said.split('\n')) {
    if (line === '') continue;
    const commit = parseCommit(line);
    order.set(commit.id, commits.size);
    commits.set(commit.id, commit);
  }
  const arrivals = arrivalsAt(commits, revision);
  let brought: ReadonlyMap<string, Commit> | null = null;
  const broughtBy = (id: string): Commit | undefined => (brought ??= broughtByOf(commits, arrivals)).get(id);
  return { head: revision, commits, order, arrivals, broughtBy };
}

function parseCommit(line: string): Commit {
  const [id = '', parents = '', seconds = '', author = '', subject = ''] = line.split('\0');
  const pull = /^Merge pull request #(\d{1,9}) from /.exec(subject) ?? /\(#(\d{1,9})\)$/.exec(subject);
  return {
    id,
    parents: parents === '' ? [] : parents.split(' '),
    author,
    date: Number(seconds) * 1000,
    pullRequest: pull === null ? null : Number(pull[1]),
  };
}

function arrivalsAt(commits: ReadonlyMap<string, Commit>, revision: string): Arrival[] {
  const line: Commit[] = [];
  for (let next = commits.get(revision); next !== undefined; next = commits.get(next.parents[0] ?? '')) line.push(next);
  let at = Number.NEGATIVE_INFINITY;
  return line.reverse().map((commit) => {
    at = Math.max(at, commit.date);
    return { commit, at };
  });
}

function broughtByOf(commits: ReadonlyMap<string, Commit>, arrivals: readonly Arrival[]): Map<string, Commit> {
  const brought = new Map<string, Commit>();
  for (const { commit } of arrivals) {
    const open = [commit.id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (brought.has(id)) continue;
      brought.set(id, commit);
      open.push(...(commits.get(id)?.parents ?? []));
    }
  }
  return brought;
}

/** The pull request that a commit came by: that of the merge which brought it to the line, else the one it names itself. */
export function pullRequestOf({ commits, broughtBy }: CommitLine, id: string): number | null {
  return broughtBy(id)?.pullRequest ?? commits.get(id)?.pullRequest ?? null;
}

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
export async function pathChangesOf(
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
