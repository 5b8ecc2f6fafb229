/** Goes on with a ledger whose clock ran ahead, or whose policy commits were rewritten for a good reason. */
import { inSafePlace, refuse, underLock } from '../../apply/under-lock.ts';
import type { ApplyResult } from '../../apply/needs.ts';
import type { PolicyCommits } from '../../git/protected-branch.ts';
import { appendLine, completeLedger } from '../../ledger/append.ts';
import { headOf, readChain } from '../../ledger/chain.ts';
import { verifyLedger } from '../../ledger/verify/verify.ts';
import { formatInstant } from '../../model/time.ts';
import { printable } from '../../model/text.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { targetOf } from '../../session/directories.ts';
import { EndOfCommand, type Io } from '../../session/io.ts';
import { ledgerNeeds } from '../../session/apply/ledger-needs.ts';

/** What somebody accepts, and what it is held against. */
export interface Acceptance {
  readonly reason: string;
  readonly heads: readonly string[];
  readonly commits: PolicyCommits | null;
}

/**
 * Adds the line by which everything that can be accepted is accepted, under the locks of an apply, and publishes it as
 * a run is published. Ends the command where anything else does not hold, where all holds, and where it cannot be done.
 */
export async function acceptProblems(io: Io, settings: ResolvedSettings, acceptance: Acceptance): Promise<void> {
  const reason = acceptance.reason.trim();
  if (reason === '' || printable(reason) !== reason)
    throw new EndOfCommand('--accept takes a reason in words, in one line, that others can check.');
  const target = await targetOf(settings);
  if (target === null)
    throw new EndOfCommand(
      'these settings name no target, so no run can go on with this ledger; use the settings of the applies.',
    );
  const needs = await ledgerNeeds({ io, settings }, target);
  const result = await underLock(needs, () => accept(needs, { ...acceptance, reason }));
  if (result.exit !== 0) throw new EndOfCommand(`${result.messages.join('\n')}\nNothing was accepted.`, result.exit);
}

type Needs = Awaited<ReturnType<typeof ledgerNeeds>>;

async function accept({ books, applier, clock }: Needs, { reason, heads, commits }: Acceptance): Promise<ApplyResult> {
  const { ledgerFolder, disk } = books;
  await completeLedger(ledgerFolder, disk);
  const now = clock.now();
  const { problems, acceptable } = await verifyLedger(ledgerFolder, { heads, commits, now });
  const [first, ...more] = acceptable;
  if (problems.length > acceptable.length)
    return refuse(1, 'Something is damaged, and damage cannot be accepted:', ...problems);
  if (first === undefined) return refuse(1, 'The ledger holds: there is nothing to accept.');
  const ofCommits = acceptable.some(({ kind }) => kind === 'commit');
  await appendLine(
    ledgerFolder,
    {
      type: 'accept',
      at: formatInstant(now),
      actor: applier.actor,
      approvers: [...applier.approvers],
      reason,
      commit: ofCommits ? (commits?.tip ?? null) : null,
      accepts: [first, ...more],
    },
    disk,
  );
  return published(books);
}

/** Whoever adds a line at the same time takes this one away, so the head is looked at once more. */
async function published(books: Needs['books']): Promise<ApplyResult> {
  const head = headOf(await readChain(books.ledgerFolder));
  const added = { exit: 0, run: null, counts: null, messages: [], head } as const;
  const result = await inSafePlace(added, 'the line was added', books);
  if (result.exit !== 0 || result.head === head) return result;
  return refuse(1, 'Somebody else added to the ledger at the same time; run this again.');
}
