/** How the lines of a ledger must follow each other, in time and with a hold behind each undo, and what git says of them. */
import type { AcceptedProblem, LedgerAccept, LedgerHold, LedgerLine } from '../../generated/ledger.ts';
import type { PolicyCommits } from '../../git/protected-branch.ts';
import type { Instant } from '../../model/account.ts';
import { CLOCK_SKEW, checkedInstant, formatInstant } from '../../model/time.ts';
import { holdAfter } from '../append.ts';
import { LEDGER_FILE, instantOfLine } from '../chain.ts';
import { isSame, LOOK } from './made-again.ts';

/** Something that does not hold. */
export interface LineProblem {
  readonly says: string;
  /** What to do about it. */
  readonly advice: string;
  /** As a person may accept it; null for damage, which nobody can. */
  readonly accept: AcceptedProblem | null;
}

/** Times that run back, holds that do not follow from the run before them, and what was accepted without being there. */
export function orderProblems(lines: readonly LedgerLine[], now: Instant | null): LineProblem[] {
  const problems: LineProblem[] = [];
  const add = ({ seq }: LedgerLine, says: string, kind: 'clock' | null): void => {
    const accept = kind === null ? null : { kind, seq };
    problems.push({ says: `${LEDGER_FILE}:${seq}: ${says}`, advice: kind === null ? LOOK : CLOCK, accept });
  };
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (line.type === 'run' && isBack(line.start, line.end)) add(line, 'the run ends before it starts', 'clock');
    if (before !== undefined && isBack(instantOfLine(before), instantOfLine(line)) && !startsAnew(line, before))
      add(line, 'this line ends before the line in front of it', 'clock');
    const due = before?.type === 'run' ? holdAfter(before) : null;
    if (line.type === 'hold' ? !isHold(line, due) : due !== null)
      add(line, 'after an undo, and nowhere else, a hold of 24 hours follows', null);
    if (line.type === 'accept' && !isPossible(line, lines))
      add(line, 'this line accepts something that no line before it can have', null);
  }
  const last = lines.at(-1);
  if (last !== undefined && now !== null && isBack(instantOfLine(last), formatInstant(now)))
    add(last, `this line ends at ${instantOfLine(last)}, but the clock says ${formatInstant(now)}`, 'clock');
  return problems;
}

const CLOCK =
  'correct the clock; if the clock was wrong when a line was written, and nothing else is, go on with: mfactl verify --accept REASON';

/** Two machines may differ by so much as `apply` takes. */
function isBack(before: string, after: string): boolean {
  return checkedInstant(after) < checkedInstant(before) - CLOCK_SKEW;
}

/** Whether a line accepts that the one in front of it is ahead: times count from it. */
function startsAnew(line: LedgerLine, before: LedgerLine): boolean {
  return line.type === 'accept' && line.accepts.some(({ kind, seq }) => kind === 'clock' && seq === before.seq);
}

function isHold({ type, run, undoes, at, until }: LedgerHold, due: ReturnType<typeof holdAfter>): boolean {
  const said = { type, run, undoes, at, until };
  return due !== null && isSame(said, due);
}

/** A commit is named only where one is accepted: from then on it counts in place of that one. */
function isPossible({ seq: own, commit, accepts }: LedgerAccept, lines: readonly LedgerLine[]): boolean {
  const ofCommits = accepts.some(({ kind }) => kind === 'commit');
  return (
    (commit === null || ofCommits) &&
    accepts.every(({ kind, seq }) => {
      const line = lines[seq - 1];
      return seq < own && line !== undefined && (kind === 'clock' || commitOf(line) !== null);
    })
  );
}

/** The policy commit that a line stands for; null for none. */
function commitOf(line: LedgerLine): string | null {
  if (line.type === 'run') return line.policy.commit;
  return line.type === 'accept' ? line.commit : null;
}

/** Policy commits that are gone, or were never on the protected branch. */
export async function commitProblems(
  lines: readonly LedgerLine[],
  { branch, standingOf }: Omit<PolicyCommits, 'tip'>,
): Promise<LineProblem[]> {
  const problems: LineProblem[] = [];
  const known = new Map<string, Awaited<ReturnType<typeof standingOf>>>();
  for (const line of lines) {
    const commit = commitOf(line);
    if (commit === null) continue;
    const standing = known.get(commit) ?? (await standingOf(commit));
    known.set(commit, standing);
    if (standing === 'merged') continue;
    const { says, advice } = SAYS[standing](commit, branch ?? 'any branch of this clone');
    const accept = standing === 'unknown' ? null : ({ kind: 'commit', seq: line.seq } as const);
    problems.push({ says: `${LEDGER_FILE}:${line.seq}: ${says}`, advice, accept });
  }
  return problems;
}

const ACCEPT = 'if its history was rewritten for a good reason, go on with: mfactl verify --accept REASON';
const SAYS = {
  unmerged: (commit: string, where: string) => ({
    says: `the policy commit ${commit} is not on ${where}: it was never merged, or somebody rewrote the branch`,
    advice: `look at its history; ${ACCEPT}`,
  }),
  missing: (commit: string, where: string) => ({
    says: `the policy commit ${commit} does not exist, so it is not on ${where}`,
    advice: `get all commits with "git fetch", and look whether somebody rewrote the branch; ${ACCEPT}`,
  }),
  unknown: (commit: string, where: string) => ({
    says: `this clone holds only a part of the history, so mfactl cannot tell whether the policy commit ${commit} was on ${where}`,
    advice: 'fetch all of it: git fetch --unshallow, in CI fetch-depth: 0',
  }),
} as const;

/** A line by which somebody accepted problems, with what these say. */
export interface AcceptedLine extends Pick<LedgerAccept, 'seq' | 'at' | 'actor' | 'approvers' | 'reason'> {
  readonly problems: readonly string[];
}

/** What was accepted, by line, and what is left of the problems. A line accepts only what stands before it. */
export function settleAccepted(
  lines: readonly LedgerLine[],
  problems: readonly LineProblem[],
): { readonly accepted: AcceptedLine[]; readonly open: LineProblem[] } {
  const accepts = lines.filter((line) => line.type === 'accept');
  const taken = new Map<number, string[]>(accepts.map(({ seq }) => [seq, []]));
  const open = problems.filter(({ says, accept }) => {
    const by = accept === null ? undefined : accepts.find((line) => line.accepts.some((one) => isSame(one, accept)));
    taken.get(by?.seq ?? 0)?.push(says);
    return by === undefined;
  });
  const accepted = accepts.map(({ seq, at, actor, approvers, reason }) => ({
    seq,
    at,
    actor,
    approvers,
    reason,
    problems: taken.get(seq) ?? [],
  }));
  return { accepted, open };
}
