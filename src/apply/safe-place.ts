import type { ApplyDeps, ApplyOptions, ApplyResult } from './needs.ts';
import { headOf, readChain } from '../ledger/chain.ts';

/**
 * Puts the ledger in a safe place, where one is needed, and tells its head there: others may have added lines meanwhile.
 * Where that fails the exit code is 1; `says` begins the message.
 */
export async function inSafePlace(
  result: ApplyResult,
  says: string,
  { publish }: Pick<ApplyDeps, 'publish'>,
  { reports }: Pick<ApplyOptions, 'reports'>,
): Promise<ApplyResult> {
  if (publish === null) return result;
  try {
    await publish();
    return { ...result, head: headOf(await readChain(reports)) };
  } catch (error) {
    const message = `${says}, but its ledger can not be put in a safe place: ${(error as Error).message}`;
    return { ...result, exit: 1, messages: [...result.messages, message] };
  }
}
