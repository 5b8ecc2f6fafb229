/**
 * The sense of a ledger: what a line and a receipt say must be what plan and journal of the run come to. Whoever can
 * write the ledger can make all hashes fit again, but not a receipt that says something else than the journal.
 */
import { createHash } from 'node:crypto';
import type { ClosedLine, RunLine } from '../generated/journal.ts';
import type { LedgerHold, LedgerLine, LedgerRun } from '../generated/ledger.ts';
import { CLOCK_SKEW, checkedInstant } from '../model/time.ts';
import { type EndedRun, holdAfter, lineContentOf } from './append.ts';
import { LEDGER_FILE } from './chain.ts';
import { changesOf, journalOf, planHeaderOf } from './run/files.ts';
import { receiptText } from './run/receipt.ts';
import { tallyRun } from './run/results.ts';

/** What a run's line or receipt says and its plan and journal do not. Its files are those that the line names. */
export async function senseProblems(ledgerFolder: string, line: LedgerRun): Promise<string[]> {
  const where = `${LEDGER_FILE}:${line.seq}`;
  try {
    const facts = await endedRun(ledgerFolder, line);
    if (facts === null)
      return [`runs/${line.run}/journal.ndjson does not hold the whole run, from its first line to its end; ${LOOK}`];
    const problems: string[] = [];
    const hash = createHash('sha256');
    for await (const text of receiptText(facts, changesOf(ledgerFolder, line.run))) hash.update(text);
    if (`sha256:${hash.digest('hex')}` !== line.receipt)
      problems.push(
        `runs/${line.run}/receipt.json is not the receipt that plan and journal of the run come to; ${LOOK}`,
      );
    const made = lineContentOf(facts);
    const said: Readonly<Record<string, unknown>> = { ...line };
    for (const [member, value] of Object.entries({ confirmations: undefined, ...made }))
      if (!isSame(said[member], value))
        problems.push(`${where}: "${member}" is not what plan and journal of the run ${line.run} come to; ${LOOK}`);
    return problems;
  } catch (error) {
    return [`runs/${line.run}: ${(error as Error).message}`];
  }
}

const LOOK = 'somebody changed one of them; fetch the ledger again, and look at its history';

/** Null where the journal does not begin or does not end. */
async function endedRun(ledgerFolder: string, { run, planId }: LedgerRun): Promise<EndedRun | null> {
  let header: RunLine | null = null;
  let closed: ClosedLine | null = null;
  let resumed = 0;
  for await (const line of journalOf(ledgerFolder, run)) {
    if (closed !== null) return null;
    if (line.type === 'run') header = line;
    else if (line.type === 'closed') closed = line;
    else if (line.type === 'resumed') resumed++;
  }
  if (header === null || closed === null || header.run !== run || header.planId !== planId) return null;
  const plan = await planHeaderOf(ledgerFolder, run);
  return { plan, run: header, closed, resumed, tally: await tallyRun(changesOf(ledgerFolder, run)) };
}

/** Whether two values are the same, whatever the order of their members. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Times that run back, and holds that do not follow from the run before them. */
export function orderProblems(lines: readonly LedgerLine[]): string[] {
  const problems: string[] = [];
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    const where = `${LEDGER_FILE}:${line.seq}`;
    if (line.type === 'run' && isBack(line.start, line.end))
      problems.push(`${where}: the run ends before it starts; ${LOOK}`);
    if (before !== undefined && isBack(endOf(before), endOf(line)))
      problems.push(`${where}: this line ends before the line in front of it; ${LOOK}`);
    const due = before?.type === 'run' ? holdAfter(before) : null;
    if (line.type === 'hold' ? !isHold(line, due) : due !== null)
      problems.push(`${where}: after an undo, and nowhere else, a hold of 24 hours follows; ${LOOK}`);
  }
  return problems;
}

function endOf(line: LedgerLine): string {
  return line.type === 'run' ? line.end : line.at;
}

/** Two machines may differ by so much as `apply` takes. */
function isBack(before: string, after: string): boolean {
  return checkedInstant(after) < checkedInstant(before) - CLOCK_SKEW;
}

function isHold({ type, run, undoes, at, until }: LedgerHold, due: ReturnType<typeof holdAfter>): boolean {
  const said = { type, run, undoes, at, until };
  return due !== null && isSame(said, due);
}
