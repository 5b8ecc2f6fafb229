/** What must hold of a plan before it is applied. Each case has its own message; any of them is exit code 4. */
import type { Instant } from '../model/account.ts';
import { CLOCK_SKEW, checkedInstant, formatInstant } from '../model/time.ts';
import type { DirectoryWriter } from '../directory/port.ts';
import type { PlanChunk, PlanConfirmation, PlanHeader } from '../generated/plan.ts';
import type { PlanRules } from './needs.ts';
import { type Ledger, lastPolicyCommit } from '../ledger/read.ts';
import { instantOfLine } from '../ledger/chain.ts';
import type { LedgerLine } from '../generated/ledger.ts';

/** Every reason not to apply a plan, whatever was applied before; empty where there is none. */
export function checkPlan(
  plan: PlanHeader,
  { directory, maxPlanAge }: Pick<PlanRules, 'directory' | 'maxPlanAge'>,
  writer: Pick<DirectoryWriter, 'kind' | 'name'>,
  now: Instant,
): string[] {
  const problems: string[] = [];
  if (plan.asOf !== plan.madeAt)
    problems.push(`this plan is a forecast for ${plan.asOf}, which mfactl never applies; make a plan without --as-of`);
  if (plan.target === null)
    problems.push(
      'this plan names no target, so mfactl has no directory to write to; set `target` in mfactl.yaml and make a new plan',
    );
  else if (plan.target.kind !== writer.kind || plan.target.name !== writer.name) {
    problems.push(
      `this plan is for the target ${plan.target.kind} ${plan.target.name}, but the settings name ${writer.kind} ${writer.name}; make a new plan`,
    );
  }
  const { kind, name } = plan.directory;
  // A run is taken back on the target itself, whatever is read otherwise; the portal alone cannot be read.
  const isRead = plan.undoes === null || writer.kind === 'portal';
  const from = isRead ? directory : { kind: writer.kind, name: null };
  if (from !== null && (from.kind !== kind || (from.name ?? name) !== name)) {
    problems.push(
      `this plan was made from the directory ${kind} ${name}, but the settings name ${[from.kind, from.name].join(' ').trim()}; make a new plan`,
    );
  }
  const age = now - checkedInstant(plan.madeAt);
  if (age > maxPlanAge)
    problems.push(
      `this plan is too old: it was made at ${plan.madeAt} and could be applied until ${formatInstant(now - age + maxPlanAge)}; make a new plan`,
    );
  if (age < -CLOCK_SKEW)
    problems.push(`this plan was made at ${plan.madeAt}, which is in the future; correct the clock of this machine`);
  return problems;
}

/** Every reason in the ledger, in git and on its remote not to apply a plan. Rejects where the remote cannot be asked. */
export async function checkPlanAgainstLedger(
  { plan, planId }: { readonly plan: PlanHeader; readonly planId: string },
  ledger: Pick<Ledger, 'lines' | 'appliedPlans' | 'givenUp'>,
  repository: PlanRules['repository'],
  now: Instant,
): Promise<string[]> {
  const run = ledger.appliedPlans.get(planId);
  return [
    ...(run === undefined ? [] : [`the run ${run} has applied this plan already; make a new plan`]),
    ...checkClock(ledger, now),
    ...(await checkPolicyCommit(plan, ledger, repository)),
    ...((await repository?.refusals(plan.policy)) ?? []),
  ];
}

/** A clock that is behind would grant again what has lapsed. */
function checkClock({ lines }: Pick<Ledger, 'lines'>, now: Instant): string[] {
  const last = lines.at(-1);
  if (last === undefined) return [];
  const at = instantOfLine(last);
  if (now >= checkedInstant(at) - CLOCK_SKEW) return [];
  return [
    `the clock of this machine says ${formatInstant(now)}, but the last line of the ledger is of ${at}; correct the clock; if the clock was ahead when that line was written, go on with: mfactl verify --accept REASON`,
  ];
}

/** An older policy never wins over a newer. An undo follows no policy, so it is not checked. */
async function checkPolicyCommit(
  { policy, undoes }: PlanHeader,
  ledger: Pick<Ledger, 'lines' | 'givenUp'>,
  repository: PlanRules['repository'],
): Promise<string[]> {
  const last = lastPolicyCommit(ledger);
  if (repository === null || undoes !== null || last === null) return [];
  const before = last.commit;
  if (policy.commit === null)
    return [
      `this plan was not made in git, but ${last.from} the policy commit ${before}; make a new plan in a git clone`,
    ];
  const descent = await repository.descent(before, policy.commit);
  if (descent === 'descends') return [];
  if (descent === 'unknown')
    return [
      `this clone holds only a part of the history, so mfactl cannot tell whether the policies of this plan contain those that were applied last (commit ${before}); fetch all of it: git fetch --unshallow, in CI fetch-depth: 0`,
    ];
  return [
    `the policies of this plan (commit ${policy.commit}) do not contain those that were applied last (commit ${before}); pull the branch and make a new plan`,
  ];
}

/**
 * Reasons not to apply a plan because other runs ended after it was made: the same work is handed over once, and what
 * became of it is told once.
 */
export async function checkHandedOver(
  plan: PlanHeader,
  chunks: AsyncIterable<PlanChunk>,
  { lines, pending }: Pick<Ledger, 'lines' | 'pending'>,
): Promise<string[]> {
  const madeAt = checkedInstant(plan.madeAt);
  const runs = lines.filter((line) => line.type === 'run');
  const later = runs.filter((line) => checkedInstant(line.end) > madeAt);
  if (plan.target?.kind !== 'portal' || later.length === 0) return [];
  const told = later.find((line) => tellsOfSame(line, plan));
  if (told !== undefined)
    return [
      `the run ${told.run} has already recorded which of the changes that were handed over were made; make a new plan`,
    ];
  let same = 0;
  for await (const { action, to, changes } of chunks) {
    for (const { account } of changes) {
      const line = pending.get(account, action);
      if (line?.outcome === 'handed-over' && line.to === to && checkedInstant(line.at) > madeAt) same++;
    }
  }
  return same === 0
    ? []
    : [`${same} changes of this plan were handed over to people after it was made; make a new plan`];
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
    ...(untold === 0 ? [] : [`${untold} that no report can show`]),
  ];
  return `changes that run ${run} handed over to people: ${parts.join(', ')}`;
}
