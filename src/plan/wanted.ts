/** What a directory would change to be as the policies want it: one answer for plans, reports and imports. */
import { entriesFor } from '../decide/facts.ts';
import { type Sweep, sweep } from '../decide/sweep.ts';
import { AccountMap, type DecisionContext, type Instant, type State } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { reportedException } from '../model/status.ts';
import { type Population, accountAt, nameAt, valueAt } from '../snapshot/population.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Changes, type LeftOut, collectChanges } from './changes.ts';
import { type HandedOver, exportsOf, isWaiting, type Look } from './handed-over.ts';
import { type TakenBack, takeBack } from './take-back.ts';

/** What earlier runs did, and which part of the answer is asked for. */
export interface WantedFrom {
  /** Changes that earlier runs handed over to people. */
  readonly handedOver: readonly HandedOver[];
  /** When it is asked; what was handed over waits until then. */
  readonly madeAt: Instant;
  /** The rows that are asked about; left out: all. */
  readonly includes?: (row: number) => boolean;
  /** The accounts of a run that is taken back; left out where the policies decide. */
  readonly undo?: readonly TakenBack[] | undefined;
}

/** Every decision, and what has to change, in plan order. */
export interface Wanted {
  readonly swept: Sweep;
  readonly changes: Changes;
  /** The lines of `handedOver` that ask for a change which is wanted still. */
  readonly matched: ReadonlySet<HandedOver>;
}

/** Decides every account of a snapshot and collects what has to change. */
export function wantedChanges(
  { population, observedAt, sources }: Pick<Snapshot, 'population' | 'observedAt' | 'sources'>,
  policies: Policies,
  context: DecisionContext,
  { handedOver, madeAt, includes = () => true, undo }: WantedFrom,
): Wanted {
  const decided = sweep(population, policies, context);
  const swept = undo === undefined ? decided : takeBack(decided, undo);
  const ended = endedByPortal(population, policies, observedAt, context.now);
  const look = { observedAt, madeAt, exports: exportsOf(sources), isUndo: undo !== undefined };
  const waiting = awaited(population, handedOver, look, context.now);
  const leftOut: LeftOut = (row, decision) => ended(row, decision) || waiting.leftOut(row, decision);
  return { swept, changes: collectChanges(population, swept, includes, leftOut), matched: waiting.matched };
}

/**
 * A short-term exception that lapsed after the directory was observed: the portal has ended it, so the plan leaves its
 * restore out (`decide` still says restore).
 */
function endedByPortal(population: Population, policies: Policies, observedAt: Instant, now: Instant): LeftOut {
  return (row, decision) => {
    if (decision.action !== 'restore' || reportedException(decision.actual.status) !== 'short-term') return false;
    const organisation = valueAt(population.columns.organisation, row);
    return entriesFor(accountAt(population, row), policies.exceptions).some(
      (entry) =>
        entry.organisation === organisation &&
        entry.type === 'short-term' &&
        observedAt < entry.expiresAt &&
        entry.expiresAt <= now,
    );
  };
}

/** The changes that are not handed over a second time, and which of the lines they are. */
interface Awaited {
  readonly leftOut: LeftOut;
  /** Filled while changes are collected. */
  readonly matched: ReadonlySet<HandedOver>;
}

/**
 * Leaves out what waits with somebody: the same change of the same account, at an instant at which it is wanted. To the
 * portal another level is another change, and so is an exception of another type; other statuses it sets by itself.
 */
function awaited(
  population: Population,
  lines: readonly HandedOver[],
  look: Omit<Look, 'scope'>,
  now: Instant,
): Awaited {
  const waiting = new AccountMap<HandedOver>();
  if (!look.isUndo)
    for (const line of lines.filter((each) => isWaiting(each, look) && isWanted(each, now)))
      waiting.set(line.account, line, `${line.action} ${line.to}`);
  const matched = new Set<HandedOver>();
  if (waiting.isEmpty) return { leftOut: () => false, matched };
  const leftOut: LeftOut = (row, { action, desired }) => {
    const line = waiting
      .all(nameAt(population, row), `${action} ${desired.level}`)
      .find((known) => gives(known, desired));
    if (line !== undefined) matched.add(line);
    return line !== undefined;
  };
  return { leftOut, matched };
}

/** What was wanted until an instant, and is wanted anew after it, is to be done anew. */
function isWanted({ validUntil }: HandedOver, now: Instant): boolean {
  return validUntil === null || now < validUntil;
}

function gives({ status }: HandedOver, desired: State): boolean {
  return status === null || reportedException(status) === reportedException(desired.status);
}
