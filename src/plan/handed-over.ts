/** Changes that were handed over to people: whether they still wait, and what a later observation shows of them. */
import type { PlanConfirmation, PlanFinding, PlanScope } from '../generated/plan.ts';
import type { Account, Action, Instant, Level } from '../model/account.ts';
import { type FindRow, rowFinder } from '../snapshot/find-rows.ts';
import { type Population, accountAt } from '../snapshot/population.ts';
import { actualLevel, reportedException } from '../model/status.ts';
import { compareUtf8 } from '../model/text.ts';
import { DAY, formatInstant } from '../model/time.ts';

/** One change that a run handed over and that no later run has looked at. */
export interface HandedOver {
  readonly account: Pick<Account, 'id' | 'address'>;
  readonly organisation: string;
  readonly action: Action;
  /** Null for re-enrol. */
  readonly to: Level | null;
  /** The status that a report shows once it is made; null where the run did not note it. */
  readonly status: string | null;
  /** It is wanted until, not including, then; null for no end. */
  readonly validUntil: Instant | null;
  readonly run: string;
  /** When that run ended. */
  readonly at: Instant;
  /** Of a run that took another back: later runs leave the account alone until then. Else null. */
  readonly heldUntil: Instant | null;
  /** Digests of the exports that the run was planned from; none where it was planned from no files. */
  readonly exports: readonly string[];
}

/** A change that was handed over waits for a report at most this long. */
const WAITS = 8 * DAY;

/** The portal ends a short-term exception by itself this long after it was granted. */
const SHORT_TERM = DAY;

/** What a plan knows of the world when it looks at what was handed over. */
export interface Look {
  readonly scope: PlanScope | null;
  /** Whether the plan takes a run back: then it looks at nothing else. */
  readonly isUndo: boolean;
  readonly observedAt: Instant;
  readonly madeAt: Instant;
  /** Digests of the exports that were read; none where the directory is no files. */
  readonly exports: readonly string[];
}

type Seen = Pick<Look, 'observedAt' | 'madeAt' | 'exports'>;

/**
 * What a plan makes of a change that was handed over. `seen`: the directory was observed after it. `waiting`: it was
 * not. `expired`: it was not, and has not been for so long that nobody waits any more. `elsewhere`: the plan is not
 * about it, so it stays as it is.
 */
export type Sight = 'seen' | 'waiting' | 'expired' | 'elsewhere';

export function sightOf(line: Pick<HandedOver, 'organisation' | 'at' | 'exports'>, look: Look): Sight {
  if (look.isUndo || !isAbout(look.scope, line.organisation)) return 'elsewhere';
  if (isSeen(line, look)) return 'seen';
  return isWaiting(line, look) ? 'waiting' : 'expired';
}

/** Of units and user policies a plan cannot tell whether a change that was handed over is among them. */
function isAbout(scope: PlanScope | null, organisation: string): boolean {
  if (scope === null) return true;
  const { organisations, units, userPolicies } = scope;
  return units.length === 0 && userPolicies.length === 0 && organisations.includes(organisation);
}

/** Whether the directory was observed after it: exports with the same bytes are the same observation, whatever their time. */
function isSeen({ at, exports }: Pick<HandedOver, 'at' | 'exports'>, look: Seen): boolean {
  return look.observedAt > at && !areSame(exports, look.exports);
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length > 0 && some.join() === others.join();
}

/**
 * When a directory was observed, whatever its exports say of their time: those that a run was planned from are no later
 * than what that run handed over.
 */
export function observedBy(
  { observedAt, sources }: { readonly observedAt: Instant; readonly sources: Parameters<typeof exportsOf>[0] },
  lines: readonly HandedOver[],
): Instant {
  const exports = exportsOf(sources);
  return lines.reduce((at, line) => (areSame(line.exports, exports) ? Math.min(at, line.at) : at), observedAt);
}

/** Whether somebody may still be at it: the directory was not observed after it, and it was not long ago. */
export function isWaiting(line: Pick<HandedOver, 'at' | 'exports'>, look: Seen): boolean {
  return !isSeen(line, look) && look.madeAt - line.at < WAITS;
}

/** The digests of the files that a directory was read from. */
export function exportsOf(sources: readonly { readonly sha256?: string | undefined }[]): string[] {
  return sources.flatMap(({ sha256 }) => sha256 ?? []);
}

