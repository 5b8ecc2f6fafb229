/** How the lines of a ledger must follow each other: up to the kept head and the last one, in time, a hold behind each undo. */
import type { LedgerHold, LedgerLine } from '../../generated/ledger.ts';
import { CLOCK_SKEW, checkedInstant } from '../../model/time.ts';
import { holdAfter } from '../append.ts';
import { HEAD_FILE, LEDGER_FILE, type LedgerChain } from '../chain.ts';
import { isSame, LOOK } from './made-again.ts';

/** A last line or head that is cut or late, and a head that was kept elsewhere and differs. */
export function chainProblems(chain: LedgerChain, head: string | null): string[] {
  const problems: string[] = [];
  if (chain.cut)
    problems.push(
      `${LEDGER_FILE}: the end of the last line is missing; run "mfactl apply", which writes the line again`,
    );
  if (!chain.headIsLast)
    problems.push(`${HEAD_FILE} names the line before the last; run "mfactl apply", which completes it`);
  if (head !== null) problems.push(...anchorProblems(chain, head));
  return problems;
}

function anchorProblems(chain: LedgerChain, head: string): string[] {
  const [, seqText, digest] = /^([1-9]\d*):(?:sha256:)?([0-9a-f]{64})$/.exec(head) ?? [];
  if (seqText === undefined)
    return [
      `the head ${JSON.stringify(head)} does not have the form SEQ:SHA, for example the last line of "mfactl verify"`,
    ];
  const seq = Number(seqText);
  if (seq > chain.lines.length)
    return [
      `${LEDGER_FILE} ends with line ${chain.lines.length}, but the kept head is of line ${seq}: lines are missing; fetch the ledger again, and look at its history`,
    ];
  const hash = seq === chain.lines.length ? chain.hash : (chain.lines[seq]?.previous ?? null);
  return hash === `sha256:${digest}`
    ? []
    : [
        `${LEDGER_FILE}:${seq}: this line is not the one of the kept head: somebody rewrote the ledger; look at its history`,
      ];
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
