/**
 * The words of mfactl: accounts as a directory tells them, and decisions. Levels, statuses and steps are those of
 * docs/policy-model.md; what policies declare stands in policies.ts.
 */
import type { ExceptionType } from '../generated/exceptions.ts';
import type { Level } from '../generated/tenant.ts';
import { fold } from './text.ts';

export type { ExceptionType, Level };

/** Levels from low to high. */
export const LEVELS = ['disabled', 'named-locations', 'standard'] as const satisfies readonly Level[];
/** An actual level is `unknown` where neither membership nor reported status tells it. */
export type ActualLevel = Level | 'unknown';

/** Milliseconds since 1970, UTC. */
export type Instant = number;

/** Where a rule stands: file below the root of the policy repository and line, `policies/tenant.yaml:5`. */
export type Origin = string;

export type RoleCategory = 'admin' | 'atp' | 'other';

/** One account as the directory tells it. Texts are trimmed; `address` is folded. */
export interface Account {
  readonly address: string;
  /** The immutable directory id, or null where the source has none. */
  readonly id: string | null;
  /** ODS code, folded to upper case; blank where the source does not tell it. */
  readonly organisation: string;
  /** The unit path as the source writes it. */
  readonly unit: string;
  /** `User` where the source has no such column; blank where the column is there and the value is not. */
  readonly type: string;
  /** `Active` where the source has no such column; blank where the column is there and the value is not. */
  readonly status: string;
  readonly userPolicy: string;
  readonly roles: readonly string[];
  /** The MFA status of the MFA Status report; blank is real data. */
  readonly reported: string;
  /** Registered authentication types; null where the source does not tell (unknown, not none). */
  readonly methods: readonly string[] | null;
  /** Membership of the Conditional Access groups; null where the source does not tell. */
  readonly membership: Membership | null;
  readonly compromised: boolean;
}

/** `both`: in both groups at once, a finding. `unknown`: told, but by a value that mfactl does not know. */
export type Membership = 'standard' | 'named-locations' | 'none' | 'both' | 'unknown';

/** The steps of a decision, in their order. */
export type Step =
  | 'managed'
  | 'base'
  | 'rollout'
  | 'role'
  | 'self-enrolment'
  | 'exception'
  | 'unrecorded'
  | 'compromised'
  | 're-enrol'
  | 'undo';

/** One line of a trace: the step, the file and line of the policy it used (null: a rule of the model itself), and what it did. */
export interface TraceLine {
  readonly step: Step;
  readonly policy: Origin | null;
  readonly says: string;
}

/** The actions, in the order in which a plan carries them out. */
export const ACTIONS = ['restore', 'enable', 'switch', 're-enrol', 'except', 'disable'] as const;
export type Action = (typeof ACTIONS)[number];
/** What a decision asks for; re-enrolment stands beside it. */
export type LevelAction = Exclude<Action, 're-enrol'> | 'none';
export type Direction = 'tighten' | 'loosen';

/** A level with the MFA status that the report shows for it. */
export interface State {
  readonly level: ActualLevel;
  readonly status: string;
}

export type Refusal = 'role' | 'compromised' | 'leaver';

/** What a decision needs beside account and policies. */
export interface DecisionContext {
  /** The instant decided for. */
  readonly now: Instant;
  /** Reported statuses stand for roles and compromise (on for report and sandbox, off for graph). */
  readonly statusEvidence: boolean;
  /** When each account was last made to register afresh, by id where there is one, else by address. */
  readonly reEnrolledAt: ReadonlyMap<string, Instant>;
  /** Exceptions that mfactl has granted and that no run has seen end, about their type. */
  readonly granted: Grants;
}

/** An exception that a run of mfactl granted. */
export interface Grant {
  readonly account: Pick<Account, 'id' | 'address'>;
  readonly type: ExceptionType;
}

/** One text for an account: the folded id where there is one, else the address. */
export function accountKey({ id, address }: Pick<Account, 'id' | 'address'>): string {
  return id === null ? address : fold(id);
}

/** Every text by which an account may be known: a source without ids knows it by its address alone. */
export function accountNames(account: Pick<Account, 'id' | 'address'>): string[] {
  return [...new Set([accountKey(account), account.address])];
}

/** Whether two names mean one account: by id where both have one, else by address. */
export function isSameAccount(a: Pick<Account, 'id' | 'address'>, b: Pick<Account, 'id' | 'address'>): boolean {
  return a.id !== null && b.id !== null ? fold(a.id) === fold(b.id) : a.address === b.address;
}

/**
 * What is known of accounts, found as `isSameAccount` compares them: by id where both sides have one, else by address.
 * `about` tells several things that are known of one account apart.
 */
export class AccountMap<Value> {
  readonly #known = new Map<string, { readonly id: string | null; readonly value: Value }>();

  set(account: Pick<Account, 'id' | 'address'>, value: Value, about = ''): void {
    for (const name of accountNames(account)) this.#known.set(`${name}\n${about}`, { id: account.id, value });
  }

  get(account: Pick<Account, 'id' | 'address'>, about = ''): Value | undefined {
    return this.all(account, about)[0];
  }

  /** Where a source without ids told of the account too, that comes last. */
  all(account: Pick<Account, 'id' | 'address'>, about = ''): Value[] {
    const known = accountNames(account).map((name) => this.#known.get(`${name}\n${about}`));
    return [...new Set(known.flatMap((one) => (one !== undefined && mayBeOne(one, account) ? [one.value] : [])))];
  }

  /** Each value once. */
  values(): Set<Value> {
    return new Set([...this.#known.values()].map(({ value }) => value));
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }
}

/** Whether two names may be of one account: an address that was given to somebody else, with another id, is not it. */
function mayBeOne(a: Pick<Account, 'id'>, b: Pick<Account, 'id'>): boolean {
  return a.id === null || b.id === null || fold(a.id) === fold(b.id);
}

/** Exceptions that mfactl granted: by account, about their type. */
export type Grants = AccountMap<Grant>;

/** Grants as decisions look them up. */
export function grantsOf(all: Iterable<Grant>): Grants {
  const grants = new AccountMap<Grant>();
  for (const grant of all) grants.set(grant.account, grant, grant.type);
  return grants;
}
