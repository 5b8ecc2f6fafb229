import type { LedgerLine } from '../generated/ledger.ts';
import type { PlanChunk, PlanConfirmation, PlanHeader } from '../generated/plan.ts';
import { checkedInstant } from '../model/checked-instant.ts';
import type { Ledger } from '../ledger/read.ts';
import { pendingOf } from '../ledger/pending.ts';

/**
 * What speaks against a plan because other runs ended after it was made: the same work is handed over once, and what
 * became of it is told once.
 */
export async function checkHandedOver(
  plan: PlanHeader,
  chunks: AsyncIterable<PlanChunk>,
  { lines, pending }: Pick<Ledger, 'lines' | 'pending'>,
): Promise<string[]> {
  const madeAt = checkedInstant(plan.madeAt);
  const later = lines.filter((line) => line.type === 'run' && checkedInstant(line.end) > madeAt);
  if (plan.target?.kind !== 'portal' || later.length === 0) return [];
  const told = later.find((line) => tellsOfSame(line, plan));
  if (told !== undefined)
    return [`the run ${told.run} has told already what became of changes that were handed over; make a new plan`];
  let same = 0;
  for await (const { action, to, changes } of chunks) {
    for (const { account } of changes) {
      const line = pendingOf(pending, account, action);
      if (line?.outcome === 'handed-over' && line.to === to && checkedInstant(line.at) > madeAt) same++;
    }
  }
  return same === 0 ? [] : [`${same} changes of this plan were handed over after it was made; make a new plan`];
}

function tellsOfSame(line: LedgerLine, { confirmations = [] }: PlanHeader): boolean {
  const told = line.type === 'run' ? (line.confirmations ?? []) : [];
  return told.some((one) => isTold(one) && confirmations.some((other) => isTold(other) && other.run === one.run));
}

function isTold({ confirmed, missing, untold }: Pick<PlanConfirmation, 'confirmed' | 'missing' | 'untold'>): boolean {
  return confirmed + missing + untold > 0;
}

/** One sentence for people; null where nothing is known yet. */
export function describeConfirmation(told: PlanConfirmation): string | null {
  if (!isTold(told)) return null;
  const { run, confirmed, missing, untold } = told;
  const parts = [
    `${confirmed} confirmed`,
    ...(missing === 0 ? [] : [`${missing} missing`]),
    ...(untold === 0 ? [] : [`${untold} that no report can tell of`]),
  ];
  return `of the changes that run ${run} handed over: ${parts.join(', ')}`;
}
