/** Changes that were handed over to people: whether they still wait, and what a later observation shows of them. */
import type { PlanConfirmation, PlanScope } from '../generated/plan.ts';
import { accountNames } from './account-names.ts';
import type { LeftOut } from './changes.ts';
import type { Account, Action, Instant, Level } from './model.ts';
import { accountAt, nameAt, type Population } from './population.ts';
import { actualLevel } from './status.ts';
import { compareUtf8, fold } from './text.ts';
import { DAY, formatInstant } from './time.ts';

/** One change that a run handed over and that no later run has looked at. */
export interface HandedOver {
  readonly account: Pick<Account, 'id' | 'address'>;
  readonly organisation: string;
  readonly action: Action;
  /** Null for re-enrol. */
  readonly to: Level | null;
  readonly run: string;
  /** When that run ended. */
  readonly at: Instant;
}

/** A change that was handed over waits for a report at most this long. */
const WAITS = 8 * DAY;

/** What a plan knows of the world when it looks at what was handed over. */
export interface Look {
  readonly scope: PlanScope | null;
  /** Whether the plan takes a run back: then it looks at nothing else. */
  readonly isUndo: boolean;
  readonly observedAt: Instant;
  readonly madeAt: Instant;
}

/**
 * What a plan makes of a change that was handed over. `seen`: the directory was observed after it. `waiting`: it was
 * not. `expired`: it was not, and has not been for so long that nobody waits any more. `elsewhere`: the plan is not
 * about it, so it stays as it is.
 */
export type Sight = 'seen' | 'waiting' | 'expired' | 'elsewhere';

export function sightOf(line: Pick<HandedOver, 'organisation' | 'at'>, look: Look): Sight {
  if (look.isUndo || !isAbout(look.scope, line.organisation)) return 'elsewhere';
  if (look.observedAt > line.at) return 'seen';
  return isWaiting(line, look) ? 'waiting' : 'expired';
}

/** Of units and user policies a plan can not tell whether a change that was handed over is among them. */
function isAbout(scope: PlanScope | null, organisation: string): boolean {
  if (scope === null) return true;
  const { organisations, units, userPolicies } = scope;
  return units.length === 0 && userPolicies.length === 0 && organisations.includes(organisation);
}

function isWaiting({ at }: Pick<HandedOver, 'at'>, { observedAt, madeAt }: Look): boolean {
  return observedAt <= at && madeAt - at < WAITS;
}

/** The changes that are not handed over a second time, and which of the lines they are. */
export interface Awaited {
  readonly leftOut: LeftOut;
  /** Filled while changes are collected. */
  readonly matched: ReadonlySet<HandedOver>;
}

/** Leaves out what waits with somebody: the same change of the same account. Another target level is another change. */
export function awaited(population: Population, lines: readonly HandedOver[], look: Look): Awaited {
  const waiting = new Map<string, HandedOver>();
  if (!look.isUndo)
    for (const line of lines.filter((each) => isWaiting(each, look)))
      for (const name of accountNames(line.account)) waiting.set(`${name}\n${line.action}\n${line.to}`, line);
  const matched = new Set<HandedOver>();
  if (waiting.size === 0) return { leftOut: () => false, matched };
  const leftOut: LeftOut = (row, { action, desired }) => {
    const line = accountNames(nameAt(population, row))
      .map((name) => waiting.get(`${name}\n${action}\n${desired.level}`))
      .find((known) => known !== undefined);
    if (line !== undefined) matched.add(line);
    return line !== undefined;
  };
  return { leftOut, matched };
}

/** What became of the changes that each run handed over, the oldest run first; runs without any are left out. */
export function confirm(
  population: Population,
  lines: readonly HandedOver[],
  look: Look,
  { matched }: Awaited,
): PlanConfirmation[] {
  const rowOf = rowFinder(population, lines);
  const byRun = new Map<string, PlanConfirmation>();
  const ordered = lines.toSorted((a, b) => a.at - b.at || compareUtf8(a.run, b.run));
  for (const line of ordered) {
    const verdict = matched.has(line) ? 'waiting' : verdictOf(population, line, sightOf(line, look), rowOf);
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
function verdictOf(
  population: Population,
  line: HandedOver,
  sight: Sight,
  rowOf: (line: HandedOver) => number,
): Verdict | null {
  if (sight === 'elsewhere') return null;
  if (sight === 'expired') return 'untold';
  // A re-enrolment is planned once, whatever became of it.
  if (sight === 'waiting') return line.action === 're-enrol' ? 'waiting' : 'superseded';
  const row = rowOf(line);
  if (row < 0) return 'missing';
  const account = accountAt(population, row);
  if (line.action !== 're-enrol') return actualLevel(account) === line.to ? 'confirmed' : 'missing';
  // A method that is there can be a new one.
  return account.methods?.length === 0 ? 'confirmed' : 'untold';
}

/** The row of an account: by id where both sides have ids, else by address; -1 where it is gone. */
function rowFinder({ ids, addresses }: Population, lines: readonly HandedOver[]): (line: HandedOver) => number {
  const wanted = new Set(lines.flatMap(({ account: { id } }) => (id === null ? [] : [fold(id)])));
  const rowOfId = new Map<string, number>();
  if (wanted.size > 0) ids?.forEach((id, row) => wanted.has(fold(id)) && rowOfId.set(fold(id), row));
  return ({ account: { id, address } }) =>
    id !== null && ids !== null ? (rowOfId.get(fold(id)) ?? -1) : addresses.find(address);
}
