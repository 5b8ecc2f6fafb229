import type { PlanChange, PlanChunk } from '../generated/plan.ts';
import type { Change } from './changes.ts';
import type { GuardrailId } from './guardrails/guardrails.ts';

/** A change with what decides which chunk it belongs to. */
export interface Placed {
  readonly change: Change;
  readonly organisation: string;
  readonly withheld: GuardrailId | null;
  /** It goes alone: re-enrolments, and what the portal does one user at a time. */
  readonly alone: boolean;
}

/**
 * Cuts changes in plan order into chunks of one organisation, one action, one target level and one fate, with at most
 * `size` changes each, numbered from 1. The order of the changes stays as it is.
 */
export function* cutChunks(
  placed: Iterable<Placed>,
  size: number,
  render: (change: Change) => PlanChange,
): Generator<PlanChunk> {
  let open: Placed[] = [];
  let id = 0;
  for (const next of placed) {
    const first = open[0];
    if (first !== undefined && (open.length === size || !belongTogether(first, next))) {
      yield chunkOf(open, ++id, render);
      open = [];
    }
    open.push(next);
  }
  if (open.length > 0) yield chunkOf(open, ++id, render);
}

/** What decides whether two changes that follow each other may stand in one chunk. */
export type ChunkPlace = Omit<Placed, 'change'> & { readonly change: Pick<Change, 'action' | 'direction' | 'to'> };

/** Whether two changes that follow each other may stand in one chunk. */
export function belongTogether(a: ChunkPlace, b: ChunkPlace): boolean {
  return (
    !a.alone &&
    !b.alone &&
    a.organisation === b.organisation &&
    a.change.action === b.change.action &&
    a.change.direction === b.change.direction &&
    a.change.to === b.change.to &&
    a.withheld === b.withheld
  );
}

function chunkOf(placed: readonly Placed[], id: number, render: (change: Change) => PlanChange): PlanChunk {
  const { change, organisation, withheld } = placed[0] as Placed;
  return {
    type: 'chunk',
    id,
    organisation,
    action: change.action,
    to: change.to,
    withheld,
    changes: placed.map((each) => render(each.change)) as PlanChunk['changes'],
  };
}
