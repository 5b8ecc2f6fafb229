import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Instant } from '../model/account.ts';
import { formatInstant } from '../model/time.ts';
import type { PlanHeader } from '../generated/plan.ts';
import { checkHandedOver, checkPlan, checkPlanAgainstLedger } from './plan-still-holds.ts';
import type { ApplyNeeds, ApplyResult } from './needs.ts';
import { finishOpenRuns } from './finish-open-runs.ts';
import { beginJournal } from '../ledger/run/journal.ts';
import { type Ledger, readLedger } from '../ledger/read.ts';
import { completeLedger } from '../ledger/append.ts';
import { isOfRun } from '../ledger/chain.ts';
import { isKept } from '../ledger/pending.ts';
import { checkPlanFile } from '../plan/file/check.ts';
import { readPlanChunks } from '../plan/file/write.ts';
import {
  JOURNAL_FILE,
  createRunFolder,
  isRunId,
  newRunId,
  removeUnbornRuns,
  runExists,
  runFolder,
} from '../ledger/run/folder.ts';
import { readRunState } from '../ledger/run/state.ts';
import { inSafePlace, refuse, underLock } from './under-lock.ts';
import { reviewPlan } from './plan-anew.ts';
import { type Work, workOn } from './work-on-run.ts';

/** A plan that was found sound, and where it lies. */
interface CheckedFile {
  readonly file: string;
  /** The id that was asked for the run; null for one that is made. */
  readonly run: string | null;
  readonly plan: PlanHeader;
  /** SHA-256 of the file. */
  readonly planId: string;
}

/**
 * Does what a plan says and nothing else. Failures of the outside come back as outcomes, messages and an exit code;
 * what is thrown is a bug. `run` is the id for the run; null for one that is made. When `signal` is aborted nothing new
 * is sent, and the run can be resumed.
 */
export async function applyPlan(
  { file, run }: { readonly file: string; readonly run: string | null },
  needs: ApplyNeeds,
  signal: AbortSignal,
): Promise<ApplyResult> {
  const checked = await checkPlanFile(file);
  if (!checked.ok) return refuseFile(file, checked.diagnostics);
  const { header: plan, planId } = checked.value;
  if (run !== null && !isRunId(run)) {
    const id = JSON.stringify(run);
    return refuse(1, `${id} cannot be the id of a run; use letters, digits, hyphens and single dots`);
  }
  const problems = checkPlan(plan, needs.rules, needs.outside.writer, needs.clock.now());
  if (problems.length > 0) return refuse(4, ...problems);
  return underLock(needs, (lock) => applyLocked({ file, run, plan, planId }, { ...needs, lock, signal }));
}

function refuseFile(file: string, diagnostics: readonly Diagnostic[]): ApplyResult {
  const unreadable = diagnostics.some(({ code }) => code === 'plan-unreadable');
  const says = diagnostics.map(({ line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`);
  return refuse(unreadable ? 1 : 4, ...says);
}

async function applyLocked(checked: CheckedFile, work: Work): Promise<ApplyResult> {
  const { ledgerFolder, disk } = work.books;
  await removeUnbornRuns(ledgerFolder);
  await completeLedger(ledgerFolder, disk);
  const earlier = await finishOpenRuns(work);
  const before = earlier.flatMap(({ result }) => result.messages);
  const same = earlier.find((run) => run.planId === checked.planId);
  if (same !== undefined) return { ...same.result, messages: before };
  const open = earlier.find(({ result }) => result.counts === null);
  if (open !== undefined) return { ...open.result, messages: [...before, 'mfactl did not start this plan'] };
  const result = await beginRun(checked, work);
  return { ...result, messages: [...before, ...result.messages] };
}

async function beginRun(checked: CheckedFile, work: Work): Promise<ApplyResult> {
  const { books, rules, outside, clock } = work;
  const { plan, planId, file } = checked;
  const now = clock.now();
  const ledger = await readLedger(books.ledgerFolder, now);
  // What was true before the lock was ours need not be now.
  const problems = [
    ...checkPlan(plan, rules, outside.writer, now),
    ...(await checkPlanAgainstLedger({ plan, planId }, ledger, rules.repository, now)),
    ...(await checkHandedOver(plan, readPlanChunks(file), ledger)),
  ];
  if (problems.length > 0) return refuse(4, ...problems);
  if (isIdle(plan, ledger, now)) {
    const messages = ['nothing to do; an earlier run of today has recorded that already'];
    const idle = { exit: 0, run: null, counts: null, messages, head: ledger.head } as const;
    return inSafePlace(idle, 'nothing to do', books);
  }
  const run = checked.run ?? newRunId(now, work.id());
  const isKnown = ledger.lines.some((line) => isOfRun(line, run));
  if (isKnown || (await runExists(books.ledgerFolder, run)))
    return refuse(
      1,
      `the run ${run} exists already; choose another id, or go on with it: mfactl apply --resume ${run}`,
    );
  return startRun(run, checked, ledger, work);
}

/** Holds the plan against one that is made again, and begins the run on the disk before anything is sent. */
async function startRun(run: string, checked: CheckedFile, ledger: Ledger, work: Work): Promise<ApplyResult> {
  const { ledgerFolder, disk } = work.books;
  const { plan, planId, file } = checked;
  const anew = await work.planAnew({ plan, run: null });
  const review = await reviewPlan(plan, readPlanChunks(file), anew, ledger.reEnrolledAt);
  if (review.problems.length > 0) return refuse(4, ...review.problems);
  work.onEvent({ type: 'run', run, resumed: false });
  const journal = await firstLine(run, checked, work);
  const made = await createRunFolder(ledgerFolder, { run, planFile: file, planId, journal }, disk);
  if (!made) return refuse(4, `${file} changed while mfactl read it; look at the plan again`);
  const state = await readRunState(join(runFolder(ledgerFolder, run), JOURNAL_FILE));
  const result = await workOn({ run, plan, ledger, state, verdictOf: anew.verdictOf }, work);
  return { ...result, messages: [...review.messages, ...result.messages] };
}

/** Runs without any change, that leave pending what was pending, are told of once a day; more lines would say nothing. */
function isIdle(plan: PlanHeader, { last, pending }: Ledger, now: Instant): boolean {
  const leavesPending = [...pending.values()].every((line) => isKept(line, plan));
  const nothing = plan.counts.changes === 0 && leavesPending && plan.undoes === null && plan.grants === undefined;
  return (
    nothing && last?.policy.digest === plan.policy.digest && last.end.slice(0, 10) === formatInstant(now).slice(0, 10)
  );
}

async function firstLine(run: string, { file, planId }: CheckedFile, { applier, clock }: Work): Promise<string> {
  let changes = 0;
  for await (const chunk of readPlanChunks(file)) if (chunk.withheld === null) changes += chunk.changes.length;
  const { actor, host, pid, tool } = applier;
  const at = formatInstant(clock.now());
  return beginJournal({
    type: 'run',
    at,
    format: 'mfactl.journal/v1',
    run,
    planId,
    changes,
    actor,
    approvers: [...applier.approvers],
    host,
    pid,
    tool,
  });
}
