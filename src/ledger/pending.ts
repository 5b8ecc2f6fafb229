/** Changes that are left over: how they are known, what stays after a run, and which of them people have in hand. */
import { AccountMap, type Instant } from '../model/account.ts';
import { type HandedOver, exportsOf, sightOf } from '../plan/handed-over.ts';
import { checkedInstant, formatInstant } from '../model/time.ts';
import type { LedgerLine } from '../generated/ledger.ts';
import type { PendingLine } from '../generated/pending.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { SettledChange } from './run/results.ts';

/** What is left over after a run. */
export async function pendingAfter(
  before: readonly PendingLine[],
  changes: AsyncIterable<SettledChange>,
  { plan, run, end }: { readonly plan: PlanHeader; readonly run: string; readonly end: Instant },
): Promise<PendingLine[]> {
  const left = new Set<PendingLine>();
  const known = new AccountMap<PendingLine>();
  for (const line of before) {
    if (!isKept(line, plan)) continue;
    left.add(line);
    known.set(line.account, line, line.action);
  }
  for await (const settled of changes) {
    for (const line of known.all(settled.change.account, settled.chunk.action)) left.delete(line);
    const line = lineOf(settled, { run, at: formatInstant(end), exports: exportsOf(plan.directory.complete.sources) });
    if (line !== null) left.add(line);
  }
  return [...left];
}

/** Null where nothing is left over of a change. */
function lineOf(
  { chunk, change, outcome: { outcome, reason } }: SettledChange,
  { exports, ...when }: { readonly run: string; readonly at: string; readonly exports: string[] },
) {
  if (outcome === 'applied' || outcome === 'already') return null;
  const { organisation, action, to } = chunk;
  const { account, after, validUntil } = change;
  const observed = exports.length > 0 ? { exports } : {};
  const given = outcome === 'handed-over' ? { status: after.status, validUntil, ...observed } : {};
  return { account, organisation, action, to, outcome, reason, ...given, ...when } satisfies PendingLine;
}

/**
 * A plan of the whole tenant holds all that is still to be done, so what it leaves out is no longer pending; of what
 * was handed over it knows only if its directory was observed afterwards.
 */
export function isKept(line: PendingLine, { scope, undoes, directory, madeAt }: PlanHeader): boolean {
  if (line.outcome !== 'handed-over') return scope !== null || undoes !== null;
  const sight = sightOf(
    { organisation: line.organisation, at: checkedInstant(line.at), exports: line.exports ?? [] },
    {
      scope,
      isUndo: undoes !== null,
      observedAt: checkedInstant(directory.observedAt),
      madeAt: checkedInstant(madeAt),
      exports: exportsOf(directory.complete.sources),
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
  readonly pending: AccountMap<PendingLine>;
}): HandedOver[] {
  const holds = new Map(lines.flatMap((line) => (line.type === 'hold' ? [[line.run, line.until] as const] : [])));
  return [...pending.values()]
    .filter(({ outcome }) => outcome === 'handed-over')
    .map(({ account, organisation, action, to, status = null, validUntil = null, exports = [], run, at }) => {
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
        exports,
      };
    });
}
