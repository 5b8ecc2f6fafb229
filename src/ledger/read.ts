/** What earlier runs tell those that come after them. */
import {
  type Account,
  AccountMap,
  type Action,
  type Grants,
  type Instant,
  accountKey,
  accountNames,
  grantsOf,
} from '../model/account.ts';
import { CLOCK_SKEW, DAY, checkedInstant } from '../model/time.ts';
import type { LedgerLine, LedgerRun } from '../generated/ledger.ts';
import type { PendingLine } from '../generated/pending.ts';
import type { GuardrailHistory } from '../plan/input.ts';
import type { BookedGrant } from '../plan/grants.ts';
import { type Holds, readHolds } from './holds.ts';
import { LedgerError, headOf, lastRun, readChain } from './chain.ts';
import { journalOf, planHeaderOf, vouchedPath } from './run/files.ts';
import { listRuns } from './run/folder.ts';
import { highestCounts } from './population.ts';
import { readSideFiles } from './side-files.ts';
import type { AccountRef } from '../generated/journal.ts';

/** Intents of re-enrolments are looked up for this long: an entry is open for 30 days. */
const RE_ENROLMENTS_FOR = 60 * DAY;

/** The ledger as planning and applying need it, at one instant. */
export interface Ledger {
  readonly lines: readonly LedgerLine[];
  /** The last run that has ended; null before the first. */
  readonly last: LedgerRun | null;
  /** Runs that were interrupted and given up: they stand for no policies. */
  readonly givenUp: ReadonlySet<string>;
  /** The last run that carried the policies out for the whole tenant: what the cause of a change is judged by. */
  readonly lastWhole: LedgerRun | null;
  /** `SEQ:sha256:…` of the last line; null before the first. */
  readonly head: string | null;
  /** Runs by the id of the plan that they applied. */
  readonly appliedPlans: ReadonlyMap<string, string>;
  /** Accounts that were, or may have been, loosened in the last 24 hours; open runs included. */
  readonly loosened: { readonly total: number; readonly byOrganisation: ReadonlyMap<string, number> };
  /** The highest counts of the last 7 days. */
  readonly highest: GuardrailHistory['highest'];
  /** When each account was last made to register afresh; intents count, also those of open runs. */
  readonly reEnrolledAt: ReEnrolledAt;
  /** Exceptions that mfactl granted and that no run has seen end, as side files tell them. */
  readonly granted: Grants;
  readonly grants: readonly BookedGrant[];
  readonly holds: Holds;
  /** Runs that have no line yet. */
  readonly openRuns: readonly string[];
  /** Changes that are left over, by account and about their action. */
  readonly pending: AccountMap<PendingLine>;
}

/** Reads the ledger below a folder. Throws a LedgerError or a JournalError where anything of it cannot be trusted. */
export async function readLedger(ledgerFolder: string, now: Instant): Promise<Ledger> {
  const chain = await readChain(ledgerFolder);
  const { lines } = chain;
  const last = lastRun(lines);
  const side = await readSideFiles(ledgerFolder, lines);
  const openRuns = await findOpenRuns(ledgerFolder, lines);
  const loosened = new Map<string, number>();
  const reEnrolledAt = new Map<string, Instant>();
  for (const line of lines) await followLine(ledgerFolder, line, now, loosened, reEnrolledAt);
  for (const run of openRuns) await followOpenRun(ledgerFolder, run, loosened, reEnrolledAt);
  const pending = new AccountMap<PendingLine>();
  for (const line of side.pending) pending.set(line.account, line, line.action);
  const givenUp = await findGivenUp(ledgerFolder, lines);
  return {
    lines,
    last,
    givenUp,
    lastWhole: lastWholeRun(lines, givenUp),
    head: headOf(chain),
    appliedPlans: new Map(lines.flatMap((line) => (line.type === 'run' ? [[line.planId, line.run]] : []))),
    loosened: { total: [...loosened.values()].reduce((sum, count) => sum + count, 0), byOrganisation: loosened },
    highest: highestCounts(side.population, now),
    reEnrolledAt,
    granted: grantsOf(side.grants),
    grants: side.grants.map((line) => ({ ...line, at: checkedInstant(line.at) })),
    holds: await readHolds(ledgerFolder, lines, now),
    openRuns,
    pending,
  };
}

function lastWholeRun(lines: readonly LedgerLine[], givenUp: ReadonlySet<string>): LedgerRun | null {
  const runs = lines.filter((line) => line.type === 'run');
  return runs.findLast(({ run, partial, undoes }) => !partial && undoes === null && !givenUp.has(run)) ?? null;
}

/** A commit that must be in all policies that are applied from now on, and what asks for it, for people. */
export interface LastCommit {
  readonly commit: string;
  readonly from: string;
}

/**
 * The last policy commit of a ledger; null where there is none. An undo follows no policy, so it does not count, nor
 * does a run that was given up. After a rewritten history was accepted, the branch as it was then counts.
 */
export function lastPolicyCommit({ lines, givenUp }: Pick<Ledger, 'lines' | 'givenUp'>): LastCommit | null {
  for (const line of lines.toReversed()) {
    if (line.type === 'accept' && line.commit !== null)
      return { commit: line.commit, from: `line ${line.seq} of the ledger accepted` };
    if (line.type !== 'run' || line.undoes !== null || givenUp.has(line.run)) continue;
    if (line.policy.commit !== null) return { commit: line.policy.commit, from: `the run ${line.run} applied` };
  }
  return null;
}

