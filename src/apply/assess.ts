/** What is still to be sent of a chunk, judged by its accounts as they are now. */
import { type Account, accountKey } from '../model/account.ts';
import { rank } from '../model/level.ts';
import { actualLevel } from '../model/status.ts';
import type { AccountOutcome } from '../generated/journal.ts';
import type { PlanChange, PlanChunk } from '../generated/plan.ts';
import { checkedInstant } from '../model/time.ts';
import { isReEnrolledSince } from '../ledger/read.ts';
import { type LiveRun, handsOver } from './live-run.ts';
import { already, applied, failed, skipped, withheld } from '../ledger/run/outcome.ts';
import { asRequestError } from '../directory/port.ts';

/** A change that may be sent now, with the account as it was just read. */
export interface ReadyChange {
  readonly change: PlanChange;
  readonly account: Account;
  /** An earlier request with it may have taken effect. */
  readonly sent: boolean;
}

export interface Assessment {
  readonly outcomes: AccountOutcome[];
  readonly ready: ReadyChange[];
}

/**
 * Reads the accounts of some changes afresh and judges each; what loosens is decided again. An account that may have
 * been written before (`wasSent`: else by what the journal tells) and is found in its planned state counts as applied.
 * What was about to be handed over when the run was interrupted was not: people get it once the run has ended.
 */
export async function assess(
  run: LiveRun,
  chunk: PlanChunk,
  changes: readonly PlanChange[],
  wasSent: (change: PlanChange) => boolean = ({ account }) => wasIntended(run, account) && !handsOver(run),
): Promise<Assessment> {
  const outcomes = changes.filter(run.facts.isHeldBack).map(({ account }) => withheld(account, 'undo-hold'));
  const open = changes.filter((change) => !run.facts.isHeldBack(change));
  const read = await readAfresh(run, open);
  if (!Array.isArray(read))
    return { outcomes: [...outcomes, ...open.map((change) => unread(change, wasSent(change), read.says))], ready: [] };
  const ready: ReadyChange[] = [];
  open.forEach((change, i) => {
    const account = read[i] ?? null;
    const sent = wasSent(change);
    const judged = judge(run, chunk, change, account, sent);
    if (judged === null) ready.push({ change, account: account as Account, sent });
    else outcomes.push(judged);
  });
  const decided = await decideAgain(run, ready);
  return { outcomes: [...outcomes, ...decided.outcomes], ready: decided.ready };
}

/** Whether an account was about to be sent when the run was interrupted. */
function wasIntended({ progress }: LiveRun, account: PlanChange['account']): boolean {
  return progress.sent.has(accountKey(account));
}

function unread({ account }: PlanChange, uncertain: boolean, says: string): AccountOutcome {
  return failed(account, { code: 'read-failed', retryable: true, uncertain, says }, uncertain ? 'plan' : 'read');
}

/** Accounts as they are now, in the order of the changes; what the directory says where they cannot be read. */
export async function readAfresh(
  run: LiveRun,
  changes: readonly PlanChange[],
): Promise<(Account | null)[] | { says: string }> {
  if (changes.length === 0) return [];
  const keys = changes.map(({ account }) => account);
  for (let tries = 0; ; tries++) {
    try {
      const accounts = await run.outside.reader.readAccounts(keys, run.signal);
      if (accounts.length === keys.length) return accounts;
      return { says: `the directory answered for only ${accounts.length} of ${keys.length} accounts` };
    } catch (error) {
      run.checkSignal();
      const { retryable, retryAfter, message } = asRequestError(error);
      const wait = retryable ? run.budget.next(tries, retryAfter) : null;
      if (wait === null) return { says: message };
      await run.pause(wait, message);
    }
  }
}

/** Null where the change may be sent. */
function judge(
  run: LiveRun,
  chunk: PlanChunk,
  change: PlanChange,
  account: Account | null,
  sent: boolean,
): AccountOutcome | null {
  if (chunk.action === 're-enrol') return judgeReEnrolment(run, chunk, change, account, sent);
  if (account === null) return skipped(change.account, 'moved');
  const level = actualLevel(account);
  if (level === change.after.level) return sent ? applied(change.account, 're-read') : already(change.account, 'read');
  if (level !== change.before.level) return skipped(change.account, 'moved');
  return judgeUnsent(run, chunk, change);
}

