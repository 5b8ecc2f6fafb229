import type { Account, State } from '../model/account.ts';
import type { DirectoryReader, DirectoryWriter } from '../directory/port.ts';
import type { OutcomeCounts } from '../generated/receipt.ts';
import type { ChanceClock } from '../machine/clock.ts';
import type { Booking } from '../ledger/book-run.ts';
import type { Acquired, LockRecord } from './lock/lock.ts';
import type { RetryLimits } from '../machine/retry-budget.ts';
import type { Descent } from '../git/protected-branch.ts';
import type { PlanHeader } from '../generated/plan.ts';
import type { PlanAnew } from './plan-anew.ts';

/** The directory that is written, and what the policies say of its accounts now. */
export interface Outside {
  readonly reader: DirectoryReader;
  readonly writer: DirectoryWriter;
  /**
   * Reads every input of a decision again and decides these accounts anew, in their order; null where one is not
   * managed. May throw: then nothing of the chunk is loosened.
   */
  readonly redecide: (accounts: readonly Account[], signal: AbortSignal) => Promise<(State | null)[]>;
  /**
   * Whether each account, in their order, is privileged, compromised or not managed: such an account is never loosened
   * to take a run back. May throw.
   */
  readonly isProtected: (accounts: readonly Account[], signal: AbortSignal) => Promise<boolean[]>;
}

/** Where it stands what a run does, so that no crash loses it. */
export interface Bookkeeping extends Booking {
  /**
   * Where the machine is lost with the job: puts everything under `ledgerFolder` in a safe place. Null on a machine that
   * stays. Awaited before the first write, before each re-enrolment, at least every 30 seconds, and at the end.
   */
  readonly publish: (() => Promise<void>) | null;
  /**
   * Makes what people need for the changes that an ended run has handed over, and tells where it is. It is made before
   * the run is booked, from what lies in the run's folder; after a crash, or when the run is asked for once more, it is
   * made again. Left out where nothing is handed over. May throw the error of the operating system.
   */
  readonly handOver?: ((run: string) => Promise<readonly string[]>) | undefined;
}

/** What a plan is held against before it is applied. */
export interface PlanRules {
  /** Milliseconds that a plan may be old. */
  readonly maxPlanAge: number;
  /** The directory that plans must have been made from; null for any. `name` null: any of that kind. */
  readonly directory: { readonly kind: string; readonly name: string | null } | null;
  /** The digest of the policies as they are now: a run that goes on follows no others; null where it is not compared. */
  readonly policyDigest: string | null;
  /** What git and its remote say of policies; null where there is no git. */
  readonly repository: PolicyRepository | null;
}

/** The repository that the policies are in. */
export interface PolicyRepository {
  /** How a commit stands to an earlier one. */
  readonly descent: (ancestor: string, commit: string) => Promise<Descent>;
  /**
   * Every reason not to apply the policies that a plan names: policies that are in no commit, a commit that is not on
   * the protected branch as the remote shows it now, a clock that is not the remote's. Empty where there is no remote.
   * Rejects with a RemoteError where the remote cannot be asked.
   */
  readonly refusals: (policy: PlanHeader['policy']) => Promise<readonly string[]>;
}

/** How far a run goes before it waits, tries no longer, or stops. */
export interface RunLimits {
  /** Accounts of the first changes of each action; 0 for none. */
  readonly canary: number;
  /** Per cent of the plan's changes; more failures than that, and more than 5, stop the run. */
  readonly maxFailures: number;
  /** Milliseconds that a write may take until it can be read. */
  readonly settle: number;
  readonly retries: RetryLimits;
}

/** Who applies: the person, those who approved, and the process that does it. */
export interface Applier {
  readonly actor: string;
  /** Who approved, as CI reports it. */
  readonly approvers: readonly string[];
  readonly host: string;
  readonly pid: number;
  /** When this process started, as `ProcessLife.startOf` tells it. */
  readonly started: string | null;
  /** Name and version, such as mfactl/0.1.0. */
  readonly tool: string;
}

/** How the lock is had. */
export interface Locking {
  /** Takes the lock of the target, and that of the ledger, for this record; `takeOver` is the id of a lock that is taken over in any case. */
  readonly acquireLock: (record: LockRecord, takeOver: string | null) => Promise<Acquired>;
  readonly takeOver: string | null;
}

/** A plan that is made again. */
export interface Replanning {
  readonly plan: PlanHeader;
  /** The run that goes on with it; null where none has begun. What such a run has loosened so far is counted once. */
  readonly run: string | null;
}

/** All that an apply works with; each part of it is handed to those alone that need it. */
export interface ApplyNeeds {
  readonly outside: Outside;
  readonly books: Bookkeeping;
  readonly rules: PlanRules;
  readonly limits: RunLimits;
  readonly applier: Applier;
  readonly locking: Locking;
  /** Makes a plan again: same policies, same instant, the directory and the ledger as they are now. May throw. */
  readonly planAnew: (replanning: Replanning) => Promise<PlanAnew>;
  readonly clock: ChanceClock;
  /** A new random id: lower-case letters and digits. */
  readonly id: () => string;
  /** Progress, for people and programs to follow; called at once, never awaited. */
  readonly onEvent: (event: ApplyEvent) => void;
}

export type ApplyEvent =
  /** The first event of each run, before anything is written. */
  | { readonly type: 'run'; readonly run: string; readonly resumed: boolean }
  | { readonly type: 'chunk'; readonly run: string; readonly chunk: number; readonly counts: OutcomeCounts }
  | { readonly type: 'waiting'; readonly run: string; readonly milliseconds: number; readonly says: string };

/** 0 all done, 1 failure, 3 something withheld, 4 stale plan, 5 locked, 6 partly applied. */
export type ApplyExit = 0 | 1 | 3 | 4 | 5 | 6;

export interface ApplyResult {
  readonly exit: ApplyExit;
  /** Null where no run was made. */
  readonly run: string | null;
  /** Null where the run has not ended. */
  readonly counts: OutcomeCounts | null;
  /** What people should know, in order: one sentence each. */
  readonly messages: readonly string[];
  /** The last line of the ledger after the run, `SEQ:sha256:…`, to be kept elsewhere; null where it was not written. */
  readonly head: string | null;
}
