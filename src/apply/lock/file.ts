/**
 * A lock that is a file: for applies of one machine, or of machines that share a file system.
 *
 * The file appears with all of its content, by a hard link, which fails where one is there. It is taken over in two
 * steps. First a claim, a file named after the id of the lock that is taken over, appears in the same way, so only one
 * of several processes can have it. Whoever has the claim, and still sees that lock, then puts its own record over it.
 * A claim whose owner died in between is taken over like a lock. Giving the lock back claims it first, so that nobody
 * takes over a lock that is just being given back.
 */
import { link, mkdir, readdir, readFile, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeDisk, syncFolder, writeDurably } from '../../machine/durable.ts';
import { type Acquired, heldBy, type Lock, type LockRecord, lockText, parseLock } from './lock.ts';
import { isGone, type ProcessLife } from '../../machine/process-life.ts';

/** What a file lock needs to know. */
export interface FileLockRequest {
  readonly folder: string;
  /** From `lockName`. */
  readonly name: string;
  readonly record: LockRecord;
  /** The id of a lock that is to be taken over whoever holds it; null for none. */
  readonly takeOver: string | null;
  readonly life: ProcessLife;
}

/** Who holds the lock now: the record in the file, or the last of those who claimed it. */
interface Holding {
  readonly holder: LockRecord;
  /** Files from the lock to the holder's claim. */
  readonly chain: readonly { readonly path: string; readonly id: string }[];
}

const MOST_TRIES = 20;

/** Takes the lock, if it is free or its owner is gone for certain. It fails closed on a lock that cannot be read. */
export async function acquireFileLock(request: FileLockRequest): Promise<Acquired> {
  const path = join(request.folder, request.name);
  const mine = `${path}.mine-${request.record.id}`;
  await mkdir(request.folder, { recursive: true });
  await writeDurably(mine, lockText(request.record));
  try {
    return await tryOften(request, path, mine);
  } finally {
    await rm(mine, { force: true });
  }
}

async function tryOften(request: FileLockRequest, path: string, mine: string): Promise<Acquired> {
  for (let i = 0; i < MOST_TRIES; i++) {
    if (await linkExclusively(mine, path)) {
      await syncFolder(request.folder);
      return { ok: true, lock: fileLock(path, request), tookOver: null };
    }
    const holding = await readHolding(path);
    if (holding === null) continue;
    if (holding === 'unreadable') return unreadable(path);
    if (!(await mayTakeOver(holding.holder, request))) return heldBy(holding.holder);
    if (!(await takeOver(path, mine, holding))) continue;
    return { ok: true, lock: fileLock(path, request), tookOver: holding.holder };
  }
  return { ok: false, holder: null, says: `locked: several processes ask for ${path} at the same time; try again` };
}

async function mayTakeOver(holder: LockRecord, { takeOver: wanted, record, life }: FileLockRequest): Promise<boolean> {
  if (wanted !== null && holder.id === wanted) return true;
  return holder.host === record.host && (await isGone(holder, life));
}

function unreadable(path: string): Acquired {
  const says = `locked: ${path} is not a readable lock; make sure that no apply runs, then remove the file`;
  return { ok: false, holder: null, says };
}

/** Who holds the lock of a name in a folder; null where nobody does. Nothing is changed. */
export async function readFileLock(folder: string, name: string): Promise<LockRecord | 'unreadable' | null> {
  const holding = await readHolding(join(folder, name));
  return holding === null || holding === 'unreadable' ? holding : holding.holder;
}

/** Null where there is no lock (any more). */
async function readHolding(path: string): Promise<Holding | 'unreadable' | null> {
  let text = await readIfThere(path);
  if (text === null) return null;
  let holder = parseLock(text);
  if (holder === null) return 'unreadable';
  const chain = [{ path, id: holder.id }];
  for (;;) {
    const claim = claimPath(path, holder.id);
    text = await readIfThere(claim);
    if (text === null) return { holder, chain };
    holder = parseLock(text);
    if (holder === null) return 'unreadable';
    chain.push({ path: claim, id: holder.id });
  }
}

/** Whether the lock is now ours. */
async function takeOver(path: string, mine: string, { holder, chain }: Holding): Promise<boolean> {
  const claim = claimPath(path, holder.id);
  if (!(await linkExclusively(mine, claim))) return false;
  // Between the look and the claim another may have finished its takeover and removed the claims that led to it.
  if (!(await isUnchanged(chain))) {
    await unlink(claim);
    return false;
  }
  const copy = `${mine}.copy`;
  await link(mine, copy);
  await nodeDisk.rename(copy, path);
  for (const { path: old } of chain.slice(1)) await rm(old, { force: true });
  await rm(claim, { force: true });
  return true;
}

async function isUnchanged(chain: Holding['chain']): Promise<boolean> {
  for (const { path, id } of chain) {
    const text = await readIfThere(path);
    if (text === null || parseLock(text)?.id !== id) return false;
  }
  return true;
}

function fileLock(path: string, { record, life }: FileLockRequest): Lock {
  const isHeld = async (): Promise<boolean> => {
    const holding = await readHolding(path).catch(() => null);
    return holding !== null && holding !== 'unreadable' && holding.holder.id === record.id;
  };
  return {
    id: record.id,
    isHeld,
    async release() {
      if (!(await isHeld())) return;
      const claim = claimPath(path, record.id);
      const end = `${path}.mine-${record.id}-end`;
      // The claim has an id of its own: should this process die right here, it can be taken over like any other.
      await writeDurably(end, lockText({ ...record, id: `${record.id}-end` }));
      const claimed = await linkExclusively(end, claim);
      await unlink(end);
      if (!claimed) return;
      await removeLeftovers(path, record, life);
      await unlink(path);
      await syncFolder(dirname(path));
      // From here on the lock may be another's, who may clear the claim away too.
      await rm(claim, { force: true });
    },
  };
}

/**
 * Files that dead processes left: claims on locks that are no more, and records that were never put anywhere. Called
 * while the lock and the claim on it are ours, so that no other claim can be of use to anybody.
 */
async function removeLeftovers(path: string, { id, host }: LockRecord, life: ProcessLife): Promise<void> {
  const folder = dirname(path);
  const start = path.slice(folder.length + 1);
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (name.startsWith(`${start}.claim-`) && file !== claimPath(path, id)) await rm(file, { force: true });
    if (!name.startsWith(`${start}.mine-`)) continue;
    const owner = parseLock((await readIfThere(file)) ?? '');
    if (owner !== null && owner.host === host && (await isGone(owner, life))) await rm(file, { force: true });
  }
}

function claimPath(path: string, id: string): string {
  return `${path}.claim-${id}`;
}

async function linkExclusively(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new Error(`mfactl cannot make the lock ${to}: ${(error as Error).message}`, { cause: error });
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
