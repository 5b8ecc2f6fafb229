/** Changes that are left over: how they are known, what stays after a run, and which of them people have in hand. */
import { type Action, type Instant, accountNames, mayBeOne } from '../model/account.ts';
import { type HandedOver, sightOf } from '../plan/handed-over.ts';
import { checkedInstant, formatInstant } from '../model/time.ts';
import type { LedgerLine } from '../generated/ledger.ts';
import type { AccountRef, PendingLine } from '../generated/pending.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { SettledChange } from './run/results.ts';

/** The texts by which a change that is left over is known: one for each of `accountNames`. */
export function pendingKeys(account: AccountRef, action: Action): string[] {
  return accountNames(account).map((name) => `${name}\n${action}`);
}

/** The change of an account that is left over, among those that are kept by each of `pendingKeys`. */
export function pendingOf(
  pending: ReadonlyMap<string, PendingLine>,
  account: AccountRef,
  action: Action,
): PendingLine | undefined {
  return pendingKeys(account, action)
    .map((key) => pending.get(key))
    .find((line) => line !== undefined && mayBeOne(line.account, account));
}

/** What is left over after a run. */
export async function pendingAfter(
  before: readonly PendingLine[],
  changes: AsyncIterable<SettledChange>,
  { plan, run, end }: { readonly plan: PlanHeader; readonly run: string; readonly end: Instant },
): Promise<PendingLine[]> {
  const left = new Set<PendingLine>();
  const known = new Map<string, PendingLine>();
  for (const line of before) {
    if (!isKept(line, plan)) continue;
    left.add(line);
    for (const key of pendingKeys(line.account, line.action)) known.set(key, line);
  }
  for await (const settled of changes) {
    const { account } = settled.change;
    for (const key of pendingKeys(account, settled.chunk.action)) {
      const line = known.get(key);
      if (line !== undefined && mayBeOne(line.account, account)) left.delete(line);
    }
    const line = lineOf(settled, run, formatInstant(end));
    if (line !== null) left.add(line);
  }
  return [...left];
}

/** Null where nothing is left over of a change. */
function lineOf({ chunk, change, outcome: { outcome, reason } }: SettledChange, run: string, at: string) {
  if (outcome === 'applied' || outcome === 'already') return null;
  const { organisation, action, to } = chunk;
  const { account, after, validUntil } = change;
  const given = outcome === 'handed-over' ? { status: after.status, validUntil } : {};
  return { account, organisation, action, to, outcome, reason, ...given, run, at } satisfies PendingLine;
}

/**
 * A plan of the whole tenant holds all that is still to be done, so what it leaves out is no longer pending; of what
 * was handed over it knows only if its directory was observed afterwards.
 */
export function isKept(line: PendingLine, { scope, undoes, directory, madeAt }: PlanHeader): boolean {
  if (line.outcome !== 'handed-over') return scope !== null || undoes !== null;
  const sight = sightOf(
    { organisation: line.organisation, at: checkedInstant(line.at) },
    {
      scope,
      isUndo: undoes !== null,
      observedAt: checkedInstant(directory.observedAt),
      madeAt: checkedInstant(madeAt),
    },
  );
  return sight === 'waiting' || sight === 'elsewhere';
}

/** What was handed over and is still pending, as planning looks at it. */
export function handedOverOf({
  lines,
  pending,
}: {
  readonly lines: readonly LedgerLine[];
  readonly pending: ReadonlyMap<string, PendingLine>;
}): HandedOver[] {
  const holds = new Map(lines.flatMap((line) => (line.type === 'hold' ? [[line.run, line.until] as const] : [])));
  return [...new Set(pending.values())]
    .filter(({ outcome }) => outcome === 'handed-over')
    .map(({ account, organisation, action, to, status = null, validUntil = null, run, at }) => {
      const until = holds.get(run) ?? null;
      return {
        account,
        organisation,
        action,
        to,
        status,
        validUntil: validUntil === null ? null : checkedInstant(validUntil),
        run,
        at: checkedInstant(at),
        heldUntil: until === null ? null : checkedInstant(until),
      };
    });
}