/** Exit code 4 has two causes; the end of the journal tells them apart. Such runs are rare. */
async function findGivenUp(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<Set<string>> {
  const givenUp = new Set<string>();
  for (const line of lines) {
    if (line.type !== 'run' || line.exit !== 4) continue;
    await vouchedPath(ledgerFolder, line, 'journal');
    for await (const entry of journalOf(ledgerFolder, line.run))
      if (entry.type === 'closed' && entry.stopped?.code === 'not-resumed') givenUp.add(line.run);
  }
  return givenUp;
}

/** Whether a change of an account was left over by an earlier run. */
export function isPending({ pending }: Ledger, account: Pick<Account, 'id' | 'address'>, action: Action): boolean {
  return pending.get(account, action) !== undefined;
}

async function findOpenRuns(ledgerFolder: string, lines: readonly LedgerLine[]): Promise<string[]> {
  const booked = new Set(lines.flatMap((line) => (line.type === 'run' ? [line.run] : [])));
  const runs = await listRuns(ledgerFolder);
  const open = runs.filter((run) => !booked.has(run));
  if (lines.length === 0 && open.length > 1) {
    throw new LedgerError(`${ledgerFolder} holds ${open.length} runs, but no ledger; fetch the ledger again`);
  }
  return open;
}

async function followLine(
  ledgerFolder: string,
  line: LedgerLine,
  now: Instant,
  loosened: Map<string, number>,
  reEnrolledAt: Map<string, Instant>,
): Promise<void> {
  if (line.type !== 'run') return;
  const age = now - checkedInstant(line.end);
  if (age < DAY) for (const [code, count] of Object.entries(line.loosened)) add(loosened, code, count);
  if (line.reEnrolled === 0 || age >= RE_ENROLMENTS_FOR) return;
  await vouchedPath(ledgerFolder, line, 'journal');
  // The plan is read where an account was skipped.
  if (line.counts.skipped > 0) await vouchedPath(ledgerFolder, line, 'plan');
  await followReEnrolments(ledgerFolder, line.run, reEnrolledAt);
}

async function followOpenRun(
  ledgerFolder: string,
  run: string,
  loosened: Map<string, number>,
  reEnrolledAt: Map<string, Instant>,
): Promise<void> {
  await followReEnrolments(ledgerFolder, run, reEnrolledAt);
  const counted = new Set<string>();
  for await (const line of journalOf(ledgerFolder, run)) {
    if (line.type !== 'intent' || line.direction !== 'loosen') continue;
    for (const account of line.accounts) {
      const key = accountKey(account);
      if (!counted.has(key)) add(loosened, line.organisation, 1);
      counted.add(key);
    }
  }
}

function add(counts: Map<string, number>, code: string, count: number): void {
  counts.set(code, (counts.get(code) ?? 0) + count);
}

/**
 * Adds the re-enrolments of a run to instants by each of `accountNames`. An intent counts as done; but what was about
 * to be handed over and was skipped in the end has reached nobody.
 */
async function followReEnrolments(
  ledgerFolder: string,
  run: string,
  reEnrolledAt: Map<string, Instant>,
): Promise<void> {
  const intents: { readonly key: string; readonly account: AccountRef; readonly at: Instant }[] = [];
  const skipped = new Set<string>();
  for await (const line of journalOf(ledgerFolder, run)) {
    if (line.type === 'intent' && line.action === 're-enrol')
      for (const account of line.accounts)
        intents.push({ key: keyOf(line.chunk, account), account, at: checkedInstant(line.at) });
    if (line.type !== 'outcomes') continue;
    for (const { account, outcome } of line.outcomes)
      if (outcome === 'skipped') skipped.add(keyOf(line.chunk, account));
  }
  const isUnsaid = intents.some(({ key }) => skipped.has(key)) && (await isHandOver(ledgerFolder, run));
  for (const { key, account, at } of intents)
    if (!isUnsaid || !skipped.has(key)) for (const name of accountNames(account)) remember(reEnrolledAt, name, at);
}

function keyOf(chunk: number, account: AccountRef): string {
  return `${chunk}\n${accountKey(account)}`;
}

async function isHandOver(ledgerFolder: string, run: string): Promise<boolean> {
  return (await planHeaderOf(ledgerFolder, run)).target?.kind === 'portal';
}

function remember(instants: Map<string, Instant>, key: string, at: Instant): void {
  instants.set(key, Math.max(instants.get(key) ?? at, at));
}

/** When each account was last made to register afresh, by each of `accountNames`. */
export type ReEnrolledAt = ReadonlyMap<string, Instant>;

/** Whether a run has made an account register afresh since a plan was made (`madeAt`); clocks may differ a little. */
export function isReEnrolledSince(account: AccountRef, madeAt: string, reEnrolledAt: ReEnrolledAt): boolean {
  const since = checkedInstant(madeAt) - CLOCK_SKEW;
  return accountNames(account).some((name) => (reEnrolledAt.get(name) ?? Number.NEGATIVE_INFINITY) >= since);
}
