/**
 * Just before a plan is applied it is made again, from the same policies and for the same instant. The file then says
 * only which changes were reviewed; that they are asked for, and that no guardrail withholds them, is known from here.
 */
import canonicalize from 'canonicalize';
import { printable } from '../model/text.ts';
import type { PlanChange, PlanChunk, PlanGrant, PlanHeader } from '../generated/plan.ts';
import type { Verdicts } from '../plan/compare/verdicts.ts';
import { isReEnrolledSince, type ReEnrolledAt } from '../ledger/read.ts';

/** A plan that was made again. */
export interface PlanAnew {
  /** Whether the directory that was read for it is, to the last byte, the one that the earlier plan names. */
  readonly isSameSnapshot: boolean;
  readonly verdictOf: Verdicts;
  /** What the new plan says of the directory; null where nothing of it is held against the file. */
  readonly said: Pick<PlanHeader, 'directory' | 'counts' | 'grants'> | null;
}

/** What becomes of a plan, by the one that was made again. */
export interface Review {
  /** Every reason not to apply it at all. */
  readonly problems: readonly string[];
  /** What people should know where it is applied. */
  readonly messages: readonly string[];
}

/**
 * Holds the changes of a plan against the new plan. One that the new plan does not hold refuses the plan where the
 * directory has not changed, since then the file did; else the directory may explain it, and the change is skipped.
 */
export async function reviewPlan(
  plan: PlanHeader,
  chunks: AsyncIterable<PlanChunk>,
  { isSameSnapshot, verdictOf, said }: PlanAnew,
  reEnrolledAt: ReEnrolledAt,
): Promise<Review> {
  const untrue = said === null ? [] : untrueMembers(plan, said, isSameSnapshot);
  if (untrue.length > 0) return { problems: [otherDirectory(untrue)], messages: [] };
  const withheld = new Map<string, number>();
  let gone = 0;
  let first = '';
  for await (const chunk of chunks) {
    if (chunk.withheld !== null) continue;
    for (const change of chunk.changes) {
      const verdict = verdictOf(chunk, change);
      if (verdict.kind === 'withheld') withheld.set(verdict.by, (withheld.get(verdict.by) ?? 0) + 1);
      if (verdict.kind !== 'gone' || isDone(chunk, change, plan, reEnrolledAt)) continue;
      if (gone++ === 0)
        first = `${chunk.action} of ${printable(change.account.address)} in ${printable(chunk.organisation)}`;
    }
  }
  const messages = [...withheld].map(
    ([by, count]) => `the guardrail ${by} withholds ${changes(count)} that this plan holds`,
  );
  if (gone === 0) return { problems: [], messages };
  if (isSameSnapshot) return { problems: [changedFile(gone, first)], messages: [] };
  return { problems: [], messages: [...messages, movedOn(gone, first)] };
}

/** A re-enrolment that another run has carried out since is no change any more: the run tells that it was done already. */
function isDone(
  { action }: PlanChunk,
  { account }: PlanChange,
  { madeAt }: PlanHeader,
  reEnrolledAt: ReEnrolledAt,
): boolean {
  return action === 're-enrol' && isReEnrolledSince(account, madeAt, reEnrolledAt);
}

/**
 * Members of a header that say something else of the directory than was read. The ledger takes counts and grants from
 * them, so they are looked at although no change follows from them.
 */
function untrueMembers(
  plan: PlanHeader,
  { directory, counts, grants = [] }: NonNullable<PlanAnew['said']>,
  isSameSnapshot: boolean,
): string[] {
  const areGrants = hasGrants(plan.grants ?? [], grants, isSameSnapshot);
  if (!isSameSnapshot) return areGrants ? [] : ['grants'];
  const isReport = directory.kind === 'report';
  return Object.entries({
    grants: areGrants,
    'directory.complete': isSame(plan.directory.complete, directory.complete),
    'directory.observedAt': !isReport || plan.directory.observedAt === directory.observedAt,
    'counts.accounts': plan.counts.accounts === counts.accounts,
    'counts.governedByOrganisation': isSame(plan.counts.governedByOrganisation, counts.governedByOrganisation),
    'counts.accountsByOrganisation': isSame(plan.counts.accountsByOrganisation, counts.accountsByOrganisation),
  }).flatMap(([member, holds]) => (holds ? [] : [member]));
}

/**
 * Whether a plan tells of grants as the new one does. From another snapshot there may be news of exceptions that have
 * ended, which a later run tells too; but one that people granted is told once, so it may never be left out.
 */
function hasGrants(told: readonly PlanGrant[], shown: readonly PlanGrant[], isSameSnapshot: boolean): boolean {
  const isIn = (grants: readonly PlanGrant[]): ((grant: PlanGrant) => boolean) => {
    const known = new Set(grants.map(canonical));
    return (grant) => known.has(canonical(grant));
  };
  const needed = isSameSnapshot ? shown : shown.filter((grant) => grant.shown);
  return told.every(isIn(shown)) && needed.every(isIn(told));
}

/** A value as RFC 8785 writes it. */
function canonical(value: unknown): string {
  return canonicalize(value) ?? '';
}

function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function otherDirectory(members: readonly string[]): string {
  return `${members.join(' and ')} of this plan ${members.length === 1 ? 'is' : 'are'} not what the directory shows; the file was changed, or the directory was; make a new plan`;
}

function changedFile(gone: number, first: string): string {
  return `the policies do not ask for ${changes(gone)} of this plan (the first: ${first}), and the directory has not changed since it was read; the file was changed, or another run has ended since; make a new plan`;
}

function movedOn(gone: number, first: string): string {
  return `the directory has changed since the plan was made, so the policies no longer ask for ${changes(gone)} of it (the first: ${first}); they are skipped`;
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}
