/** What the double holds. */
import { createHash } from 'node:crypto';
import type { Json } from './schema.ts';

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  body: string;
}

export interface Pull {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  readonly head: { readonly repository: string; readonly branch: string };
  readonly base: string;
  readonly author: string;
  /** The commit of the base branch that it became; null as long as it is not merged. */
  mergeCommit: string | null;
  readonly reviews: Review[];
  /** Those of its branch that main did not have. */
  readonly commits: PullCommit[];
}

/** Logins; null where GitHub knows no user by the address in the commit. */
export interface PullCommit {
  readonly author: string | null;
  readonly committer: string | null;
}

/** The oldest of a pull request comes first. */
export interface Review {
  readonly author: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly body: string;
}

/** What a reviewer of environments said about a run. */
export interface RunReview {
  readonly run: number;
  readonly author: string;
  readonly state: 'approved' | 'rejected' | 'pending';
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly author: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
  readonly annotations: Json[];
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly attempt: number;
  readonly workflow: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly updatedAt: string;
}

/** One repository. Trees are flat: blob by path. */
export class Repository {
  readonly name: string;
  readonly blobs = new Map<string, Buffer>();
  readonly trees = new Map<string, ReadonlyMap<string, string>>();
  readonly commits = new Map<string, Commit>();
  /** By `heads/main`. */
  readonly refs = new Map<string, string>();
  readonly pulls: Pull[] = [];
  readonly issues: Issue[] = [];
  readonly comments: Comment[] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly sarifs: { readonly commit: string; readonly ref: string; readonly sarif: string }[] = [];
  readonly runs: WorkflowRun[] = [];
  readonly runReviews: RunReview[] = [];
  /** By login; everybody else may read. */
  readonly permissions = new Map<string, 'admin' | 'write' | 'read'>();
  codeScanning = false;
  private = true;
  #next = 1;

  /** `owner/repo` */
  constructor(name: string) {
    this.name = name;
  }

  /** Issues and pull requests share their numbers. */
  nextNumber(): number {
    return this.#next++;
  }

  addBlob(content: Buffer): string {
    const sha = gitHash('blob', content);
    this.blobs.set(sha, content);
    return sha;
  }

  addTree(entries: ReadonlyMap<string, string>): string {
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const sha = gitHash('tree', Buffer.from(JSON.stringify(sorted)));
    this.trees.set(sha, new Map(sorted));
    return sha;
  }

  addCommit(commit: Commit): string {
    const sha = gitHash('commit', Buffer.from(JSON.stringify(commit)));
    this.commits.set(sha, commit);
    return sha;
  }

  /** A commit on a branch with these files, and nothing else. */
  commitFiles(branch: string, files: Readonly<Record<string, string>>, message = 'A change'): string {
    const entries = Object.entries(files).map(([path, text]) => [path, this.addBlob(Buffer.from(text))] as const);
    const parent = this.refs.get(`heads/${branch}`);
    const sha = this.addCommit({
      tree: this.addTree(new Map(entries)),
      parents: parent === undefined ? [] : [parent],
      message,
    });
    this.refs.set(`heads/${branch}`, sha);
    return sha;
  }

  /** The text of a file at a branch; undefined where it is not there. */
  fileAt(branch: string, path: string): string | undefined {
    const commit = this.commits.get(this.refs.get(`heads/${branch}`) ?? '');
    const blob = this.trees.get(commit?.tree ?? '')?.get(path);
    return blob === undefined ? undefined : this.blobs.get(blob)?.toString('utf8');
  }

  openPull(
    branch: string,
    changes: { readonly repository?: string; readonly base?: string; readonly author?: string } = {},
  ): Pull {
    const { repository = this.name, base = 'main', author = 'someone' } = changes;
    const pull: Pull = {
      number: this.nextNumber(),
      title: 'A change',
      body: '',
      state: 'open',
      merged: false,
      head: { repository, branch },
      base,
      author,
      mergeCommit: null,
      reviews: [],
      commits: [{ author, committer: 'web-flow' }],
    };
    this.pulls.push(pull);
    return pull;
  }

  openIssue(
    body: string | null,
    changes: { readonly author?: string; readonly labels?: readonly string[]; readonly state?: 'open' | 'closed' } = {},
  ): Issue {
    const { author = 'jo-example', labels = ['exception-request'], state = 'open' } = changes;
    const issue: Issue = { number: this.nextNumber(), title: 'An exception', body, author, labels, state };
    this.issues.push(issue);
    return issue;
  }
}

/** The id that git gives to an object. */
export function gitHash(kind: string, content: Buffer): string {
  return createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex');
}
