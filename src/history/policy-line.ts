/** The policies that matter to one account, as the branch has had them. */
import { posix } from 'node:path';
import type { Instant } from '../model/account.ts';
import { foldCode } from '../model/text.ts';
import type { PolicyVersion } from './timeline.ts';
import { validatePolicyFiles } from '../policy/load.ts';
import { type ParseFile, type ParsedFile, parseAppliedFile } from '../policy/parse-documents.ts';
import { diagnose, wholeFile } from '../policy/diagnostics/diagnose.ts';
import { type PolicyFile, type PolicyFiles, isPolicyPath, textOfBytes } from '../policy/read.ts';
import { type HistoryPlace, gitText, readBlobs } from '../git/answers.ts';
import { type Arrival, type Commit, type CommitLine, pathChangesOf } from '../git/commits.ts';

/** A commit whose policies have an error: those before it hold. */
export interface InvalidVersion {
  readonly at: Instant;
  readonly commit: Commit;
  /** The first error: place and message. */
  readonly says: string;
}

export interface PolicyLine {
  readonly versions: readonly PolicyVersion<Commit>[];
  readonly invalid: readonly InvalidVersion[];
}

/**
 * Tenant, roles and the documents of one organisation at each commit that changed them, on the line of first parents:
 * a change counts from when it came to the branch. Each blob is read once and parsed once. A mistake elsewhere in the
 * policies of a commit is not seen.
 */
export async function policyLine(
  place: HistoryPlace,
  line: CommitLine,
  folder: string,
  organisation: string,
  now: Instant,
): Promise<PolicyLine> {
  const paths = await pathsFor(place, folder, organisation);
  const changed = await pathChangesOf(
    place,
    line.arrivals.map(({ commit }) => commit),
    paths,
  );
  const blobs = await readBlobs(
    place,
    changed.flatMap(({ changes }) => changes.flatMap(({ after }) => after ?? [])),
  );
  const arrivals = new Map<string, Arrival>(line.arrivals.map((arrival) => [arrival.commit.id, arrival]));
  const tree = new Tree(folder, blobs);
  const parse = remembering();
  const versions: PolicyVersion<Commit>[] = [];
  const invalid: InvalidVersion[] = [];
  for (const { id, changes } of changed) {
    for (const { path, after } of changes) tree.put(path, after);
    const { commit, at } = arrivals.get(id) as Arrival;
    const checked = validatePolicyFiles(tree.files(), folder, now, 'applied', parse);
    if (checked.ok) versions.push({ since: at, policies: checked.value.policies, commit });
    else {
      const error = checked.diagnostics.find(({ severity }) => severity === 'error');
      invalid.push({ at, commit, says: `${error?.file}:${error?.line ?? 1}: ${error?.message}` });
    }
  }
  return { versions, invalid };
}

async function pathsFor(place: HistoryPlace, folder: string, organisation: string): Promise<string[]> {
  const below = posix.join(folder, 'organisations');
  const names = await gitText(place.root, ['ls-tree', '-z', '--name-only', place.head, '--', `${below}/`]);
  const folders = names.split('\0').map((path) => posix.basename(path));
  const own = new Set([organisation, ...folders.filter((name) => foldCode(name) === organisation)]);
  return [
    ...['tenant.yaml', 'tenant.yml', 'roles'].map((name) => posix.join(folder, name)),
    ...[...own].filter((name) => name !== '').map((name) => posix.join(below, name)),
  ];
}

/** The files of one commit after the other. */
class Tree {
  readonly #folder: string;
  readonly #blobs: ReadonlyMap<string, Buffer>;
  readonly #ids = new Map<string, string>();
  readonly #files = new Map<string, PolicyFile | string>();

  constructor(folder: string, blobs: ReadonlyMap<string, Buffer>) {
    this.#folder = folder;
    this.#blobs = blobs;
  }

  put(path: string, id: string | null): void {
    const below = posix.relative(this.#folder, path);
    if (!isPolicyPath(below)) return;
    if (id === null) this.#ids.delete(below);
    else this.#ids.set(below, id);
  }

  files(): PolicyFiles {
    const paths = [...this.#ids.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const all = paths.map((path) => [path, this.#file(path, this.#ids.get(path) as string)] as const);
    const refused = all.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    return {
      files: all.flatMap(([, file]) => (typeof file === 'string' ? [] : [file])),
      refused: refused.map(([path]) => path),
      diagnostics: refused.map(([path, why]) =>
        diagnose('file-unreadable', wholeFile(posix.join(this.#folder, path)), why),
      ),
    };
  }

  /** The same object for the same content at the same path, so that it is parsed once. */
  #file(path: string, id: string): PolicyFile | string {
    const key = `${id} ${path}`;
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const bytes = this.#blobs.get(id);
    const read = bytes === undefined ? { message: 'This file was never fetched.' } : textOfBytes(bytes);
    const file = 'text' in read ? { path, text: read.text, hash: read.hash } : read.message;
    this.#files.set(key, file);
    return file;
  }
}

function remembering(): ParseFile {
  const known = new WeakMap<PolicyFile, ParsedFile>();
  return (file, name) => {
    const parsed = known.get(file) ?? parseAppliedFile(file, name);
    known.set(file, parsed);
    return parsed;
  };
}
