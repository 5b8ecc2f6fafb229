import { formatInstant } from '../../model/time.ts';
import { exceptionFacts, exceptionRulesOf } from '../../policy/resolve/exceptions.ts';
import type { PolicyDocument } from '../../policy/documents.ts';
import { removeEntries } from '../../policy/edit/remove.ts';
import { isPrunable } from '../../policy/rules/exception-entries.ts';
import { originOf } from '../../policy/yaml/source.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { type PolicyChange, type PullOptions, openChange, wantsPull } from './pull.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { type PolicyEdit, acceptEdits, openEditable, writeEdits } from '../../session/edits.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { code } from '../../report/markup/markdown.ts';
import type { Mask } from '../../report/markup/mask.ts';
import type { EditProposal } from '../../session/propose.ts';
import { counted } from '../../report/markup/numbers.ts';

interface PruneOptions extends GlobalOptions, PullOptions {
  readonly dryRun?: boolean;
}

/** Removes entries that lapsed longer ago than any limit looks back, or opens the pull request that does. */
export async function exceptionPrune(io: Io, options: PruneOptions): Promise<number> {
  const settings = openSettings(io, options);
  if (wantsPull(options)) return openChange(io, settings, options, (at) => pruneChange(io, at));
  const { edits, pruned } = prunedExceptions(io, settings);
  if (options.dryRun !== true) await writeEdits(settings, edits);
  const mask = maskOf(io, settings);
  const verb = options.dryRun === true ? 'would remove' : 'removed';
  for (const { origin, user, type, endedAt } of pruned)
    await io.out(`${verb}  ${origin}  ${mask(user)}  ${type}  lapsed ${endedAt}\n`);
  io.err(
    pruned.length === 0
      ? 'There is no exception to remove.\n'
      : `${counted(pruned.length, 'exception')} in ${counted(edits.length, 'file')}.\n`,
  );
  return EXIT.done;
}

/** The pull request of the month, the one that CI opens too; null where there is nothing to prune. */
function pruneChange(io: Io, settings: ResolvedSettings): PolicyChange | null {
  const { edits, pruned } = prunedExceptions(io, settings);
  if (pruned.length > 0) {
    const says = `${counted(pruned.length, 'exception')} to remove.\n`;
    return { ...pruneProposal(io, pruned, maskOf(io, settings)), edits, updates: true, says };
  }
  io.err('There is no exception to remove.\n');
  return null;
}

/** The edits that prune all exceptions, and what goes. */
export function prunedExceptions(io: Io, settings: ResolvedSettings): { edits: PolicyEdit[]; pruned: PrunedEntry[] } {
  const policies = openEditable(io, settings);
  const { documents, name } = policies;
  const rules = exceptionRulesOf(documents.tenants[0]?.value ?? null);
  const lapsed = exceptionFacts(documents.exceptions, rules).filter((facts) => isPrunable(facts, rules, io.now()));
  const numbers = new Map<PolicyDocument, Set<number>>();
  for (const { document, path } of lapsed) {
    numbers.set(document, (numbers.get(document) ?? new Set()).add(path[1] as number));
  }
  const edits = [...numbers].map(([{ path, source }, chosen]) => ({
    path: `${name}/${path}`,
    before: source.text,
    after: removeEntries(source.text, 'Exceptions', 'exceptions', chosen),
  }));
  acceptEdits(io, settings, policies, edits);
  const pruned = lapsed.map(({ document, path, user, entry, expiresAt }) => ({
    origin: originOf(document.source, path),
    user,
    type: entry.type,
    endedAt: formatInstant(expiresAt as number),
  }));
  return { edits, pruned };
}

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
    body: `These exceptions have lapsed and no longer count towards maxPerUser. Git still has them. No account changes.\n\n${list}`,
  };
}
