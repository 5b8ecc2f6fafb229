/**
 * A repository of the double that is a bare git repository: objects and branches are git's own, so that what a job
 * fetches and pushes and what the API tells are one and the same.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Commit, type Pull, Repository } from './state.ts';

const ID = /^[0-9a-f]{40}$/;

/** A map whose values are looked up in git; null where git has none. */
class Lookup<Value> extends Map<string, Value> {
  readonly #read: (key: string) => Value | null;

  constructor(read: (key: string) => Value | null) {
    super();
    this.#read = read;
  }

  override get(key: string): Value | undefined {
    return this.#read(key) ?? undefined;
  }

  override has(key: string): boolean {
    return this.#read(key) !== null;
  }
}

/** Branches by `heads/main`. */
class Refs extends Lookup<string> {
  readonly #update: (ref: string, sha: string) => void;

  constructor(read: (ref: string) => string | null, update: (ref: string, sha: string) => void) {
    super(read);
    this.#update = update;
  }

  override set(ref: string, sha: string): this {
    this.#update(ref, sha);
    return this;
  }
}

/** The repository in a folder that `git init --bare` has made; commits made here are as old as `now` says. */
export class BareRepository extends Repository {
  readonly #folder: string;
  readonly #now: () => number;
  override readonly blobs = new Lookup<Buffer>((sha) => this.#object('blob', sha));
  override readonly trees = new Lookup<ReadonlyMap<string, string>>((sha) => this.#files(sha));
  override readonly commits = new Lookup<Commit>((sha) => commitIn(this.#object('commit', sha)));
  override readonly refs = new Refs(
    (ref) =>
      this.#try(['rev-parse', '--verify', '--quiet', `refs/${ref}`])
        ?.toString()
        .trim() ?? null,
    (ref, sha) => void this.#git(['update-ref', `refs/${ref}`, sha]),
  );

  constructor(name: string, folder: string, now: () => number) {
    super(name);
    this.#folder = folder;
    this.#now = now;
  }

  override addBlob(content: Buffer): string {
    return this.#git(['hash-object', '-w', '--stdin'], content).toString().trim();
  }

  override addTree(entries: ReadonlyMap<string, string>): string {
    this.#git(['read-tree', '--empty']);
    const lines = [...entries].map(([path, sha]) => `100644 ${sha}\t${path}\0`).join('');
    this.#git(['update-index', '-z', '--index-info'], Buffer.from(lines));
    return this.#git(['write-tree']).toString().trim();
  }

  override addCommit({ tree, parents, message }: Commit): string {
    const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
    return this.#git(args, Buffer.from(message)).toString().trim();
  }

  /** Merges a pull request of this repository as its button does: by a commit with two parents, which is returned. */
  merge(pull: Pull): string {
    const [base, head] = [pull.base, pull.head.branch].map((branch) => this.refs.get(`heads/${branch}`) ?? '');
    const parents = [base, head] as string[];
    const tree = this.#git(['merge-tree', '--write-tree', ...parents])
      .toString()
      .trim();
    const message = `Merge pull request #${pull.number} from ${pull.head.branch}\n\n${pull.title}\n`;
    const sha = this.addCommit({ tree, parents, message });
    this.refs.set(`heads/${pull.base}`, sha);
    Object.assign(pull, { state: 'closed', merged: true, mergeCommit: sha });
    return sha;
  }

  #object(kind: 'blob' | 'commit', sha: string): Buffer | null {
    return ID.test(sha) ? this.#try(['cat-file', kind, sha]) : null;
  }

  #files(sha: string): ReadonlyMap<string, string> | null {
    const listed = ID.test(sha) ? this.#try(['ls-tree', '-r', '-z', sha]) : null;
    if (listed === null) return null;
    const lines = listed.toString().split('\0').slice(0, -1);
    return new Map(
      lines.map((line) => {
        const [, blob, path] = /^100644 blob ([0-9a-f]{40})\t([^]+)$/.exec(line) ?? [];
        if (blob === undefined || path === undefined) throw new Error(`the double has plain files alone: ${line}`);
        return [path, blob];
      }),
    );
  }

  #try(args: readonly string[]): Buffer | null {
    try {
      return this.#git(args);
    } catch (error) {
      if (typeof (error as { status?: unknown }).status === 'number') return null;
      throw error;
    }
  }

  #git(args: readonly string[], input: Buffer = Buffer.alloc(0)): Buffer {
    const date = new Date(this.#now()).toISOString();
    const who = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
      [`GIT_${role}_NAME`, 'GitHub'],
      [`GIT_${role}_EMAIL`, 'noreply@github.example'],
      [`GIT_${role}_DATE`, date],
    ]);
    const own = {
      GIT_DIR: this.#folder,
      GIT_INDEX_FILE: join(this.#folder, 'double.index'),
      ...Object.fromEntries(who),
    };
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...own };
    return execFileSync('git', [...args], { env, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
  }
}

function commitIn(raw: Buffer | null): Commit | null {
  if (raw === null) return null;
  const text = raw.toString();
  const end = text.indexOf('\n\n');
  const values = (name: string): string[] =>
    text
      .slice(0, end)
      .split('\n')
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  return { tree: values('tree')[0] ?? '', parents: values('parent'), message: text.slice(end + 2) };
}
