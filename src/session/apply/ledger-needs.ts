/** What every command needs that adds to the ledger: who it is, the locks, the clock, the disk, and publishing in CI. */
import { randomBytes } from 'node:crypto';
import { acquireFileLock } from '../../apply/lock/file.ts';
import { type Acquired, type LockRecord, acquireBoth, lockName } from '../../apply/lock/lock.ts';
import type { Applier, ApplyNeeds, Locking } from '../../apply/needs.ts';
import type { Publishing } from '../../ledger/branch/publish.ts';
import { type ChanceClock, afterStop } from '../../machine/clock.ts';
import { nodeDisk } from '../../machine/durable.ts';
import { machineProcesses } from '../../machine/process-life.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { tool } from '../../version.ts';
import type { Io } from '../io.ts';
import { ledgerBranch, ledgerFolderOf, ledgerLock, lockFolder } from '../ledger.ts';
import { sleep } from '../targets.ts';
import { approversOf, attemptOf, ciOwner, hostName, localUser, publisher, withFreshLedger } from './ci.ts';

/** Bytes from which a file of a finished run is kept as gzip parts. */
const PART_SIZE = 45_000_000;

/** Milliseconds after a stop in which the journal, and then the lock, are still brought to the remote: 5 seconds in all. */
const AFTER_STOP = { journal: 3000, lock: 4000 };

/** Where a command runs, and by which settings. */
export interface LedgerWorld {
  readonly io: Io;
  readonly settings: ResolvedSettings;
}

/**
 * What is needed to add to the ledger. `target` is what its runs write to: its lock keeps others away; `takeOver` is the
 * id of a lock that is taken over in any case.
 */
export async function ledgerNeeds(
  world: LedgerWorld,
  target: LockRequest['target'],
  takeOver: string | null = null,
): Promise<Pick<ApplyNeeds, 'books' | 'applier' | 'locking' | 'clock' | 'id'>> {
  const publishing = publishingOf(world);
  return {
    books: {
      ledgerFolder: ledgerFolderOf(world.settings),
      disk: nodeDisk,
      partSize: PART_SIZE,
      publish: publisher(publishing),
    },
    applier: await applierOf(world.io),
    locking: lockingOf(world, target, publishing, takeOver),
    clock: clockOf(world.io),
    id: newId,
  };
}

function newId(): string {
  return randomBytes(8).toString('hex');
}

function clockOf(io: Io): ChanceClock {
  return { now: () => io.now(), sleep, random: Math.random };
}

/** Null where the ledger is on no branch. */
function publishingOf({ io, settings }: LedgerWorld): Publishing | null {
  const place = ledgerBranch(settings);
  if (place === null) return null;
  const late = afterStop(io.signal, AFTER_STOP.journal);
  return { place, disk: nodeDisk, clock: clockOf(io), partSize: PART_SIZE, stop: io.signal, late };
}

async function applierOf(io: Io): Promise<Applier> {
  return {
    actor: ciOwner(io) ?? localUser(),
    approvers: approversOf(io),
    host: hostName(io),
    pid: process.pid,
    started: await machineProcesses.startOf(process.pid),
    tool: tool(),
  };
}

function lockingOf(
  { io, settings }: LedgerWorld,
  target: LockRequest['target'],
  publishing: Publishing | null,
  takeOver: string | null,
): Locking {
  const late = afterStop(io.signal, AFTER_STOP.lock);
  return {
    acquireLock: async (record, wanted) =>
      withFreshLedger(await acquireLocks(io, settings, { target, record, takeOver: wanted, late }), publishing),
    takeOver,
  };
}

/** What a lock is wanted for. */
interface LockRequest {
  readonly target: { readonly kind: string; readonly name: string };
  readonly record: LockRecord;
  readonly takeOver: string | null;
  /** Aborted when even the last must be done, some time after a stop. */
  readonly late: AbortSignal;
}

/** The lock of the target, and that of the ledger: journals and ledger have one writer, whatever it writes to. */
function acquireLocks(io: Io, settings: ResolvedSettings, request: LockRequest): Promise<Acquired> {
  return acquireBoth(
    () => acquireTarget(io, settings, request),
    () => acquireLedger(settings, request),
  );
}

/** A file on this machine, or a ref on the remote that all clones share. */
async function acquireTarget(
  io: Io,
  settings: ResolvedSettings,
  { target, record, takeOver, late }: LockRequest,
): Promise<Acquired> {
  const name = lockName(target);
  const life = machineProcesses;
  if (settings.apply.lock === 'file')
    return acquireFileLock({ folder: lockFolder(settings), name, record, takeOver, life });
  const { acquireGitLock } = await import('../../apply/lock/git-ref.ts');
  const isCompleted = attemptOf(io);
  return acquireGitLock({
    clone: settings.root,
    remote: settings.git.remote,
    name,
    record,
    takeOver,
    isCompleted,
    life,
    clock: io,
    until: late,
  });
}

/** Always a file: the folder of the ledger is on this machine, even where its branch is not. */
async function acquireLedger(settings: ResolvedSettings, { record, takeOver }: LockRequest): Promise<Acquired> {
  return acquireFileLock({ ...ledgerLock(settings), record, takeOver, life: machineProcesses });
}
