import { RemoteError } from '../git/protected-branch.ts';
import { formatInstant } from '../model/time.ts';
import type { ApplyExit, ApplyNeeds, ApplyResult, Bookkeeping } from './needs.ts';
import type { Lock, LockRecord } from './lock/lock.ts';
import { headOf, isOutside, readChain } from '../ledger/chain.ts';

/** A result without a run. */
export function refuse(exit: ApplyExit, ...messages: string[]): ApplyResult {
  return { exit, run: null, counts: null, messages, head: null };
}

/**
 * Does something while the lock of the target is held, and gives it back whatever happens. A lock that cannot be had
 * is exit code 5; a ledger or journal that cannot be trusted, and a disk that fails, are exit code 1.
 */
export async function underLock(
  { applier, locking, clock, id }: Pick<ApplyNeeds, 'applier' | 'locking' | 'clock' | 'id'>,
  work: (lock: Lock) => Promise<ApplyResult>,
): Promise<ApplyResult> {
  try {
    const { actor: owner, host, pid, started } = applier;
    const record = { id: id(), owner, host, pid, started, since: formatInstant(clock.now()) };
    const acquired = await locking.acquireLock(record, locking.takeOver);
    if (!acquired.ok) return refuse(5, acquired.says);
    const result = await releasing(acquired.lock, () => work(acquired.lock).catch(asResult));
    return { ...result, messages: [...toldOf(acquired.tookOver), ...result.messages] };
  } catch (error) {
    return asResult(error);
  }
}

function toldOf(tookOver: LockRecord | null): string[] {
  if (tookOver === null) return [];
  return [`took over the lock that ${tookOver.owner} on ${tookOver.host} had held since ${tookOver.since}`];
}

/** A lock that cannot be given back changes nothing of what was done; the next apply takes it over. */
async function releasing(lock: Lock, work: () => Promise<ApplyResult>): Promise<ApplyResult> {
  let failure: Error | null = null;
  const release = async (): Promise<void> => {
    await lock.release().catch((error: Error) => {
      failure = error;
    });
  };
  let result: ApplyResult;
  try {
    result = await work();
  } finally {
    await release();
  }
  if (failure === null) return result;
  return {
    ...result,
    messages: [...result.messages, `mfactl could not release the lock: ${(failure as Error).message}`],
  };
}

function asResult(error: unknown): ApplyResult {
  if (isOutside(error) || error instanceof RemoteError) return refuse(1, error.message);
  throw error;
}

/**
 * Puts the ledger in a safe place, where one is needed, and tells its head there: others may have added lines meanwhile.
 * Where that fails the exit code is 1; `says` begins the message.
 */
export async function inSafePlace(
  result: ApplyResult,
  says: string,
  { publish, ledgerFolder }: Pick<Bookkeeping, 'publish' | 'ledgerFolder'>,
): Promise<ApplyResult> {
  if (publish === null) return result;
  try {
    await publish();
    return { ...result, head: headOf(await readChain(ledgerFolder)) };
  } catch (error) {
    const message = `${says}, but mfactl cannot save its ledger: ${(error as Error).message}`;
    return { ...result, exit: 1, messages: [...result.messages, message] };
  }
}
