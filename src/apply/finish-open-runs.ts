/** Runs that were interrupted are finished before a new one begins: resumed where the plan still holds, else ended. */
import { join } from 'node:path';
import { checkPlan, checkPlanAgainstLedger } from './plan-still-holds.ts';
import type { ApplyNeeds, ApplyResult } from './needs.ts';
import type { PlanHeader } from '../generated/plan.ts';
import { JournalError } from '../ledger/run/journal.ts';
import { readLedger } from '../ledger/read.ts';
import { completeLedger } from '../ledger/append.ts';
import { checkPlanFile } from '../plan/file/check.ts';
import { JOURNAL_FILE, PLAN_FILE, isRunId, removeUnbornRuns, runExists, runFolder } from '../ledger/run/folder.ts';
import { readRunState } from '../ledger/run/state.ts';
import { inSafePlace, refuse, underLock } from './under-lock.ts';
import { type Work, bookEnded, giveUp, workOn } from './work-on-run.ts';

/** A run that was open, and what became of it. */
export interface FinishedRun {
  readonly run: string;
  readonly planId: string;
  readonly result: ApplyResult;
}

/** Finishes every run that has no line in the ledger, oldest first; ends with the first that stays open. */
export async function finishOpenRuns(work: Work): Promise<FinishedRun[]> {
  const finished: FinishedRun[] = [];
  const { openRuns } = await readLedger(work.books.ledgerFolder, work.clock.now());
  for (const run of openRuns) {
    const done = await finishRun(run, work);
    const messages = [
      `the earlier run ${run} had not finished: mfactl ${ending(done.result)}`,
      ...done.result.messages,
    ];
    finished.push({ ...done, result: { ...done.result, messages } });
    if (done.result.counts === null) break;
  }
  return finished;
}

function ending({ counts, exit }: ApplyResult): string {
  if (counts === null && exit === 4) return 'left it open';
  if (counts === null) return 'went on with it, but was interrupted again';
  return exit === 4 ? 'ended it, because its plan no longer holds' : 'finished it first';
}

async function finishRun(run: string, work: Work): Promise<FinishedRun> {
  const { rules, clock } = work;
  const { ledgerFolder } = work.books;
  const { writer } = work.outside;
  const folder = runFolder(ledgerFolder, run);
  const state = await readRunState(join(folder, JOURNAL_FILE));
  const { planId } = state.header;
  work.onEvent({ type: 'run', run, resumed: true });
  if (state.closed !== null) {
    return { run, planId, result: await bookEnded(run, state.closed.exit, [], work.books) };
  }
  const plan = await checkedPlanOf(folder, planId);
  if (!isSame(plan.target, writer)) return { run, planId, result: ofAnother(run, plan.target, writer) };
  const now = clock.now();
  const ledger = await readLedger(ledgerFolder, now);
  const problems = [
    ...checkPlan(plan, rules, writer, now),
    ...(await checkPlanAgainstLedger({ plan, planId }, ledger, rules.repository, now)),
    ...checkPolicies(plan, rules.policyDigest),
  ];
  const says = `its plan no longer holds: ${problems.join('; ')}`;
  const open = { run, plan, ledger, state };
  const result =
    problems.length === 0
      ? await workOn({ ...open, verdictOf: (await work.planAnew({ plan, run })).verdictOf }, work)
      : await giveUp(open, work, { code: 'not-resumed', says });
  return { run, planId, result };
}

/** The plan of an open run, as sound as any that is applied: a run folder comes from whoever can write the ledger. */
async function checkedPlanOf(folder: string, planId: string): Promise<PlanHeader> {
  const file = join(folder, PLAN_FILE);
  const checked = await checkPlanFile(file);
  if (checked.ok && checked.value.planId === planId) return checked.value.header;
  throw new JournalError(
    `${file} is not the plan that the run began with, so mfactl cannot trust the run; fetch the ledger again, and look at its history`,
  );
}

/** A plan follows the policies that it was made from; an undo follows none. */
function checkPolicies({ policy, undoes }: PlanHeader, digest: string | null): string[] {
  if (undoes !== null || digest === null || digest === policy.digest) return [];
  return ['the policies have changed since it was made; make a new plan'];
}

type Target = { readonly kind: string; readonly name: string } | null;

function isSame(target: Target, writer: Exclude<Target, null>): boolean {
  return target !== null && target.kind === writer.kind && target.name === writer.name;
}

/** What a run has done to one target cannot be seen in another, so it stays open. */
function ofAnother(run: string, target: Target, { kind, name }: Exclude<Target, null>): ApplyResult {
  const says = `the run ${run} writes to ${target === null ? 'no target' : `${target.kind} ${target.name}`}, but the settings name ${kind} ${name}; set \`target\` in mfactl.yaml to that of the run, then go on with it: mfactl apply --resume ${run}`;
  return refuse(4, says);
}

/** Goes on with a run that was interrupted. Exit code 1 where there is no such run. */
export async function resumeRun(run: string, needs: ApplyNeeds, signal: AbortSignal): Promise<ApplyResult> {
  if (!isRunId(run))
    return refuse(
      1,
      `${JSON.stringify(run)} cannot be the id of a run; "ls" of the folder runs/ shows those that exist`,
    );
  const { ledgerFolder, disk, handOver } = needs.books;
  return underLock(needs, async (lock) => {
    await removeUnbornRuns(ledgerFolder);
    await completeLedger(ledgerFolder, disk);
    if (!(await runExists(ledgerFolder, run)))
      return refuse(1, `there is no run ${run} in ${ledgerFolder}, so it never began; apply its plan`);
    const { lines, head } = await readLedger(ledgerFolder, needs.clock.now());
    const line = lines.find((candidate) => candidate.type === 'run' && candidate.run === run);
    if (line?.type === 'run') {
      const says = `the run ${run} has ended already`;
      const messages = [says, ...((await handOver?.(run)) ?? [])];
      return inSafePlace({ exit: line.exit, run, counts: line.counts, messages, head }, says, needs.books);
    }
    return (await finishRun(run, { ...needs, lock, signal })).result;
  });
}
