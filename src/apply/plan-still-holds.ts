/** What must hold of a plan before it is applied. Each case has its own message; any of them is exit code 4. */
import type { Instant } from '../model/account.ts';
import { CLOCK_SKEW, checkedInstant, formatInstant } from '../model/time.ts';
import type { DirectoryWriter } from '../directory/port.ts';
import type { PlanChunk, PlanConfirmation, PlanHeader } from '../generated/plan.ts';
import type { ApplyOptions } from './needs.ts';
import type { Ledger } from '../ledger/read.ts';
import type { LedgerLine } from '../generated/ledger.ts';
import { pendingOf } from '../ledger/pending.ts';

/** What a plan is checked against, beside the ledger. */
export interface PlanSurroundings extends Pick<ApplyOptions, 'directory' | 'maxPlanAge'> {
  readonly writer: Pick<DirectoryWriter, 'kind' | 'name'>;
  readonly now: Instant;
}

/** Everything that speaks against a plan, whatever was applied before; empty where nothing does. */
export function checkPlan(plan: PlanHeader, { writer, directory, maxPlanAge, now }: PlanSurroundings): string[] {
  const problems: string[] = [];
  if (plan.asOf !== plan.madeAt)
    problems.push(`this plan is a forecast for ${plan.asOf}: it is never applied; make one without --as-of`);
  if (plan.target === null)
    problems.push('this plan names no target: its directory can not be written; set `target` and make a new plan');
  else if (plan.target.kind !== writer.kind || plan.target.name !== writer.name) {
    problems.push(
      `this plan is for another target (${plan.target.kind} ${plan.target.name}, here ${writer.kind} ${writer.name}); make a new plan`,
    );
  }
  const { kind, name } = plan.directory;
  // A run is taken back on the target itself, whatever is read otherwise; the portal alone can not be read.
  const isRead = plan.undoes === null || writer.kind === 'portal';
  const from = isRead ? directory : { kind: writer.kind, name: null };
  if (from !== null && (from.kind !== kind || (from.name ?? name) !== name)) {
    problems.push(
      `this plan was made from another directory (${kind} ${name}, here ${[from.kind, from.name].join(' ').trim()}); make a new plan`,
    );
  }
  const age = now - checkedInstant(plan.madeAt);
  if (age > maxPlanAge)
    problems.push(
      `this plan is too old: made at ${plan.madeAt}, it was good until ${formatInstant(now - age + maxPlanAge)}; make a new plan`,
    );
  if (age < -CLOCK_SKEW)
    problems.push(`this plan was made at ${plan.madeAt}, which is in the future: set the clock of this machine right`);
  return problems;
}

/** Everything in the ledger that speaks against a plan. A run that goes on has its own plan, so `run` is passed over. */
export async function checkPlanAgainstLedger(
  { plan, planId }: { readonly plan: PlanHeader; readonly planId: string },
  ledger: Pick<Ledger, 'lines' | 'appliedPlans' | 'givenUp'>,
  isDescendant: ((ancestor: string, commit: string) => Promise<boolean>) | null,
): Promise<string[]> {
  const run = ledger.appliedPlans.get(planId);
  const problems = run === undefined ? [] : [`this plan was applied before, in the run ${run}; make a new plan`];
  return [...problems, ...(await checkPolicyCommit(plan, ledger, isDescendant))];
}

/** An older policy never wins over a newer. An undo follows no policy, so it neither is checked nor counts as the last; nor does a run that was given up. */
async function checkPolicyCommit(
  { policy, undoes }: PlanHeader,
  { lines, givenUp }: Pick<Ledger, 'lines' | 'givenUp'>,
  isDescendant: ((ancestor: string, commit: string) => Promise<boolean>) | null,
): Promise<string[]> {
  const runs = lines.filter((line) => line.type === 'run' && !givenUp.has(line.run));
  const last = runs.findLast((line) => line.type === 'run' && line.undoes === null && line.policy.commit !== null);
  if (isDescendant === null || undoes !== null || last?.type !== 'run' || last.policy.commit === null) return [];
  const before = last.policy.commit;
  if (policy.commit === null)
    return [`this plan names no policy commit, but the run ${last.run} applied ${before}; make a new plan in git`];
  if (policy.commit === before || (await isDescendant(before, policy.commit))) return [];
  return [
    `the policies of this plan (${policy.commit}) are older than, or apart from, those applied last (${before}); make a new plan`,
  ];
}

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
