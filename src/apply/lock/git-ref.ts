/**
 * A lock that is a ref of a git remote: for applies on machines that share nothing else.
 *
 * The ref points to a commit of its own, without a parent, whose message is the record. The record's random id makes
 * each commit another one: two pushes of one commit would both succeed. A push names what the ref must be before it
 * (nothing, or the commit that is taken over), and the lock is held only if the remote shows our commit afterwards.
 */
import { type Git, gitIn } from '../../git/run.ts';
import type { Clock } from '../../machine/clock.ts';
import { type Acquired, heldBy, type Lock, type LockRecord, lockText, parseLock } from './lock.ts';
import { isGone, type ProcessLife } from '../../machine/process-life.ts';

/** What a git lock needs to know. */
export interface GitLockRequest {
  /** A clone whose remote is used. */
  readonly clone: string;
  readonly remote: string;
  /** From `lockName`. */
  readonly name: string;
  readonly record: LockRecord;
  /** The id of a lock that is to be taken over whoever holds it; null for none. */
  readonly takeOver: string | null;
  /** Whether the owner, a run and its attempt, has completed; null outside of CI. */
  readonly isCompleted: ((owner: string) => Promise<boolean>) | null;
  readonly life: ProcessLife;
  readonly clock: Pick<Clock, 'now'>;
  /** When it is aborted, git is ended, whatever it does; null for never. */
  readonly until: AbortSignal | null;
}

/** A look at the remote is good for this long. */
const LOOK_EVERY = 30_000;

/** Takes the lock, if it is free or its owner is gone for certain. It fails closed where the remote cannot be read. */
export async function acquireGitLock(request: GitLockRequest): Promise<Acquired> {
  const { record } = request;
  const ref = refOf(request.name);
  const git = gitIn(request.clone, {}, request.until);
  try {
    const mine = await commitOf(git, record);
    const theirs = await shownBy(git, request.remote, ref);
    const holder = theirs === null ? null : await recordOf(git, request.remote, ref, theirs);
    if (holder === 'unreadable') return unreadable(ref, request.remote);
    if (holder !== null && !(await mayTakeOver(holder, request))) return heldBy(holder);
    await push(git, request.remote, ref, theirs, mine);
    const shown = await shownBy(git, request.remote, ref);
    if (shown === mine) return { ok: true, lock: gitLock(git, request, ref, mine), tookOver: holder };
    const winner = shown === null ? null : await recordOf(git, request.remote, ref, shown);
    return winner === null || winner === 'unreadable' ? unreadable(ref, request.remote) : heldBy(winner);
  } catch (error) {
    return {
      ok: false,
      holder: null,
      says: `locked: mfactl cannot read the lock on ${request.remote}: ${(error as Error).message}`,
    };
  }
}

/** Who holds the lock of a name on a remote; null where nobody does. Rejects where the remote cannot be reached. */
export async function readGitLock({
  clone,
  remote,
  name,
}: Pick<GitLockRequest, 'clone' | 'remote' | 'name'>): Promise<LockRecord | 'unreadable' | null> {
  const git = gitIn(clone);
  const shown = await shownBy(git, remote, refOf(name));
  return shown === null ? null : recordOf(git, remote, refOf(name), shown);
}

function refOf(name: string): string {
  return `refs/mfactl/${name}`;
}

async function mayTakeOver(
  holder: LockRecord,
  { takeOver, record, isCompleted, life }: GitLockRequest,
): Promise<boolean> {
  if (takeOver !== null && holder.id === takeOver) return true;
  if (isCompleted !== null && (await isCompleted(holder.owner))) return true;
  return holder.host === record.host && (await isGone(holder, life));
}

function unreadable(ref: string, remote: string): Acquired {
  const says = `locked: ${ref} on ${remote} is not a readable lock; make sure that no apply runs, then delete the ref`;
  return { ok: false, holder: null, says };
}

function gitLock(git: Git, { remote, record, clock }: GitLockRequest, ref: string, commit: string): Lock {
  let looked = clock.now();
  return {
    id: record.id,
    async isHeld() {
      const age = clock.now() - looked;
      // A clock that was put back tells nothing of the age.
      if (age >= 0 && age <= LOOK_EVERY) return true;
      const shown = await shownBy(git, remote, ref).catch(() => null);
      if (shown !== commit) return false;
      looked = clock.now();
      return true;
    },
    async release() {
      // With our commit as the lease: a lock that was taken over stays with its new owner.
      await push(git, remote, ref, commit, '').catch(() => undefined);
    },
  };
}

async function commitOf(git: Git, record: LockRecord): Promise<string> {
  const tree = await git(['mktree']);
  return git(['commit-tree', tree, '-F', '-'], lockText(record));
}

async function shownBy(git: Git, remote: string, ref: string): Promise<string | null> {
  const shown = await git(['ls-remote', '--', remote, ref]);
  return shown.split(/\s/)[0] || null;
}

async function recordOf(
  git: Git,
  remote: string,
  ref: string,
  commit: string,
): Promise<LockRecord | 'unreadable' | null> {
  await git(['fetch', '--no-tags', '--no-write-fetch-head', '--', remote, ref]).catch(() => undefined);
  const message = await git(['log', '-1', '--format=%B', commit]).catch(() => null);
  return message === null ? 'unreadable' : (parseLock(message) ?? 'unreadable');
}

/** Moves the ref from what it is expected to be (null: not there); `to` empty deletes it. A refused push is no error here. */
async function push(git: Git, remote: string, ref: string, expected: string | null, to: string): Promise<void> {
  await git(['push', '--quiet', `--force-with-lease=${ref}:${expected ?? ''}`, '--', remote, `${to}:${ref}`]).catch(
    () => undefined,
  );
}
