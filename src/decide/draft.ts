import type { AccountFacts } from './facts.ts';
import type { ActualLevel, Instant, TraceLine } from '../model/account.ts';
import type { Decision } from '../model/decision.ts';
import type { UserException, Policies } from '../model/policies.ts';
import type { Scope } from './scope.ts';

/** A decision in the making: what the steps read, and what they have found so far. */
export interface Draft {
  readonly scope: Scope;
  readonly facts: AccountFacts;
  readonly policies: Policies;
  readonly now: Instant;
  level: ActualLevel;
  held: Decision['held'];
  exception: Decision['exception'];
  /** Active entries for the account in other organisations. */
  foreign: readonly UserException[];
  unrecorded: boolean;
  readonly because: TraceLine[];
}

export function newDraft(scope: Scope, facts: AccountFacts, policies: Policies, now: Instant): Draft {
  return {
    scope,
    facts,
    policies,
    now,
    level: facts.actual,
    held: null,
    exception: null,
    foreign: [],
    unrecorded: false,
    because: [],
  };
}
