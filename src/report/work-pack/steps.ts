/** The work that a run hands over, put in steps and batches as a person does it in the portal. */
import type { UserException } from '../../model/policies.ts';
import type { Action, Level, State } from '../../model/account.ts';
import { reportedException } from '../../model/status.ts';

/** One change that a person makes. */
export interface HandedChange {
  readonly organisation: string;
  readonly action: Action;
  /** Null for re-enrol. */
  readonly to: Level | null;
  readonly address: string;
  readonly before: State;
  readonly after: State;
  /** The instant from which the change is no longer wanted; null where that never comes. */
  readonly validUntil: string | null;
  /** The entry that asks for an exception, where it is known. */
  readonly exception: UserException | null;
}

/** What is done in the portal. */
export type Task =
  | 'end-short-term'
  | 'end-long-term'
  | 'enable'
  | 'switch'
  | 're-enrol'
  | 'grant-short-term'
  | 'grant-long-term'
  | 'disable';

/** Users who go together: at most as many as the bulk edit takes, or a single one. */
export interface Batch {
  /** `2-3`: the third batch of the second step. */
  readonly id: string;
  readonly changes: readonly [HandedChange, ...HandedChange[]];
}

/** One task for one organisation and one target level. */
export interface WorkStep {
  /** From 1, in the order in which the steps are done. */
  readonly number: number;
  readonly task: Task;
  readonly organisation: string;
  readonly to: Level | null;
  readonly batches: readonly [Batch, ...Batch[]];
}

/** Tasks that the portal takes for one user at a time. */
const ONE_BY_ONE: readonly Task[] = ['end-short-term', 're-enrol', 'grant-short-term'];

/** Whether a step goes one user at a time. */
export function isOneByOne({ task }: Pick<WorkStep, 'task'>): boolean {
  return ONE_BY_ONE.includes(task);
}

/** How many users a step is for. */
export function usersOf({ batches }: Pick<WorkStep, 'batches'>): number {
  return batches.reduce((sum, { changes }) => sum + changes.length, 0);
}

/** Puts changes in steps, in the order of the plan: its first change of a step decides where the step stands. */
export function arrange(changes: Iterable<HandedChange>, batchSize: number): WorkStep[] {
  const groups = new Map<string, HandedChange[]>();
  for (const change of changes) {
    const key = JSON.stringify([taskOf(change), change.organisation, change.to]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [change]);
    else known.push(change);
  }
  return [...groups.values()].map((group, index) => stepOf(group, index + 1, batchSize));
}

function stepOf(group: readonly HandedChange[], number: number, batchSize: number): WorkStep {
  const { organisation, to } = group[0] as HandedChange;
  const task = taskOf(group[0] as HandedChange);
  const size = isOneByOne({ task }) ? 1 : batchSize;
  const batches = Array.from({ length: Math.ceil(group.length / size) }, (_, i) => ({
    id: `${number}-${i + 1}`,
    changes: group.slice(i * size, (i + 1) * size) as unknown as Batch['changes'],
  }));
  return { number, task, organisation, to, batches: batches as unknown as WorkStep['batches'] };
}

function taskOf({ action, before, after }: HandedChange): Task {
  if (action === 'restore')
    return reportedException(before.status) === 'short-term' ? 'end-short-term' : 'end-long-term';
  if (action === 'except')
    return reportedException(after.status) === 'short-term' ? 'grant-short-term' : 'grant-long-term';
  return action;
}
