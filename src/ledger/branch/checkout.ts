/**
 * The files of a branch in a folder of their own, beside the policies that the clone has checked out. The folder has
 * no `.git`: it is a second work tree of the same clone with its own index, so that remotes and credentials are shared.
 *
 * A ref of the clone, `BASE`, is the commit that the folder was last the same as on the remote. What differs from it
 * was made here and is not on the remote yet; nothing here ever overwrites that.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { type Git, gitIn } from '../../git/run.ts';

/** A branch of a remote, and the folder for its files. */
export interface BranchFolder {
  /** A folder in the clone. */
  readonly root: string;
  readonly remote: string;
  readonly branch: string;
  readonly folder: string;
}

/** Belongs to one work tree of the clone, as the folder does. */
const BASE = 'refs/worktree/mfactl-ledger';

/** Bytes stay as they are, nothing is left out, and no hook of the clone runs. */
const AS_IT_IS = [
  'core.autocrlf=false',
  'core.fileMode=false',
  'core.attributesFile=',
  'core.excludesFile=',
  'core.hooksPath=/dev/null',
].flatMap((setting) => ['-c', setting]);

/** What a killed process leaves of files and folders that were being made. */
const HALF_MADE = [':(exclude,glob)**/*.new', ':(exclude,glob)runs/.new-*/**'];

function indexOf({ folder }: BranchFolder): string {
  return `${folder}.index`;
}

/** The folder and the branch. Each method rejects with what git said. */
export class LedgerCheckout {
  readonly place: BranchFolder;
  readonly #clone: Git;
  readonly #files: Git;
  readonly #emptyTree: string;

  private constructor(place: BranchFolder, clone: Git, files: Git, emptyTree: string) {
    this.place = place;
    this.#clone = clone;
    this.#files = files;
    this.#emptyTree = emptyTree;
  }

  /** Makes the folder where it is missing. When `until` is aborted, git is ended. */
  static async open(place: BranchFolder, until: AbortSignal | null = null): Promise<LedgerCheckout> {
    const clone = gitIn(place.root, {}, until);
    const gitDir = await clone(['rev-parse', '--absolute-git-dir']);
    const index = indexOf(place);
    // Without the folder the index would say that every file was deleted here.
    if (!existsSync(place.folder)) await rm(index, { force: true });
    await mkdir(place.folder, { recursive: true });
    const git = gitIn(place.folder, { GIT_DIR: gitDir, GIT_WORK_TREE: place.folder, GIT_INDEX_FILE: index }, until);
    const files: Git = (args, input) => git([...AS_IT_IS, ...args], input);
    return new LedgerCheckout(place, clone, files, await clone(['mktree']));
  }

  get #ref(): string {
    return `refs/heads/${this.place.branch}`;
  }

  /**
   * The last commit of the branch on the remote, fetched; null where there is no such branch. `isMain`: the branch is the
   * one that the remote shows first, or that this clone has checked out.
   */
  async fetch(): Promise<{ readonly tip: string | null; readonly isMain: boolean }> {
    const shown = await this.#clone(['ls-remote', '--symref', '--', this.place.remote, 'HEAD', this.#ref]);
    const here = await this.#clone(['symbolic-ref', '--quiet', 'HEAD']).catch(() => '');
    const isMain = here === this.#ref || shown.split('\n').includes(`ref: ${this.#ref}\tHEAD`);
    const tip =
      shown
        .split('\n')
        .find((line) => line.endsWith(`\t${this.#ref}`))
        ?.split('\t')[0] ?? null;
    if (tip !== null && !(await this.#has(tip)))
      await this.#clone(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', this.place.remote, this.#ref]);
    return { tip, isMain };
  }

  /** Paths of all files that a commit holds. */
  async filesAt(commit: string): Promise<string[]> {
    return (await this.#files(['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit])).split('\0');
  }

  async #has(commit: string): Promise<boolean> {
    return this.#clone(['cat-file', '-e', `${commit}^{commit}`]).then(
      () => true,
      () => false,
    );
  }

  /**
   * `seen`: the commit of the remote that this clone has seen last. `base`: the one that the files in the folder were
   * made from, null in a folder that is new. Null for none.
   */
  async standing(): Promise<{ readonly seen: string | null; readonly base: string | null }> {
    const seen = await this.#clone(['rev-parse', '--verify', '--quiet', BASE]).catch(() => null);
    return { seen, base: existsSync(indexOf(this.place)) ? seen : null };
  }

  async descends(commit: string, ancestor: string): Promise<boolean> {
    return this.#clone(['merge-base', '--is-ancestor', ancestor, commit]).then(
      () => true,
      () => false,
    );
  }

  /** The tree of the files as they lie in the folder. */
  async tree(): Promise<string> {
    await this.#files(['add', '--all', '--force', '--', '.', ...HALF_MADE]);
    return this.#files(['write-tree']);
  }

  /** Paths that differ between two trees or commits; null stands for none. */
  async changed(before: string | null, after: string | null): Promise<string[]> {
    const names = await this.#files([
      'diff-tree',
      '-r',
      '-z',
      '--name-only',
      '--no-renames',
      before ?? this.#emptyTree,
      after ?? this.#emptyTree,
    ]);
    return names.split('\0').filter((name) => name !== '');
  }

  /** Gives some paths the content of a commit; those that it does not have are removed. Call `tree` before. */
  async take(commit: string, paths: readonly string[]): Promise<void> {
    const there = (await this.#files(['ls-tree', '-r', '-z', '--name-only', commit, '--', ...paths])).split('\0');
    const known = paths.filter((path) => there.includes(path));
    const unknown = paths.filter((path) => !there.includes(path));
    if (known.length > 0) await this.#files(['checkout', commit, '--', ...known]);
    if (unknown.length > 0) await this.#files(['rm', '--quiet', '--force', '--ignore-unmatch', '--', ...unknown]);
  }

  /** Brings the files from one commit to another. What was changed here stays; call `tree` before. Rejects where both changed a file. */
  async move(from: string | null, to: string): Promise<void> {
    await this.#files(['read-tree', '-m', '-u', from ?? this.#emptyTree, to]);
    await this.settle(to);
  }

  /** Notes that the remote has a commit, and that the files were made from it. */
  async settle(commit: string): Promise<void> {
    await this.#clone(['update-ref', BASE, commit]);
  }

  async commit(tree: string, parent: string | null, message: string): Promise<string> {
    return this.#files(['commit-tree', tree, ...(parent === null ? [] : ['-p', parent]), '-F', '-'], message);
  }

  /** Puts a commit on the branch, which it must descend from: history is only ever added to. Null, or why it was refused. */
  async push(commit: string): Promise<string | null> {
    return this.#clone(['push', '--quiet', '--no-verify', '--', this.place.remote, `${commit}:${this.#ref}`]).then(
      () => null,
      (error: Error) => error.message,
    );
  }
}
