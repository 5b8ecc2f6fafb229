/**
 * Which commit made a rule what it is. git says which commits gave the lines of the rule their text; whether such a
 * commit only moved or reformatted the rule is told from what the files around it said before and after. git's own search for
 * moved and copied lines is not used: it takes the renewal of an exception for a copy of the entry that it renews.
 */
import { posix } from 'node:path';
import { parseYaml } from '../policy/parse.ts';
import { type RulePlace, ruleAt, rulesOf } from '../policy/rule-content.ts';
import { blameLines, type LineOrigin } from './blame.ts';
import { readBlobs } from './blobs.ts';
import type { CommitLine } from './commits.ts';
import { type HistoryPlace, inGit } from './history-place.ts';
import { changesOf } from './path-changes.ts';

/** More moves than these in the life of one rule are not followed. */
const MOST_MOVES = 50;

/** Finds the commits of rules; what it has read once it keeps. */
export class RuleCommits {
  readonly #place: HistoryPlace;
  readonly #line: CommitLine;
  readonly #known = new Map<string, Promise<string | null>>();

  constructor(place: HistoryPlace, line: CommitLine) {
    this.#place = place;
    this.#line = line;
  }

  /**
   * The whole id of the commit that introduced the rule which begins on a line, as it stands there; null where it is not
   * committed. `text` is the file as it is; `revision` null: it lies in the work tree.
   */
  find(revision: string | null, path: string, line: number, text: string): Promise<string | null> {
    const key = JSON.stringify([revision, path, line]);
    const found = this.#known.get(key) ?? this.#trace(revision, path, line, text);
    this.#known.set(key, found);
    return found;
  }

  async #trace(revision: string | null, path: string, line: number, text: string): Promise<string | null> {
    let place = { revision, path, rule: ruleIn(text, line) ?? { content: '', first: line, last: line } };
    for (let moves = 0; ; moves++) {
      const newest = await this.#newest(place.revision, place.path, place.rule);
      if (newest === null) return null;
      const before = moves < MOST_MOVES ? await this.#before(newest, place.rule) : null;
      if (before === null) return newest.commit;
      place = before;
    }
  }

  /** The origin of the line that was changed last; null where one is not committed. */
  async #newest(revision: string | null, path: string, rule: RulePlace): Promise<(LineOrigin & { commit: string }) | null> {
    const origins = await blameLines(this.#place, revision, path, [rule.first, rule.last]);
    const [first, ...others] = origins ?? [];
    if (first === undefined || first.commit === null) return null;
    let newest = { ...first, commit: first.commit };
    for (const { commit, ...origin } of others) {
      if (commit === null) return null;
      if (this.#rank(commit) < this.#rank(newest.commit)) newest = { ...origin, commit };
    }
    return newest;
  }

  #rank(commit: string): number {
    return this.#line.order.get(commit) ?? Number.POSITIVE_INFINITY;
  }

  /** Where the rule stood right before a commit that left what it says as it was; null where the commit introduced it. */
  async #before(
    { commit, path }: { readonly commit: string; readonly path: string },
    { content }: RulePlace,
  ): Promise<{ revision: string; path: string; rule: RulePlace } | null> {
    const parent = this.#line.commits.get(commit)?.parents[0];
    if (parent === undefined || content === '') return null;
    const folder = ownFolder(path);
    const changes = await changesOf(this.#place, commit, folder);
    const blobs = await readBlobs(this.#place, changes.flatMap(({ before, after }) => [before, after].filter((id) => id !== null)));
    const holding = (id: string | null): RulePlace[] =>
      id === null ? [] : rulesIn(blobs.get(id)).filter((rule) => rule.content === content);
    const were = changes.flatMap((change) => holding(change.before).map((rule) => ({ path: change.path, rule })));
    const are = changes.flatMap(({ after }) => holding(after));
    const [first] = were;
    if (first === undefined || were.length < are.length) return null;
    const source = were.find((each) => each.path === path) ?? first;
    return { revision: parent, ...source };
  }
}

/** A rule moves between files of one folder below organisations/ at most; elsewhere it stays in its own folder. */
function ownFolder(path: string): string {
  return /^(.*?organisations\/[^/]+)\//.exec(path)?.[1] ?? posix.dirname(path);
}

function rulesIn(bytes: Buffer | undefined): RulePlace[] {
  const parsed = bytes === undefined ? null : parseYaml('', bytes.toString('utf8'));
  return parsed?.ok === true ? rulesOf(parsed.value) : [];
}

function ruleIn(text: string, line: number): RulePlace | null {
  const parsed = parseYaml('', text);
  return parsed.ok ? ruleAt(parsed.value, line) : null;
}

/** The texts of files at a commit, by path. */
export async function textsAt(
  place: HistoryPlace,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map(paths.map((path) => [`${commit}:${inGit(place, path)}`, path]));
  const blobs = await readBlobs(place, names.keys());
  return new Map([...blobs].map(([name, bytes]) => [names.get(name) as string, bytes.toString('utf8')]));
}
