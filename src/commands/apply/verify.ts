import type { AcceptedLine } from '../../ledger/verify/lines.ts';
import { type Verification, verifyLedger } from '../../ledger/verify/verify.ts';
import { openPolicyCommits, type PolicyCommits, RemoteError } from '../../git/protected-branch.ts';
import { ForeignRepository } from '../../git/run.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { counted } from '../../report/markup/numbers.ts';
import { maskedJson, maskText, showAddresses } from '../../report/markup/mask.ts';
import { paint } from '../../report/markup/terminal.ts';
import { EndOfCommand, EXIT, type Io } from '../../session/io.ts';
import { openLedger } from '../../session/ledger.ts';
import { acceptProblems } from './accept.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface VerifyCommandOptions extends GlobalOptions {
  readonly head?: readonly string[];
  /** The reason of somebody who goes on with a ledger that does not hold. */
  readonly accept?: string;
  readonly json?: boolean;
}

/** Proves that everything under reports/ is as it was written. */
export async function verify(io: Io, options: VerifyCommandOptions): Promise<number> {
  const settings = openSettings(io, options);
  const { commits, unchecked } = await commitsOf(settings);
  const heads = options.head ?? [];
  if (options.accept !== undefined) await acceptProblems(io, settings, { reason: options.accept, heads, commits });
  const result = await verifyLedger(await openLedger(settings), { heads, commits, now: io.now() });
  if (options.json === true) {
    const commitsChecked = commits !== null;
    const all = { ...result, anchored: result.ok && result.provenTo !== null, commitsChecked };
    const mask = result.accepted.length === 0 ? showAddresses : maskOf(io, settings);
    await io.out(`${maskedJson(all, mask)}\n`);
  } else {
    const style = paint(io.colour.out);
    for (const problem of result.problems) await io.out(`${style.bad('✗')} ${problem}\n`);
    for (const line of result.accepted) await io.out(maskText(describeAccepted(line), maskOf(io, settings)));
    if (result.ok) await io.out(`${style.good('Nothing is damaged')}: ${whatIsProven(result)}\n`);
    if (result.head !== null) await io.out(`Ledger head ${result.head}\n`);
  }
  if (unchecked !== null) io.err(`mfactl did not look up the policy commits: ${unchecked}.\n`);
  return result.ok ? EXIT.done : EXIT.failed;
}

/** How policy commits stand to the protected branch, or why nobody can tell. */
async function commitsOf({
  root,
  git,
}: ResolvedSettings): Promise<{ commits: PolicyCommits | null; unchecked: string | null }> {
  try {
    const commits = await openPolicyCommits(root, git);
    return { commits, unchecked: commits === null ? 'there is no git repository here' : null };
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.cause instanceof ForeignRepository) throw new EndOfCommand(error.message);
    return { commits: null, unchecked: error.message };
  }
}

function describeAccepted({ seq, at, actor, approvers, reason, problems }: AcceptedLine): string {
  const approved = approvers.length === 0 ? '' : `, approved by ${approvers.join(', ')}`;
  const says = problems.map((problem) => `  ${problem}\n`).join('');
  return `Line ${seq}: accepted at ${at} by ${actor}${approved}: ${reason}\n${says}`;
}

function whatIsProven({ lines, provenTo }: Verification): string {
  if (lines === 0) return 'the ledger is empty.';
  const all = `${counted(lines, 'line')}, and all that belongs to ${lines === 1 ? 'it' : 'them'}, agree.`;
  if (provenTo === null)
    return `${all} Only a head that you kept elsewhere proves that nobody rewrote all of it: add --head SEQ:SHA.`;
  if (provenTo === lines) return `${all} The head that you kept proves that nobody rewrote any line.`;
  return `${all} The head that you kept proves that nobody rewrote the lines up to ${provenTo}; from line ${provenTo + 1} on they are only consistent.`;
}
