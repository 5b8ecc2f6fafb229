/** How the lines of a ledger must follow each other, in time and with a hold behind each undo, and what git says of them. */
import type { LedgerHold, LedgerLine } from '../../generated/ledger.ts';
import type { PolicyCommits } from '../../git/protected-branch.ts';
import { CLOCK_SKEW, checkedInstant } from '../../model/time.ts';
import { holdAfter } from '../append.ts';
import { LEDGER_FILE } from '../chain.ts';
import { isSame, LOOK } from './made-again.ts';

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

/** Policy commits that are gone, or were never on the protected branch. */
export async function commitProblems(
  lines: readonly LedgerLine[],
  { branch, standingOf }: Omit<PolicyCommits, 'tip'>,
): Promise<string[]> {
  const problems: string[] = [];
  const known = new Map<string, Awaited<ReturnType<typeof standingOf>>>();
  for (const line of lines) {
    if (line.type !== 'run' || line.policy.commit === null) continue;
    const { commit } = line.policy;
    const standing = known.get(commit) ?? (await standingOf(commit));
    known.set(commit, standing);
    if (standing !== 'merged')
      problems.push(`${LEDGER_FILE}:${line.seq}: ${SAYS[standing](commit, branch ?? 'any branch of this clone')}`);
  }
  return problems;
}

const ACCEPT = 'if its history was rewritten for a good reason, go on with: mfactl verify --accept REASON';
const SAYS = {
  unmerged: (commit: string, where: string) =>
    `the policy commit ${commit} is not on ${where}: it was never merged, or somebody rewrote the branch; look at its history; ${ACCEPT}`,
  missing: (commit: string, where: string) =>
    `the policy commit ${commit} does not exist, so it is not on ${where}; get all commits with "git fetch", and look whether somebody rewrote the branch; ${ACCEPT}`,
  unknown: (commit: string, where: string) =>
    `this clone holds only a part of the history, so mfactl cannot tell whether the policy commit ${commit} was on ${where}; fetch all of it: git fetch --unshallow, in CI fetch-depth: 0`,
} as const;
