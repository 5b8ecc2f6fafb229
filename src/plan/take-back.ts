import { directionOf } from '../model/level.ts';
import type { LevelAction, State } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import { type Sweep, sweepOf } from '../decide/sweep.ts';

/** One account of a run that is taken back: the state that it had before, and how it gets there. */
export interface TakenBack {
  readonly row: number;
  readonly action: LevelAction;
  readonly after: State;
  /** Which run is taken back. */
  readonly says: string;
}

/**
 * The decisions of a plan that takes a run back: what the policies want is left aside, and the accounts of the run get
 * the state that they had before it. Guardrails and chunks then work as for every plan.
 */
export function takeBack({ decisions, decisionOf, likeness, at }: Sweep, accounts: readonly TakenBack[]): Sweep {
  const quiet = decisions.map(
    (decision): Decision => ({ ...decision, desired: decision.actual, action: 'none', direction: null, reEnrol: null }),
  );
  const indexes = decisionOf.slice();
  const own = new Set(accounts.map(({ row }) => row));
  for (const { row, action, after, says } of accounts) {
    const decision = at(row);
    const because = [{ step: 'undo', policy: null, says } as const];
    indexes[row] =
      quiet.push({
        ...decision,
        desired: after,
        action,
        direction: directionOf(action, after.level),
        reEnrol: null,
        because,
      }) - 1;
  }
  return sweepOf(quiet, indexes, (row) => (own.has(row) ? null : likeness(row)));
}
