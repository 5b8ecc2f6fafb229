import { formatInstant } from '../../model/time.ts';
import { code } from '../../report/markup/markdown.ts';
import type { Mask } from '../../report/markup/mask.ts';
import type { Io } from '../../session/io.ts';
import type { EditProposal } from '../../session/propose.ts';

/** An entry that goes, with its place before the edit. */
export interface PrunedEntry {
  readonly origin: string;
  /** Folded. */
  readonly user: string;
  readonly type: string;
  /** In UTC. */
  readonly endedAt: string;
}

/** How the one pull request of a month that prunes is called, and what it says. */
export function pruneProposal(
  io: Io,
  pruned: readonly PrunedEntry[],
  mask: Mask,
): Pick<EditProposal, 'branch' | 'title' | 'body'> {
  const month = formatInstant(io.now()).slice(0, 7);
  const list = pruned
    .map(({ origin, user, type, endedAt }) => `- ${code(origin)}: ${code(mask(user))}, ${type}, lapsed ${endedAt}`)
    .join('\n');
  return {
    branch: `prune-${month}`,
    title: `Prune exceptions that have lapsed, ${month}`,
    body: `These have lapsed, and no limit counts them any more. Git keeps them. No account changes.\n\n${list}`,
  };
}
