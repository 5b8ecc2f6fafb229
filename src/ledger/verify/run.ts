/** All that must hold of one run: its files are those of its line, its plan is sound, and its journal tells of that plan. */
import { join } from 'node:path';
import type { LedgerRun } from '../../generated/ledger.ts';
import { splitByteLines } from '../../machine/byte-lines.ts';
import { CLOCK_SKEW, checkedInstant } from '../../model/time.ts';
import { checkPlanLines } from '../../plan/file/check.ts';
import { journalOf, planChunksOf, planHeaderOf } from '../run/files.ts';
import { JOURNAL_FILE, PLAN_FILE, RECEIPT_FILE, runFolder } from '../run/folder.ts';
import { hashFile, hashWhole, readWhole } from '../run/gzip-parts.ts';
import { journalProblem } from './journal-order.ts';
import { LOOK, senseProblems } from './made-again.ts';

/** What does not hold of a run. What one check finds makes those after it meaningless, so they are left out. */
export async function runProblems(ledgerFolder: string, line: LedgerRun): Promise<string[]> {
  for (const check of [hashProblems, planProblems, journalProblems, senseProblems, refusalProblems]) {
    const problems = await check(ledgerFolder, line);
    if (problems.length > 0) return problems;
  }
  return [];
}

async function hashProblems(ledgerFolder: string, line: LedgerRun): Promise<string[]> {
  const named = [
    [PLAN_FILE, line.planId],
    [JOURNAL_FILE, line.journal],
    [RECEIPT_FILE, line.receipt],
  ] as const;
  const problems: string[] = [];
  for (const { file, sha256 } of line.parts)
    problems.push(...(await differs(ledgerFolder, line.run, file, sha256, hashFile)));
  for (const [file, hash] of named) problems.push(...(await differs(ledgerFolder, line.run, file, hash, hashWhole)));
  return problems;
}

async function differs(
  ledgerFolder: string,
  run: string,
  file: string,
  hash: string,
  hashOf: (path: string) => Promise<string>,
): Promise<string[]> {
  const name = `runs/${run}/${file}`;
  try {
    const actual = await hashOf(join(runFolder(ledgerFolder, run), file));
    return actual === hash
      ? []
      : [`${name} has changed since the ledger recorded it; fetch the ledger again, and look at its history`];
  } catch (error) {
    return [`mfactl cannot read ${name} (${(error as Error).message})`];
  }
}

/** The plan as `apply` checks it before it does anything. */
async function planProblems(ledgerFolder: string, { run }: LedgerRun): Promise<string[]> {
  const name = `runs/${run}/${PLAN_FILE}`;
  const lines = splitByteLines(readWhole(join(runFolder(ledgerFolder, run), PLAN_FILE)));
  const checked = await checkPlanLines(name, lines);
  if (checked.ok) return [];
  return checked.diagnostics.map(
    ({ line, message }) => `${name}${line === null ? '' : `:${line}`} is not a plan that can be applied: ${message}`,
  );
}

/** What `apply` refuses of a sound plan, as far as it follows from the plan and the start of the run. */
async function refusalProblems(ledgerFolder: string, { run, start }: LedgerRun): Promise<string[]> {
  const { asOf, madeAt, target } = await planHeaderOf(ledgerFolder, run);
  const says = [
    ...(asOf === madeAt ? [] : [`it is a forecast for ${asOf}`]),
    ...(target === null ? ['it names no target'] : []),
    ...(checkedInstant(madeAt) > checkedInstant(start) + CLOCK_SKEW ? ['it was made after the run began'] : []),
  ];
  return says.map((each) => `runs/${run}/${PLAN_FILE}:1 is not a plan that can be applied: ${each}; ${LOOK}`);
}

async function journalProblems(ledgerFolder: string, { run }: LedgerRun): Promise<string[]> {
  try {
    const says = await journalProblem(planChunksOf(ledgerFolder, run), journalOf(ledgerFolder, run));
    return says === null ? [] : [`runs/${run}/${JOURNAL_FILE}${says}; ${LOOK}`];
  } catch (error) {
    return [`runs/${run}: ${(error as Error).message}`];
  }
}
