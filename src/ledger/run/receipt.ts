/** The receipt of a run: made from plan and journal alone, so it can be made again after a crash, byte for byte. */
import type { ClosedLine, RunLine } from '../../generated/journal.ts';
import type { PlanHeader } from '../../generated/plan.ts';
import type { Receipt, ReceiptAccount } from '../../generated/receipt.ts';
import { splitByteLines } from '../../machine/byte-lines.ts';
import { readWhole } from './gzip-parts.ts';
import type { RunTally, SettledChange } from './results.ts';

/** What a receipt is made of, beside the accounts. */
export interface ReceiptFacts {
  readonly plan: PlanHeader;
  readonly run: RunLine;
  readonly closed: ClosedLine;
  readonly resumed: number;
  readonly tally: RunTally;
}

export type ReceiptSummary = Omit<Receipt, 'accounts'>;

function summaryOf({ plan, run, closed, resumed, tally }: ReceiptFacts): ReceiptSummary {
  return {
    format: 'mfactl.receipt/v1',
    run: run.run,
    planId: run.planId,
    fingerprint: plan.fingerprint,
    policy: plan.policy,
    target: plan.target as NonNullable<PlanHeader['target']>,
    undoes: plan.undoes,
    tool: run.tool,
    actor: run.actor,
    approvers: run.approvers,
    host: run.host,
    start: run.at,
    end: closed.at,
    resumed,
    exit: closed.exit,
    stopped: closed.stopped,
    counts: tally.counts,
    uncertain: tally.uncertain,
  };
}

/** The text of a receipt as a stream. The first line holds all but the accounts; each account has a line of its own. */
export async function* receiptText(facts: ReceiptFacts, changes: AsyncIterable<SettledChange>): AsyncGenerator<string> {
  const [open] = JSON.stringify({ ...summaryOf(facts), accounts: [] }).split(/\]\}$/);
  yield open as string;
  let separator = '\n';
  for await (const { chunk, change, outcome } of changes) {
    const account: ReceiptAccount = {
      account: change.account,
      organisation: chunk.organisation,
      action: chunk.action,
      before: change.before,
      after: change.after,
      outcome: outcome.outcome,
      reason: outcome.reason,
      evidence: outcome.evidence,
      problem: outcome.problem,
    };
    yield separator + JSON.stringify(account);
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** All of a receipt but the accounts. Throws where the file is no receipt. */
export async function readReceiptSummary(path: string): Promise<ReceiptSummary> {
  for await (const { bytes } of splitByteLines(readWhole(path))) {
    const { accounts: _, ...summary } = JSON.parse(`${bytes.toString('utf8')}]}`) as Receipt;
    return summary;
  }
  throw new Error(`${path} is empty`);
}

/** The accounts of a receipt, as a stream: those whose line of JSON `wanted` takes, of which only these are parsed. */
export async function* readReceiptAccounts(
  path: string,
  wanted: (line: string) => boolean = () => true,
): AsyncGenerator<ReceiptAccount> {
  let first = true;
  for await (const { bytes } of splitByteLines(readWhole(path))) {
    const text = bytes.toString('utf8').replace(/,$/, '');
    if (!first && text !== ']}' && wanted(text)) yield JSON.parse(text) as ReceiptAccount;
    first = false;
  }
}
