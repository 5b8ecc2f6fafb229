import { join } from 'node:path';
import { applyPlan } from '../../apply/apply.ts';
import type { ApplyResult } from '../../apply/needs.ts';
import type { Instant } from '../../model/account.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { applyDeps, applyOptions } from '../../session/apply/world.ts';
import { type Io, EndOfCommand } from '../../session/io.ts';
import { keepPlan } from '../plan/plan.ts';
import { makePlan } from '../../session/planning.ts';

/** What became of one round. */
export interface Round {
  readonly result: Pick<ApplyResult, 'exit' | 'run' | 'counts' | 'messages' | 'head'>;
  /** The instant that was planned for; null where no plan was made. */
  readonly plannedFor: Instant | null;
}

/** Below the settings' folder: the plan that is applied, one round's after the other's. */
const PLAN = join('.mfactl', 'watch-plan.ndjson');

/**
 * Plans the whole tenant and applies the plan, by the functions of the commands plan and apply. What the outside
 * refuses ends the round and comes back as its result.
 */
export async function reconcile(io: Io, settings: ResolvedSettings, loaded: LoadedPolicies): Promise<Round> {
  // A round is told in one line; what is told on the way would come between.
  const quiet: Io = { ...io, err: () => undefined, interactive: false };
  let plannedFor: Instant | null = null;
  try {
    const { plan, header } = await makePlan({ ...quiet, err: (text) => io.err(text) }, settings, loaded);
    plannedFor = Date.parse(header.asOf);
    const file = join(settings.root, PLAN);
    await keepPlan(io, file, header, plan);
    const world = { io: quiet, settings, loaded, json: false };
    const deps = await applyDeps(world, () => undefined, 0);
    return { result: await applyPlan(file, deps, await applyOptions(world, {}), io.signal), plannedFor };
  } catch (error) {
    if (!(error instanceof EndOfCommand) && !io.signal.aborted) throw error;
    return {
      result: { exit: 1, run: null, counts: null, messages: [(error as Error).message], head: null },
      plannedFor,
    };
  }
}
