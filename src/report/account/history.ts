/** The timeline of one account, as text and as data. */
import type { Account, ActualLevel, Instant, State, TraceLine } from '../../model/account.ts';
import { type Decision, decidingLine } from '../../model/decision.ts';
import { formatInstant } from '../../model/time.ts';
import type { Turn } from '../../history/timeline.ts';
import { printable } from '../../model/text.ts';
import { type CommitFacts, type CommitJson, commitJson, commitText } from './commit.ts';
import { type Mask, maskedJson } from '../markup/mask.ts';
import type { Paint } from '../markup/terminal.ts';
import { withLocalTime } from '../markup/local-time.ts';
import type { PlannedRun } from '../../history/runs-of-account.ts';
import { seenAt } from '../../history/hand-over.ts';
import { stepOf } from '../../history/level-steps.ts';

/** What the policies wanted from then on. */
export interface TurnEvent {
  readonly at: Instant;
  readonly kind: 'policy' | 'time' | 'account';
  readonly turn: Turn<CommitFacts>;
}

/** What a run did, or did not do. */
export interface RunEvent {
  readonly at: Instant;
  readonly kind: 'run';
  readonly run: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly seq: number;
  readonly action: string;
  readonly organisation: string;
  readonly before: State;
  readonly after: State;
  readonly outcome: string;
  readonly reason: string | null;
  /** For what was handed over: when it was seen what became of it. Null for anything else, and where nothing has yet. */
  readonly seenBy: Instant | null;
  /** Null where the plan does not tell it. */
  readonly cause: string | null;
  readonly actor: string;
}

/** A commit that changed nothing, since its policies have an error. */
export interface InvalidEvent {
  readonly at: Instant;
  readonly kind: 'invalid';
  readonly commit: CommitFacts;
  readonly says: string;
}

export type HistoryEvent = TurnEvent | RunEvent | InvalidEvent;

export interface HistoryData {
  readonly account: Account;
  readonly source: 'directory' | 'ledger' | 'policies';
  /** In order of time. */
  readonly events: readonly HistoryEvent[];
  /** Whole sentences. */
  readonly remarks: readonly string[];
}

/** Beside policies that were there at one instant, what runs did comes between what was wanted and what came of it. */
const ORDER = { invalid: 0, policy: 1, time: 1, run: 2, account: 3 } as const;

