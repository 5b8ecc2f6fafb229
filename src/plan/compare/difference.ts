import type { PlanAccount, PlanChange, PlanChunk, PlanState } from '../../generated/plan.ts';
import { compareUtf8 } from '../../model/text.ts';

/** One change of a plan, known by its account and by whether it is a re-enrolment. */
export interface KeyedChange {
  readonly account: PlanAccount;
  readonly organisation: string;
  readonly action: PlanChunk['action'];
  readonly to: PlanChunk['to'];
  readonly before: PlanState;
  readonly after: PlanState;
  readonly withheld: string | null;
}

/** What two plans say of one account: both where it changed, one where only one plan has it. */
export interface PlanDifference {
  readonly before: KeyedChange | null;
  readonly after: KeyedChange | null;
}

/**
 * What differs between two plans: changes that only one of them has, and changes of one account that end elsewhere or
 * are withheld by another guardrail. In the order of organisation and address.
 */
export async function comparePlans(
  before: AsyncIterable<PlanChunk>,
  after: AsyncIterable<PlanChunk>,
): Promise<PlanDifference[]> {
  const known = new Map<string, KeyedChange>();
  for await (const change of changesOf(before)) known.set(keyOf(change), change);
  const differences: PlanDifference[] = [];
  for await (const change of changesOf(after)) {
    const key = keyOf(change);
    const earlier = known.get(key) ?? null;
    known.delete(key);
    if (earlier === null || whatIsDone(earlier) !== whatIsDone(change))
      differences.push({ before: earlier, after: change });
  }
  for (const earlier of known.values()) differences.push({ before: earlier, after: null });
  return differences.sort(byPlace);
}

async function* changesOf(chunks: AsyncIterable<PlanChunk>): AsyncGenerator<KeyedChange> {
  for await (const { organisation, action, to, withheld, changes } of chunks) {
    for (const { account, before, after } of changes as PlanChange[])
      yield { account, organisation, action, to, before, after, withheld };
  }
}

/** Two accounts are one where their ids are equal, or, without ids, their addresses. */
function keyOf({ account, action }: KeyedChange): string {
  return `${action === 're-enrol' ? 're-enrol' : 'level'} ${account.id ?? account.address}`;
}

function whatIsDone({ organisation, action, to, after, withheld }: KeyedChange): string {
  return JSON.stringify([organisation, action, to, after.level, after.status, withheld]);
}

function byPlace(a: PlanDifference, b: PlanDifference): number {
  const [left, right] = [a.after ?? a.before, b.after ?? b.before] as [KeyedChange, KeyedChange];
  return compareUtf8(left.organisation, right.organisation) || compareUtf8(left.account.address, right.account.address);
}
