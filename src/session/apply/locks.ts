import { type Acquired, type LockRecord, acquireBoth, lockName } from '../../apply/lock/lock.ts';
import { acquireFileLock } from '../../apply/lock/file.ts';
import { machineProcesses } from '../../machine/process-life.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { attemptOf } from './ci.ts';
import type { Io } from '../io.ts';
import { ledgerLock, lockFolder } from '../ledger.ts';

/** What a lock is wanted for. */
export interface LockRequest {
  readonly target: { readonly kind: string; readonly name: string };
  readonly record: LockRecord;
  readonly takeOver: string | null;
  /** Aborted when even the last must be done, some time after a stop. */
  readonly late: AbortSignal;
}

/** The lock of the target, and that of the ledger: journals and ledger have one writer, whatever it writes to. */
export function acquireLocks(io: Io, settings: ResolvedSettings, request: LockRequest): Promise<Acquired> {
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
    remote: 'origin',
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