/** Events in order of time; those of one instant in the order in which one leads to the other. */
export function eventsInOrder(events: readonly HistoryEvent[]): HistoryEvent[] {
  return events.toSorted((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
}

/** One object. */
export function historyJson({ account, source, events, remarks }: HistoryData, mask: Mask): string {
  const { address, organisation, unit, type, status, userPolicy, roles, reported } = account;
  const told = { source, organisation, unit, type, status, userPolicy, roles, reported };
  return maskedJson({ address: mask(address), account: told, timeline: events.map(eventJson), remarks }, mask);
}

function eventJson(event: HistoryEvent): object {
  const at = formatInstant(event.at);
  if (event.kind === 'run') {
    const { start, end, seenBy } = event;
    const seen = seenBy === null ? null : formatInstant(seenBy);
    return { ...event, at, start: formatInstant(start), end: formatInstant(end), seenBy: seen };
  }
  if (event.kind === 'invalid') return { ...event, at, commit: commitJson(event.commit) };
  const { before, after, commit } = event.turn;
  return {
    at,
    kind: event.kind,
    before: before === null ? null : wanted(before),
    after: wanted(after),
    because: decidingLine(after.because) ?? null,
    wasBecause: before === null ? null : (decidingLine(before.because) ?? null),
    commit: commitJson(commit) satisfies CommitJson,
  };
}

function wanted({ managed, desired }: Decision): { managed: boolean; level: ActualLevel; status: string } {
  return { managed, level: desired.level, status: desired.status };
}

export interface HistoryTextOptions {
  readonly paint: Paint;
  readonly mask: Mask;
  readonly timezone: string;
}

const KNOWN_BY = {
  directory: 'from the directory, as it is now',
  ledger: 'the directory no longer has it; from the last run',
  policies: 'not in the directory; from an exception',
} as const;

/** For people. */
export function renderHistory(data: HistoryData, options: HistoryTextOptions): string {
  const { account, source } = data;
  const unit = account.unit === '' ? '' : `, ${printable(account.unit)}`;
  const lines = [
    options.paint.strong(options.mask(printable(account.address))),
    `  organisation  ${printable(account.organisation) || '(none)'}${unit} (${KNOWN_BY[source]})`,
    ...(account.roles.length === 0 ? [] : [`  roles         ${account.roles.map(printable).join(', ')}`]),
    '',
    ...data.events.flatMap((event) => eventLines(event, options)),
    ...(data.events.length === 0 ? ['There is no history of this account yet.'] : []),
    ...data.remarks.map((remark) => `Note: ${remark}`),
  ];
  return `${lines.join('\n')}\n`;
}

function eventLines(event: HistoryEvent, { paint, timezone }: HistoryTextOptions): string[] {
  const when = `${withLocalTime(event.at, timezone)}  ${event.kind.padEnd(8)}`;
  if (event.kind === 'run')
    return [
      `${when}${runText(event)}`,
      ...handedOverText(event),
      `    run ${event.run} by ${printable(event.actor)}, line ${event.seq} of the ledger`,
    ];
  if (event.kind === 'invalid')
    return [
      `${when}${paint.warn('the policies were not valid')}, so those before went on`,
      `    ${printable(event.says)} (${commitText(event.commit)})`,
    ];
  const { before, after, commit } = event.turn;
  const was = before === null ? undefined : decidingLine(before.because);
  return [
    `${when}${before === null ? '' : `${stateText(before)} → `}${paint.strong(stateText(after))}`,
    ...whyText(decidingLine(after.because), ''),
    ...(event.kind === 'time' ? whyText(was, 'before: ') : []),
    ...(event.kind === 'policy' ? [`    ${paint.dim(commitText(commit))}`] : []),
  ];
}

function runText({ action, outcome, reason, before, after, cause }: RunEvent): string {
  const why = cause === null ? '' : `, cause ${cause}`;
  const state = ({ level, status }: State): string => `${level} (${printable(status) || 'blank'})`;
  return `${action} ${state(before)} → ${state(after)}: ${outcome}${reason === null ? '' : ` (${reason})`}${why}`;
}

/** Nobody knows when a person made a change: only by when it was seen what became of it. */
function handedOverText({ outcome, seenBy }: RunEvent): string[] {
  if (outcome !== 'handed-over') return [];
  const seen = seenBy === null ? 'no report has shown it yet' : `a report of ${formatInstant(seenBy)} shows it`;
  return [`    handed over to people: nobody knows when it was made, or whether it was; ${seen}`];
}

function stateText({ managed, desired }: Decision): string {
  return `${desired.level} (${printable(desired.status) || 'blank'}${managed ? '' : ', unmanaged'})`;
}

function whyText(line: TraceLine | undefined, lead: string): string[] {
  if (line === undefined) return [];
  return [`    ${lead}${line.step}: ${printable(line.says)}${line.policy === null ? '' : `  ${line.policy}`}`];
}

/** That runs found the account in other organisations than its own, whose policies are left out. */
export function movedRemarks({ organisation }: Account, runs: readonly PlannedRun[]): string[] {
  const others = new Set(runs.map(({ change }) => change.organisation).filter((code) => code !== organisation));
  return [...others].map(
    (code) =>
      `earlier runs found the account in organisation ${code || '(none)'}; this history leaves out the policies of that organisation.`,
  );
}

/** What a run did, as it is told; the directory was observed at `observedAt`. */
export function runEvent(done: PlannedRun, observedAt: Instant): RunEvent {
  const { line, change, planned, start, end } = done;
  const { action, organisation, before, after, outcome, reason } = change;
  const { run, seq, actor } = line;
  const cause = planned?.cause ?? null;
  const at = stepOf(done)?.at ?? end;
  const seen = outcome === 'handed-over' ? seenAt(done, observedAt) : Number.POSITIVE_INFINITY;
  const seenBy = Number.isFinite(seen) ? seen : null;
  const what = { action, organisation, before, after, outcome, reason, seenBy, cause, actor };
  return { at, kind: 'run', run, start, end, seq, ...what };
}
