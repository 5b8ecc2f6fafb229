import { directionOf, rank } from '../model/level.ts';
import { type Action, ACTIONS, type Direction, type Level, type State } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { Population } from '../snapshot/population.ts';
import type { Sweep } from '../decide/sweep.ts';
import { compareUtf8 } from '../model/text.ts';

/** One change that the policies ask for; the row tells the account. */
export interface Change {
  /** Its place in plan order, from 0. */
  readonly index: number;
  readonly row: number;
  readonly action: Action;
  /** Null for re-enrol. */
  readonly to: Level | null;
  readonly direction: Direction;
}

/** The changes of a population in plan order, kept as a few bytes each: two million need no two million objects. */
export interface Changes {
  readonly size: number;
  at(index: number): Change;
}

/** The places of a plan in their order: tighten before loosen, then the order of the actions. */
const GROUPS: readonly { readonly direction: Direction; readonly action: Action }[] = (
  ['tighten', 'loosen'] as const
).flatMap((direction) => ACTIONS.map((action) => ({ direction, action })));

/** Whether the plan leaves a change to the portal, which ends short-term exceptions by itself. */
export type LeftOut = (row: number, decision: Decision) => boolean;

/** Collects what differs and puts it in plan order: group, organisation, target level from high to low, address. */
export function collectChanges(
  population: Population,
  sweep: Sweep,
  includes: (row: number) => boolean,
  leftOut: LeftOut,
): Changes {
  const rows: number[] = [];
  const groups: number[] = [];
  const { decisions, decisionOf } = sweep;
  const changes = Uint8Array.from(decisions, ({ action, reEnrol }) => (action === 'none' && reEnrol === null ? 0 : 1));
  for (let row = 0; row < population.size; row++) {
    const index = decisionOf[row] as number;
    if (changes[index] === 0 || !includes(row)) continue;
    const decision = decisions[index] as Decision;
    if (decision.action !== 'none' && !leftOut(row, decision)) {
      rows.push(row);
      groups.push(groupOf(decision.action, decision));
    }
    if (decision.reEnrol !== null) {
      rows.push(row);
      groups.push(groupOf('re-enrol', decision));
    }
  }
  return inPlanOrder(population, sweep, Uint32Array.from(rows), Uint8Array.from(groups));
}

function groupOf(action: Action, decision: Decision): number {
  const direction = directionOf(action, decision.desired.level);
  return GROUPS.findIndex((group) => group.action === action && group.direction === direction);
}

function inPlanOrder(population: Population, swept: Sweep, rows: Uint32Array, groups: Uint8Array): Changes {
  const codes = population.columns.organisation;
  const rankOfCode = organisationRanks(codes.values);
  const to = (index: number): Level | null => {
    const decision = swept.at(rows[index] as number);
    return GROUPS[groups[index] as number]?.action === 're-enrol' ? null : (decision.desired.level as Level);
  };
  const keys = Float64Array.from(rows, (row, index) => {
    const organisation = rankOfCode[codes.codes[row] as number] as number;
    const target = to(index);
    return (
      ((groups[index] as number) * codes.values.length + organisation) * 4 + (target === null ? 3 : 2 - rank(target))
    );
  });
  const order = Uint32Array.from(rows.keys()).sort(
    (a, b) =>
      (keys[a] as number) - (keys[b] as number) || population.addresses.compare(rows[a] as number, rows[b] as number),
  );
  return {
    size: order.length,
    at: (index) => {
      const position = order[index] as number;
      const group = GROUPS[groups[position] as number] as (typeof GROUPS)[number];
      return {
        index,
        row: rows[position] as number,
        action: group.action,
        to: to(position),
        direction: group.direction,
      };
    },
  };
}

/** The rank of each code's organisation by the bytes of its name; two codes of one organisation share theirs. */
function organisationRanks(values: readonly string[]): number[] {
  const sorted = [...new Set(values)].sort(compareUtf8);
  const ranks = new Map(sorted.map((value, index) => [value, index]));
  return values.map((value) => ranks.get(value) as number);
}

/**
 * The states before and after a change. Re-enrolment changes no state: it stands where the account is by then, which
 * is the desired state where that tightens (tightening comes first), else the actual one.
 */
export function statesOf(action: Action, decision: Decision): { before: State; after: State } {
  if (action !== 're-enrol') return { before: decision.actual, after: decision.desired };
  const state = directionOf(decision.action, decision.desired.level) === 'tighten' ? decision.desired : decision.actual;
  return { before: state, after: state };
}
