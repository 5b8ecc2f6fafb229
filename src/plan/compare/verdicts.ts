import type { PlanChange, PlanChunk } from '../../generated/plan.ts';
import { fingerprintLine } from '../fingerprint.ts';

/** What a plan that was made anew says of a change of the earlier one. */
export type Verdict =
  /** It holds the same change. */
  | { readonly kind: 'asked-for' }
  /** It holds the same change, and a guardrail withholds it; `by` is the guardrail's id. */
  | { readonly kind: 'withheld'; readonly by: string }
  /** It does not hold it. */
  | { readonly kind: 'gone' };

/** Tells of each change of an earlier plan what the new one says of it. */
export type Verdicts = (
  chunk: Pick<PlanChunk, 'organisation' | 'action' | 'to'>,
  change: Pick<PlanChange, 'account' | 'before' | 'after' | 'validUntil'>,
) => Verdict;

const ASKED_FOR: Verdict = { kind: 'asked-for' };
const GONE: Verdict = { kind: 'gone' };

/**
 * The verdicts of a new plan. Two changes are the same where all that is done is the same (what the fingerprint is made
 * of), and it is right until the same instant: an earlier plan may not say for itself how long it holds. An account that
 * has an id may have another address by now, unless both plans were made from one snapshot.
 */
export function verdictsOf(chunks: Iterable<PlanChunk>, isSameSnapshot: boolean): Verdicts {
  const lineOf = isSameSnapshot ? wholeLine : (...of: Parameters<Verdicts>) => wholeLine(of[0], byId(of[1]));
  const known = new Map<string, Verdict>();
  for (const chunk of chunks) {
    const verdict: Verdict = chunk.withheld === null ? ASKED_FOR : { kind: 'withheld', by: chunk.withheld };
    for (const change of chunk.changes) known.set(lineOf(chunk, change), verdict);
  }
  return (chunk, change) => known.get(lineOf(chunk, change)) ?? GONE;
}

function byId<Change extends Parameters<Verdicts>[1]>(change: Change): Change {
  const { id, address } = change.account;
  return { ...change, account: { id, address: id === null ? address : '' } };
}

function wholeLine(...[chunk, change]: Parameters<Verdicts>): string {
  return `${fingerprintLine(chunk, change)}${change.validUntil}`;
}
