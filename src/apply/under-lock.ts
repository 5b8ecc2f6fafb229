import { formatInstant } from '../core/time.ts';
import type { ApplyDeps, ApplyExit, ApplyOptions, ApplyResult } from './deps.ts';
import type { Lock } from './lock.ts';
import { isOutside } from './outside.ts';

/** A result without a run. */
export function refuse(exit: ApplyExit, ...messages: string[]): ApplyResult {
  return { exit, run: null, counts: null, messages, head: null };
}

/**
 * Does something while the lock of the target is held, and gives it back whatever happens. A lock that can not be had
 * is exit code 5; a ledger or journal that can not be trusted, and a disk that fails, are exit code 1.
 */
export async function underLock(
  deps: ApplyDeps,
  options: ApplyOptions,
  work: (lock: Lock) => Promise<ApplyResult>,
): Promise<ApplyResult> {
  const { actor: owner, host, pid, started } = options;
  const record = { id: deps.id(), owner, host, pid, started, since: formatInstant(deps.clock.now()) };
  const acquired = await deps.acquireLock(record, options.takeOver);
  if (!acquired.ok) return refuse(5, acquired.says);
  const { tookOver } = acquired;
  const told =
    tookOver === null
      ? []
      : [`took over the lock of ${tookOver.owner} on ${tookOver.host}, held since ${tookOver.since}`];
  try {
    const result = await work(acquired.lock).catch(asResult);
    return { ...result, messages: [...told, ...result.messages] };
  } finally {
    await acquired.lock.release();
  }
}

function asResult(error: unknown): ApplyResult {
  if (isOutside(error)) return refuse(1, error.message);
  throw error;
}
