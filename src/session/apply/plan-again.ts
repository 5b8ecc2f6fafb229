import type { Replanning } from '../../apply/needs.ts';
import type { PlanAnew } from '../../apply/plan-anew.ts';
import { readLedger } from '../../ledger/read.ts';
import { journalOf } from '../../ledger/run/files.ts';
import { AccountMap } from '../../model/account.ts';
import { checkedInstant } from '../../model/time.ts';
import { verdictsOf } from '../../plan/compare/verdicts.ts';
import type { GuardrailHistory } from '../../plan/input.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Past, ledgerFolderOf, pastOf } from '../ledger.ts';
import { makePlan, type Planning } from '../planning.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { Io } from '../io.ts';
import { prepareUndo } from './undoing.ts';

/** What a plan is made again from, beside the ledger and the directory. */
export interface PlanSource {
  readonly io: Io;
  readonly settings: ResolvedSettings;
  readonly loaded: LoadedPolicies;
}

/**
 * Makes a plan again: the same policies, instant and part of the tenant; the directory, and the ledger as it lies here
 * under the lock, as they are now.
 */
export async function planAgain(world: PlanSource, { plan, run }: Replanning): Promise<PlanAnew> {
  const { io, settings, loaded } = world;
  const folder = ledgerFolderOf(settings);
  const past = pastOf(folder, await readLedger(folder, io.now()));
  const planning = await planningOf(world, plan, past);
  const first = await makePlan(io, settings, loaded, planning);
  const isSameSnapshot = first.snapshot.digest === plan.directory.digest;
  const history = run === null ? null : await countedOnce(past, run, first.plan);
  const { plan: made, header } =
    history === null ? first : await makePlan(io, settings, loaded, { ...planning, past: { ...past, history } });
  return { isSameSnapshot, verdictOf: verdictsOf(made.chunks(), isSameSnapshot), said: header };
}

async function planningOf(
  { io, settings, loaded }: PlanSource,
  { asOf, scope, undoes }: Replanning['plan'],
  past: Past,
): Promise<Planning> {
  const planning = { asOf: checkedInstant(asOf), scope, past };
  if (undoes === null) return planning;
  const { undo } = await prepareUndo(io, settings, loaded, { run: undoes, ledgerFolder: past.folder });
  return { ...planning, undo };
}

/**
 * The history without those accounts that an open run was about to loosen and that the new plan still loosens: it was
 * interrupted before they were sent, and counting them twice would withhold them. Null where there are none.
 */
async function countedOnce({ folder, history }: Past, run: string, plan: Plan): Promise<GuardrailHistory | null> {
  const wanted = new AccountMap<true>();
  for (const { changes } of plan.chunks())
    for (const { account, direction } of changes) if (direction === 'loosen') wanted.set(account, true);
  const twice = new AccountMap<true>();
  const byOrganisation = new Map(history.loosened.byOrganisation);
  let total = history.loosened.total;
  for await (const line of journalOf(folder, run)) {
    if (line.type !== 'intent' || line.direction !== 'loosen') continue;
    for (const account of line.accounts) {
      if (wanted.get(account) === undefined || twice.get(account) !== undefined) continue;
      twice.set(account, true);
      byOrganisation.set(line.organisation, (byOrganisation.get(line.organisation) ?? 0) - 1);
      total--;
    }
  }
  return twice.isEmpty ? null : { ...history, loosened: { total, byOrganisation } };
}
