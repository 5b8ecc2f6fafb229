import type { PlanAccount, PlanChunk, PlanHeader, PlanState } from '../../generated/plan.ts';
import { AccountMap } from '../../model/account.ts';
import { shareOf } from '../guardrails/tally.ts';
import { compareUtf8 } from '../../model/text.ts';

/** A plan as a stream, so that two million changes need no two-million-entry list. */
export interface StreamedPlan {
  readonly header: Pick<PlanHeader, 'policy' | 'undoes'>;
  readonly chunks: AsyncIterable<PlanChunk>;
}

/** Why a plan does not honour the forecast that was approved. */
export type Dishonour =
  /** Other policies were approved. */
  | { readonly reason: 'policies'; readonly forecast: string; readonly plan: string }
  /** Only one of the two takes a run back, or each another one. */
  | { readonly reason: 'undo'; readonly forecast: string | null; readonly plan: string | null }
  /** Accounts of an organisation that the policies loosen now and that nobody saw, or that end elsewhere. */
  | { readonly reason: 'loosening'; readonly organisation: string; readonly accounts: readonly UnseenLoosening[] }
  /** The policies tighten more accounts of an organisation than were seen, by more than what is allowed. */
  | {
      readonly reason: 'tightening';
      readonly organisation: string;
      readonly forecast: number;
      readonly plan: number;
      readonly allowed: number;
    };

/** One account that is loosened by policy; `forecast` is where the forecast has it, null where it has no change of it. */
export interface UnseenLoosening {
  readonly account: PlanAccount;
  readonly after: PlanState;
  readonly forecast: PlanState | null;
}

/** This many more tightenings than forecast, or 2 % of them where that is more, keep an approval. */
const MORE = 10;
const MORE_PERCENT = 2;

/**
 * Whether what was approved by its forecast may be applied as this plan: the reasons why not, none where it may.
 * Changes of other causes (time, pending, drift) never break an approval; guardrails bound them.
 */
export async function dishonours(forecast: StreamedPlan, plan: StreamedPlan): Promise<Dishonour[]> {
  const seen = await readForecast(forecast.chunks);
  const { unseen, tightened } = await readPlan(plan.chunks, seen);
  return [
    ...headerReasons(forecast.header, plan.header),
    ...[...unseen]
      .sort(byCode)
      .map(([organisation, accounts]): Dishonour => ({ reason: 'loosening', organisation, accounts })),
    ...[...tightened]
      .sort(byCode)
      .flatMap(([organisation, count]) =>
        tighteningReasons(organisation, seen.tightened.get(organisation) ?? 0, count),
      ),
  ];
}

function headerReasons(forecast: StreamedPlan['header'], plan: StreamedPlan['header']): Dishonour[] {
  const reasons: Dishonour[] = [];
  if (forecast.policy.digest !== plan.policy.digest)
    reasons.push({ reason: 'policies', forecast: forecast.policy.digest, plan: plan.policy.digest });
  // What takes a run back is not asked for by policy, so nothing below would look at it.
  if (forecast.undoes !== plan.undoes) reasons.push({ reason: 'undo', forecast: forecast.undoes, plan: plan.undoes });
  return reasons;
}

/** What people saw: where each loosening ends, whatever its cause, and how many tightenings the policies asked for. */
interface Seen {
  readonly loosened: AccountMap<PlanState>;
  readonly tightened: ReadonlyMap<string, number>;
}

async function readForecast(chunks: AsyncIterable<PlanChunk>): Promise<Seen> {
  const loosened = new AccountMap<PlanState>();
  const tightened = new Map<string, number>();
  for await (const { organisation, changes } of chunks) {
    for (const { account, after, cause, direction } of changes) {
      if (direction === 'tighten') {
        if (cause === 'policy') add(tightened, organisation);
        continue;
      }
      loosened.set(account, after);
    }
  }
  return { loosened, tightened };
}

async function readPlan(
  chunks: AsyncIterable<PlanChunk>,
  seen: Seen,
): Promise<{ unseen: Map<string, UnseenLoosening[]>; tightened: Map<string, number> }> {
  const unseen = new Map<string, UnseenLoosening[]>();
  const tightened = new Map<string, number>();
  for await (const { organisation, changes } of chunks) {
    for (const { account, after, cause, direction } of changes) {
      if (cause !== 'policy') continue;
      if (direction === 'tighten') {
        add(tightened, organisation);
        continue;
      }
      // An address that another person has now is not the account that was seen.
      const forecast = seen.loosened.get(account) ?? null;
      if (forecast !== null && forecast.level === after.level && forecast.status === after.status) continue;
      const accounts = unseen.get(organisation) ?? [];
      accounts.push({ account, after, forecast });
      unseen.set(organisation, accounts);
    }
  }
  return { unseen, tightened };
}

function tighteningReasons(organisation: string, forecast: number, plan: number): Dishonour[] {
  const allowed = Math.max(MORE, shareOf(MORE_PERCENT, forecast));
  return plan - forecast > allowed ? [{ reason: 'tightening', organisation, forecast, plan, allowed }] : [];
}

function add(counts: Map<string, number>, organisation: string): void {
  counts.set(organisation, (counts.get(organisation) ?? 0) + 1);
}

function byCode([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareUtf8(a, b);
}
