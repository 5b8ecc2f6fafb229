/** Ends a run: settles what is still uncertain, and writes the last line of its journal. */
import { accountKey } from '../model/account.ts';
import { actualLevel } from '../model/status.ts';
import type { AccountOutcome, ClosedLine } from '../generated/journal.ts';
import type { PlanChange, PlanChunk } from '../generated/plan.ts';
import { readAfresh } from './assess.ts';
import type { LiveRun, RunStop } from './live-run.ts';
import { applied, failed, skipped } from '../ledger/run/outcome.ts';
import { changesOf, planChunksOf } from '../ledger/run/files.ts';
import { exitOfRun, tallyRun } from '../ledger/run/results.ts';

type Exit = ClosedLine['exit'];

/** Writes the end of a run that sends nothing more. Returns its exit code. */
export async function closeRun(run: LiveRun, stopped: RunStop | null): Promise<Exit> {
  await settleSent(run);
  const { counts } = await tallyRun(changesOf(run.books.ledgerFolder, run.facts.run));
  const exit = exitOfRun(stopped, counts);
  await run.write({ type: 'closed', at: run.stamp(), exit, stopped }, true);
  return exit;
}

/**
 * Accounts that were about to be sent when the run was interrupted: what reading does not show stays uncertain. What
 * was about to be handed over has reached nobody.
 */
async function settleSent(run: LiveRun): Promise<void> {
  const { sent, chunk: number } = run.progress;
  if (sent.size === 0) return;
  for await (const chunk of planChunksOf(run.books.ledgerFolder, run.facts.run)) {
    if (chunk.id !== number) continue;
    const changes = chunk.changes.filter(({ account }) => sent.has(accountKey(account)));
    const outcomes =
      run.facts.plan.target?.kind === 'portal'
        ? changes.map(({ account }) => skipped(account, 'stopped'))
        : await lastLook(run, chunk, changes);
    await run.record(chunk.id, outcomes, true);
  }
}

async function lastLook(run: LiveRun, chunk: PlanChunk, changes: readonly PlanChange[]): Promise<AccountOutcome[]> {
  const accounts = isTargetOf(run) ? await readAfresh(run, changes) : { says: 'the target is another directory now' };
  if (!Array.isArray(accounts)) return changes.map((change) => uncertain(chunk, change, 'plan', accounts.says));
  return changes.map((change, i) => {
    const account = accounts[i] ?? null;
    const done =
      account !== null &&
      (chunk.action === 're-enrol' ? account.methods?.length === 0 : actualLevel(account) === change.after.level);
    if (done) return applied(change.account, 're-read');
    return uncertain(chunk, change, 're-read', 'the directory does not show the change');
  });
}

/** Of the accounts of another directory, reading this one tells nothing. */
function isTargetOf({ facts: { plan }, outside: { writer } }: LiveRun): boolean {
  return plan.target?.kind === writer.kind && plan.target.name === writer.name;
}

function uncertain(
  { action }: PlanChunk,
  { account }: PlanChange,
  evidence: 're-read' | 'plan',
  because: string,
): AccountOutcome {
  const says = `the run was interrupted while mfactl sent this change, so nobody knows whether it was made: ${because}`;
  return failed(account, { code: 'uncertain', retryable: action !== 're-enrol', uncertain: true, says }, evidence);
}
