import type { GrantLine } from '../generated/grants.ts';
import type { LedgerRun } from '../generated/ledger.ts';
import type { PlanHeader } from '../generated/plan.ts';
import { AccountMap, type ExceptionType, type Instant } from '../model/account.ts';
import { reportedException } from '../model/status.ts';
import { formatInstant } from '../model/time.ts';
import type { SettledChange } from './run/results.ts';

/** An ended run, as far as grants are concerned. */
interface GrantingRun {
  readonly plan: Pick<PlanHeader, 'grants'>;
  readonly run: string;
  readonly end: Instant;
  readonly isOld: boolean;
  readonly changes: () => AsyncIterable<SettledChange>;
}

/**
 * grants.ndjson after one more run: without what its directory showed as ended, with what people were asked to grant
 * and it showed, and with what the run has granted. Plans of older versions tell nothing of the directory: of those a
 * restore that was made ends a grant.
 */
export async function grantsAfter(
  before: readonly GrantLine[],
  { plan, run, end, isOld, changes }: GrantingRun,
): Promise<GrantLine[]> {
  const kept = new Set(before);
  const known = new AccountMap<GrantLine>();
  for (const line of before) known.set(line.account, line, line.type);
  const at = formatInstant(end);
  const drop = (account: GrantLine['account'], type: ExceptionType): void => {
    for (const line of known.all(account, type)) kept.delete(line);
  };
  const add = (grant: Pick<GrantLine, 'account' | 'organisation' | 'type'>): void => {
    drop(grant.account, grant.type);
    const line = { account: grant.account, organisation: grant.organisation, type: grant.type, run, at };
    known.set(line.account, line, line.type);
    kept.add(line);
  };
  for (const grant of plan.grants ?? []) {
    if (grant.shown) add(grant);
    else drop(grant.account, grant.type);
  }
  for await (const { chunk, change, outcome } of changes()) {
    if (outcome.outcome !== 'applied') continue;
    const type = reportedException((chunk.action === 'except' ? change.after : change.before).status);
    if (type === null) continue;
    if (chunk.action === 'except') add({ account: change.account, organisation: chunk.organisation, type });
    else if (isOld && chunk.action === 'restore') drop(change.account, type);
  }
  return [...kept];
}

/** Whether a line was written by a version that did not know grants.ndjson. */
export function isBeforeGrants(line: Pick<LedgerRun, 'grants'> | null): boolean {
  return line !== null && line.grants === undefined;
}