/** Why a change is not sent although its account is as the plan has it; null where it may be. */
function judgeUnsent(run: LiveRun, chunk: PlanChunk, change: PlanChange): AccountOutcome | null {
  const verdict = run.facts.verdictOf(chunk, change);
  if (verdict.kind === 'withheld') return withheld(change.account, verdict.by);
  if (verdict.kind === 'gone') return skipped(change.account, 'moved');
  return hasLapsed(run, change) ? skipped(change.account, 'lapsed') : null;
}

/** At most once: whatever an earlier try may have removed, methods that are there now can be new ones. */
function judgeReEnrolment(
  run: LiveRun,
  chunk: PlanChunk,
  change: PlanChange,
  account: Account | null,
  sent: boolean,
): AccountOutcome | null {
  const none = account?.methods?.length === 0;
  if (sent) {
    const says =
      'nobody knows whether the methods were removed; ask the user, and add a new re-enrolment if they were not';
    if (none) return applied(change.account, 're-read');
    return failed(change.account, { code: 'uncertain', retryable: false, uncertain: true, says }, 're-read');
  }
  if (account === null) return skipped(change.account, 'moved');
  const sincePlan = isReEnrolledSince(change.account, run.facts.plan.madeAt, run.facts.reEnrolledAt);
  // What this run itself was about to hand over has reached nobody.
  const isOwn = handsOver(run) && wasIntended(run, change.account);
  if (none || (sincePlan && !isOwn)) return already(change.account, 'read');
  return judgeUnsent(run, chunk, change);
}

/** Whether the decision of a change no longer stands: it is valid until, not including, `validUntil`. */
export function hasLapsed(run: LiveRun, { validUntil }: PlanChange): boolean {
  return validUntil !== null && run.now() >= checkedInstant(validUntil);
}

/**
 * What loosens is sent only where the decision, made anew from inputs that are read anew, is still the planned one.
 * What takes a run back follows no policy: there, no account that policy protects is loosened.
 */
async function decideAgain(run: LiveRun, ready: readonly ReadyChange[]): Promise<Assessment> {
  const loosening = ready.filter(({ change }) => isLoosening(change));
  if (loosening.length === 0) return { outcomes: [], ready: [...ready] };
  const tightening = ready.filter(({ change }) => !isLoosening(change));
  try {
    const stands = await stillDecided(run, loosening);
    const moved = loosening.filter((_, i) => stands[i] !== true).map(({ change }) => skipped(change.account, 'moved'));
    return { outcomes: moved, ready: [...tightening, ...loosening.filter((_, i) => stands[i] === true)] };
  } catch (error) {
    run.checkSignal();
    const says = `mfactl cannot check that the policies still ask for this change: ${asRequestError(error).message}`;
    return { outcomes: loosening.map((item) => undecided(item, says)), ready: tightening };
  }
}

/** By its states, whatever the file calls it. */
function isLoosening({ before, after, direction }: PlanChange): boolean {
  return direction === 'loosen' || rank(after.level) < rank(before.level);
}

async function stillDecided(run: LiveRun, loosening: readonly ReadyChange[]): Promise<boolean[]> {
  const accounts = loosening.map(({ account }) => account);
  if (run.facts.plan.undoes !== null)
    return (await run.outside.isProtected(accounts, run.signal)).map((isProtected) => !isProtected);
  const states = await run.outside.redecide(accounts, run.signal);
  return loosening.map(
    ({ change: { after } }, i) => states[i]?.level === after.level && states[i]?.status === after.status,
  );
}

function undecided({ change, sent: uncertain }: ReadyChange, says: string): AccountOutcome {
  return failed(change.account, { code: 'redecide-failed', retryable: true, uncertain, says }, 'read');
}
