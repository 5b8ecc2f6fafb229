/**
 * Which commit made a rule what it is: told by what the files said before and after each commit, not by their lines.
 * `git blame` names whoever last touched a line: it stops at a new layout, and where it looks for copied lines it takes
 * the renewal of an exception for the entry that it renews. What a rule says stays the same through both.
 */
import { parseYaml } from '../policy/yaml/parse.ts';
import { type RulePlace, ruleAt, rulesOf } from './rule-content.ts';
import { type HistoryPlace, inGit, readBlobs } from '../git/answers.ts';
import { type CommitLine, type PathChange, pathChangesOf } from '../git/commits.ts';

/** The rule that begins on a line of a file, whose text is given. */
export interface RuleQuery {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/**
 * By query, the whole id of the commit that introduced what the rule says, as of the head of the line; null where no
 * commit says so. Moves between files of one folder, renames and new layouts are seen through; what was taken back and
 * done again counts from the second time; what a pull request left as it was, it did not introduce.
 */
export async function ruleCommits(
  place: HistoryPlace,
  line: CommitLine,
  queries: readonly RuleQuery[],
): Promise<(string | null)[]> {
  const scopes = [...new Set(queries.flatMap(({ path }) => scopeOf(path)))];
  if (scopes.length === 0) return [];
  const changed = await pathChangesOf(place, line.commits.values(), scopes);
  const changes = new Map(changed.map(({ id, changes: own }) => [id, own]));
  const ids = changed.flatMap((each) =>
    each.changes.flatMap(({ before, after }) => [before ?? [], after ?? []].flat()),
  );
  const trace = new Trace(line, changes, await readBlobs(place, ids));
  return queries.map(({ path, line: number, text }) => {
    const content = contentAt(text, number);
    return content === null ? null : trace.introduction(line.head, content, scopeOf(path));
  });
}

/** The paths between which a rule may move: its folder below organisations/ or roles/, else its own file. */
function scopeOf(path: string): string[] {
  const folder = /^(?:.*\/)?(?:organisations\/[^/]+|roles)(?=\/)/.exec(path)?.[0];
  return folder === undefined ? [path.replace(/\.ya?ml$/, '.yaml'), path.replace(/\.ya?ml$/, '.yml')] : [folder];
}

function contentAt(text: string, line: number): string | null {
  const parsed = parseYaml('', text);
  return parsed.ok ? (ruleAt(parsed.value, line)?.content ?? null) : null;
}

/** Walks back from a commit. */
class Trace {
  readonly #line: CommitLine;
  readonly #changes: ReadonlyMap<string, readonly PathChange[]>;
  readonly #blobs: ReadonlyMap<string, Buffer>;
  readonly #rules = new Map<string, readonly RulePlace[]>();

  constructor(
    line: CommitLine,
    changes: ReadonlyMap<string, readonly PathChange[]>,
    blobs: ReadonlyMap<string, Buffer>,
  ) {
    this.#line = line;
    this.#changes = changes;
    this.#blobs = blobs;
  }

  /** The commit that introduced what a rule says; null where the rule is not there at `head`. */
  introduction(head: string, content: string, scope: readonly string[]): string | null {
    for (let id: string | undefined = head; id !== undefined; id = this.#parents(id)[0]) {
      const { before, after } = this.#counts(id, content, scope);
      if (after > before) return this.#beside(id, content, scope) ?? id;
      if (before > 0 && after === 0) return null;
    }
    return null;
  }

  /** Where a merge brought it: the commit beside the branch that introduced it. */
  #beside(merge: string, content: string, scope: readonly string[]): string | null {
    for (const parent of this.#parents(merge).slice(1)) {
      const found = this.introduction(parent, content, scope);
      if (found !== null) return found;
    }
    return null;
  }

  #parents(id: string): readonly string[] {
    return this.#line.commits.get(id)?.parents ?? [];
  }

  /** How often the files that a commit changed held the rule before and after it. */
  #counts(id: string, content: string, scope: readonly string[]): { before: number; after: number } {
    const counts = { before: 0, after: 0 };
    for (const { path, before, after } of this.#changes.get(id) ?? []) {
      if (!scope.some((own) => path === own || path.startsWith(`${own}/`))) continue;
      counts.before += this.#count(before, content);
      counts.after += this.#count(after, content);
    }
    return counts;
  }

  #count(blob: string | null, content: string): number {
    return blob === null ? 0 : this.#rulesOf(blob).filter((rule) => rule.content === content).length;
  }

  #rulesOf(blob: string): readonly RulePlace[] {
    const known = this.#rules.get(blob);
    if (known !== undefined) return known;
    const parsed = parseYaml('', this.#blobs.get(blob)?.toString('utf8') ?? '');
    const rules = parsed.ok ? rulesOf(parsed.value) : [];
    this.#rules.set(blob, rules);
    return rules;
  }
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
