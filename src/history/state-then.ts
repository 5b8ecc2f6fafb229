/**
 * What a directory said of an account at a past instant: what it says now, with the changes undone that runs have made
 * since. A step function: between two changes the account may have drifted, and nobody can know when.
 */
import type { Account, Instant, Membership, State } from '../model/account.ts';
import { actualLevel } from '../model/status.ts';

/** A change that a run made to an account. */
export interface StateStep {
  /** From here on the account had the state after it. */
  readonly at: Instant;
  readonly before: State;
  readonly after: State;
}

/** The state at an instant; null where no change since then tells it, so it is what it is now. `steps` are in order of time. */
export function stateThen(steps: readonly StateStep[], at: Instant): State | null {
  return steps.find((step) => step.at > at)?.before ?? null;
}

/** The account with the state that it had; null leaves it as it is. */
export function withState(account: Account, state: State | null): Account {
  if (state === null) return account;
  const byStatus =
    account.membership === null && actualLevel({ membership: null, reported: state.status }) === state.level;
  return { ...account, reported: state.status, membership: byStatus ? null : MEMBERSHIP[state.level] };
}

const MEMBERSHIP: Readonly<Record<State['level'], Membership>> = {
  standard: 'standard',
  'named-locations': 'named-locations',
  disabled: 'none',
  unknown: 'unknown',
};

/** What is still known of an account that the directory no longer has; all else counts as that of an ordinary user. */
export function goneAccount(
  name: Pick<Account, 'id' | 'address'>,
  place: Pick<Account, 'organisation' | 'unit'>,
  state: State | null,
): Account {
  const account: Account = {
    ...name,
    ...place,
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: [],
    reported: '',
    methods: null,
    membership: null,
    compromised: false,
  };
  return withState(account, state);
}
