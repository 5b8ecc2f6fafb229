/** What the policies wanted of one account over time: pure, from the policies as they were and the states it had. */
import { decide } from '../decide/decide.ts';
import type { Decision } from '../model/decision.ts';
import type { Account, DecisionContext, Instant } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { type StateStep, stateThen, withState } from './state-then.ts';
import { levelChanges } from '../decide/turning-points.ts';

/** Policies, and since when they were there. */
export interface PolicyVersion<Commit> {
  readonly since: Instant;
  readonly policies: Policies;
  readonly commit: Commit;
}

/** The desired level or status became another one, or the policies began or ceased to decide for the account. */
export interface Turn<Commit> {
  readonly at: Instant;
  /** Another policy; time alone (a lapse, a wave, an `until`); or the account was changed, which decisions look at. */
  readonly cause: 'policy' | 'time' | 'account';
  /** The policies that held then. */
  readonly commit: Commit;
  /** Null where nothing was known before. */
  readonly before: Decision | null;
  readonly after: Decision;
}

/** The turns until, and with, `until`. Versions and steps are in order of time. */
export function timelineOf<Commit>(
  account: Account,
  versions: readonly PolicyVersion<Commit>[],
  steps: readonly StateStep[],
  context: Omit<DecisionContext, 'now'>,
  until: Instant,
): Turn<Commit>[] {
  const turns: Turn<Commit>[] = [];
  let last: Decision | null = null;
  const look = (version: PolicyVersion<Commit>, at: Instant, cause: Turn<Commit>['cause'], stateAt: Instant): void => {
    const after = decide(withState(account, stateThen(steps, stateAt)), version.policies, { ...context, now: at });
    if (last === null || !isSame(last, after)) turns.push({ at, cause, commit: version.commit, before: last, after });
    last = after;
  };
  versions.forEach((version, i) => {
    if (version.since > until) return;
    const end = Math.min(versions[i + 1]?.since ?? Number.POSITIVE_INFINITY, until);
    look(version, version.since, 'policy', version.since);
    for (const { at, changed } of boundaries(account, version, steps, end)) {
      // What time asks for and what was done to the account at that same instant are told apart.
      look(version, at, 'time', at - 1);
      if (changed) look(version, at, 'account', at);
    }
  });
  return turns;
}

function isSame(a: Decision, b: Decision): boolean {
  return a.managed === b.managed && a.desired.level === b.desired.level && a.desired.status === b.desired.status;
}

/** Instants after the start of a version, until and with its end, at which decisions may change. */
function boundaries(
  account: Account,
  { since, policies }: PolicyVersion<unknown>,
  steps: readonly StateStep[],
  end: Instant,
): { at: Instant; changed: boolean }[] {
  const changed = new Set(steps.map(({ at }) => at));
  const all = new Set([...levelChanges(account, policies), ...changed]);
  return [...all]
    .filter((at) => since < at && at <= end)
    .sort((a, b) => a - b)
    .map((at) => ({ at, changed: changed.has(at) }));
}
