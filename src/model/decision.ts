import type { Direction, Instant, LevelAction, Refusal, State, TraceLine } from './account.ts';
import type { UserException, UserReEnrolment } from './policies.ts';

/** Something about one account that a person should look at. */
export interface AccountFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly says: string;
}

/** What the policies want of one account at one instant, and why. */
export interface Decision {
  readonly managed: boolean;
  /** The type or the status is there in the source, but not told for this account. */
  readonly untold: boolean;
  readonly actual: State;
  readonly desired: State;
  readonly action: LevelAction;
  readonly direction: Direction | null;
  /** The open entry that asks for a fresh registration, or null. */
  readonly reEnrol: UserReEnrolment | null;
  /** Set while a rollout holds the account; the wave that will cover it, null where none will. */
  readonly held: { readonly wave: string | null; readonly starts: Instant | null } | null;
  readonly exception: { readonly entry: UserException; readonly refused: Refusal | null } | null;
  /** An exception that the portal granted and git does not know is kept. */
  readonly unrecorded: boolean;
  /** Holds an admin or ATP role (matched or reported so), or is compromised. */
  readonly privileged: boolean;
  /** Every matched role allows exceptions. */
  readonly exceptionsAllowed: boolean;
  readonly because: readonly TraceLine[];
  readonly findings: readonly AccountFinding[];
}

/** What a line of a trace says of itself where it changed nothing. `decide` and its steps write these words. */
export const IDLE = {
  replaced: 'a narrower rule replaces it',
  over: 'that time is over',
  unneeded: 'the level is high enough already',
  overtaken: 'another exception decides',
  refused: 'refused',
  unkept: 'the tenant does not keep it',
} as const;

/** What the line of a rollout says before the level at which it holds the account. */
export const HELD_AT = 'the level stays';

/** Why an exception is refused, as the trace and the findings say it. */
export const REFUSAL_REASONS: Readonly<Record<Refusal, string>> = {
  role: 'a role of the account forbids exceptions',
  compromised: 'the account is compromised',
  leaver: 'the account belongs to a leaver',
};

/** The line that gave an account its level: the last one that did something. A wave that has started only lets others decide. */
export function decidingLine<Line extends Pick<TraceLine, 'says'> & { readonly step: string }>(
  because: readonly Line[],
): Line | undefined {
  const acted = ({ step, says }: Line): boolean =>
    step === 'rollout'
      ? says.includes(`: ${HELD_AT} `)
      : !Object.values(IDLE).some((words) => says.includes(`: ${words}`));
  return because.findLast(acted) ?? because.at(-1);
}
