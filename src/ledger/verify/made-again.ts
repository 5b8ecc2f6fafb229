/**
 * The sense of a ledger: what a line and a receipt say must be what plan and journal of the run come to. Whoever can
 * write the ledger can make all hashes fit again, but not a receipt that says something else than the journal.
 */
import { createHash } from 'node:crypto';
import type { ClosedLine, RunLine } from '../../generated/journal.ts';
import type { LedgerLine, LedgerRun } from '../../generated/ledger.ts';
import { checkedInstant } from '../../model/time.ts';
import { type EndedRun, lineContentOf } from '../append.ts';
import { LEDGER_FILE } from '../chain.ts';
import { changesOf, journalOf, planHeaderOf } from '../run/files.ts';
import { receiptText } from '../run/receipt.ts';
import { tallyRun } from '../run/results.ts';
import { isBeforeGrants } from '../grants.ts';
import { hashOf, type SideTexts, sideTextsAfter } from '../side-files.ts';

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

/** What to do about what plan and journal do not come to. */
export const LOOK = 'somebody changed one of them; fetch the ledger again, and look at its history';

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
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The first line of each side file that names another text than the runs come to: the files are made again, run after
 * run from the first. What lies in the folders of the runs must hold.
 */
export async function sideFilesAgain(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<string[]> {
  const problems = new Map<string, string>();
  let texts: SideTexts = { population: null, pending: null, grants: null };
  for (const line of lines) {
    if (line.type !== 'run') continue;
    texts = await textsAfter(ledgerFolder, texts, line);
    const said: Readonly<Record<string, unknown>> = { ...line };
    for (const [kind, text] of Object.entries(texts)) {
      if (problems.has(kind) || said[kind] === hashOf(text) || (kind === 'grants' && isBeforeGrants(line))) continue;
      problems.set(
        kind,
        `${LEDGER_FILE}:${line.seq}: this line names another ${kind}.ndjson than the runs up to here come to; somebody changed it; fetch the ledger again, and look at its history`,
      );
    }
  }
  return [...problems.values()];
}

async function textsAfter(ledgerFolder: string, before: SideTexts, line: LedgerRun): Promise<SideTexts> {
  const { run, end } = line;
  return sideTextsAfter(ledgerFolder, before, {
    plan: await planHeaderOf(ledgerFolder, run),
    run,
    end: checkedInstant(end),
    isOld: isBeforeGrants(line),
    changes: () => changesOf(ledgerFolder, run),
  });
}