/**
 * What became of the changes that each run handed over, the oldest run first; runs without any are left out. `matched`
 * are those that wait with somebody and are still wanted.
 */
export function confirm(
  population: Population,
  lines: readonly HandedOver[],
  look: Look,
  matched: ReadonlySet<HandedOver>,
): PlanConfirmation[] {
  const rowOf = rowFinder(
    population,
    lines.map(({ account }) => account),
  );
  const byRun = new Map<string, PlanConfirmation>();
  const ordered = lines.toSorted((a, b) => a.at - b.at || compareUtf8(a.run, b.run));
  for (const line of ordered) {
    const verdict = matched.has(line) ? 'waiting' : verdictOf(population, line, look, rowOf);
    if (verdict === null) continue;
    const counts = byRun.get(line.run) ?? {
      run: line.run,
      at: formatInstant(line.at),
      waiting: 0,
      superseded: 0,
      confirmed: 0,
      missing: 0,
      untold: 0,
    };
    counts[verdict]++;
    byRun.set(line.run, counts);
  }
  return [...byRun.values()];
}

type Verdict = Exclude<keyof PlanConfirmation, 'run' | 'at'>;

/** Null where the plan is not about it. */
function verdictOf(population: Population, line: HandedOver, look: Look, rowOf: FindRow): Verdict | null {
  const sight = sightOf(line, look);
  if (sight === 'elsewhere') return null;
  if (sight === 'expired') return 'untold';
  if (sight === 'waiting') return isStillToDo(line, look) ? 'waiting' : 'superseded';
  const row = rowOf(line.account);
  if (row < 0) return 'missing';
  const account = accountAt(population, row);
  // A method that is there can be a new one.
  if (line.action === 're-enrol') return account.methods?.length === 0 ? 'confirmed' : 'untold';
  if (actualLevel(account) === line.to) return 'confirmed';
  return mayHaveEnded(line, look) ? 'untold' : 'missing';
}

/** Whether it is to be done though no plan would ask for it: a re-enrolment is planned once, an undo by its own plan. */
function isStillToDo({ action, heldUntil }: HandedOver, { madeAt }: Look): boolean {
  return action === 're-enrol' || (heldUntil !== null && madeAt < heldUntil);
}

/** Whether the portal may have ended by itself, before the report, what was handed over. */
function mayHaveEnded({ action, status, at }: HandedOver, { observedAt }: Look): boolean {
  return action === 'except' && reportedException(status ?? '') === 'short-term' && observedAt >= at + SHORT_TERM;
}

type Count = Exclude<keyof PlanConfirmation, 'run' | 'at'>;

/** What is said of each count: code, severity, and the sentence around "3 changes that run R handed over". */
const KINDS: readonly {
  readonly count: Count;
  readonly code: string;
  readonly severity: PlanFinding['severity'];
  readonly says: (what: string, at: string) => string;
}[] = [
  {
    count: 'waiting',
    code: 'handed-over',
    severity: 'info',
    says: (what, at) =>
      `${what} wait for a report that was made after ${at}; until then mfactl does not plan them again`,
  },
  {
    count: 'superseded',
    code: 'handed-over-superseded',
    severity: 'warning',
    says: (what) => `the policies no longer ask for ${what}; if they are not made yet, do not make them`,
  },
  {
    count: 'confirmed',
    code: 'handed-over-confirmed',
    severity: 'info',
    says: (what) => `the report confirms ${what}`,
  },
  {
    count: 'missing',
    code: 'handed-over-missing',
    severity: 'warning',
    says: (what) => `the report does not show ${what}; this plan holds those again that the policies still ask for`,
  },
  {
    count: 'untold',
    code: 'handed-over-untold',
    severity: 'warning',
    says: (what) => `no report can show whether people made ${what}; look at the accounts in the portal`,
  },
];

/** What people should know of changes that were handed over, run by run. */
export function confirmationFindings(confirmations: readonly PlanConfirmation[]): PlanFinding[] {
  return confirmations.flatMap((told) =>
    KINDS.flatMap(({ count, code, severity, says }): PlanFinding[] => {
      if (told[count] === 0) return [];
      const what = `${told[count]} change${told[count] === 1 ? '' : 's'} that run ${told.run} handed over`;
      return [{ code, severity, organisation: null, account: null, says: says(what, told.at) }];
    }),
  );
}

/** Whether a finding is one of these. */
export function isOfHandedOver(code: string): boolean {
  return KINDS.some((kind) => kind.code === code);
}
