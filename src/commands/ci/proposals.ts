/** Pull requests that are opened without anybody asking: to renew exceptions or let them lapse, and to prune those that have lapsed. */
import type { Instant } from '../../model/account.ts';
import { type UserException, type Policies, REVIEW_AHEAD } from '../../model/policies.ts';
import { formatInstant } from '../../model/time.ts';
import { formatLocal } from '../../model/wall-clock.ts';
import { code, text } from '../../report/markup/markdown.ts';
import type { Mask } from '../../report/markup/mask.ts';
import { type GithubCommandOptions, refusePublicAddresses, withGithub } from '../../session/github.ts';
import { type EntryFields, addEntry, entryBranch } from '../exception/entry.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { openEditable } from '../../session/edits.ts';
import { type EditProposal, proposeEdits } from '../../session/propose.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { counted } from '../../report/markup/numbers.ts';
import { pruneProposal, prunedExceptions } from '../exception/prune.ts';

interface CiRenewalsOptions extends GlobalOptions, GithubCommandOptions {
  readonly base: string;
  readonly most: number;
}

/** Opens a pull request for each long-term exception that lapses soon: to merge it renews, to close it lets lapse. */
export async function ciRenewals(io: Io, options: CiRenewalsOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const editable = openEditable(io, settings);
  const { policies } = editable.loaded;
  const due = dueForRenewal(policies, io.now());
  return withGithub(io, options, async (github) => {
    await refusePublicAddresses(github, settings);
    let written = 0;
    for (const entry of due) {
      if (written >= options.most) break;
      const { edit } = addEntry(editable, entry.organisation, renewed(entry, policies));
      const edits = [{ path: edit.path, text: edit.after }];
      const { outcome, url } = await proposeEdits(io, settings, github, {
        ...proposal(entry, policies, options.base, mask),
        edits,
      });
      if (outcome === 'created' || outcome === 'updated') written++;
      await io.out(
        `${entry.organisation} ${mask(entry.user)}, ends ${formatInstant(entry.expiresAt)}: ${outcome} ${url}\n`,
      );
    }
    io.err(
      `${counted(due.length, 'exception')} to renew or let lapse, ${counted(written, 'pull request')} written${written >= options.most ? '; the next run opens the rest' : ''}.\n`,
    );
    return EXIT.done;
  });
}

/** Those that end first come first. One that another entry of the same user follows is renewed already. */
export function dueForRenewal(policies: Policies, now: Instant): UserException[] {
  const all = [...policies.exceptions.byAddress.values()].flat();
  const isFollowed = (entry: UserException): boolean =>
    (policies.exceptions.byAddress.get(entry.user) ?? []).some(
      (other) =>
        other.organisation === entry.organisation && other.type === 'long-term' && other.expiresAt > entry.expiresAt,
    );
  return all
    .filter(
      (entry) =>
        entry.type === 'long-term' &&
        now < entry.expiresAt &&
        entry.expiresAt <= now + REVIEW_AHEAD &&
        !isFollowed(entry),
    )
    .sort((a, b) => a.expiresAt - b.expiresAt);
}

/**
 * An entry that begins where the old one ends and lasts as long, if the rules allow that. Who approved the old one has
 * not approved this one: the entry is not valid before somebody has.
 */
function renewed(
  { user, id, type, reason, startsAt, expiresAt, plan }: UserException,
  { tenant }: Policies,
): EntryFields {
  const length = Math.min(expiresAt - startsAt, tenant.exceptionRules['long-term'].maxDuration);
  const span = { startsAt: formatInstant(expiresAt), expiresAt: formatInstant(expiresAt + length) };
  return { user, ...(id === null ? {} : { id }), type, ...span, reason, ...(plan === null ? {} : { plan }) };
}

function proposal(entry: UserException, { tenant }: Policies, base: string, mask: Mask): Omit<EditProposal, 'edits'> {
  const { organisation, user, expiresAt, reason } = entry;
  const ends = formatInstant(expiresAt);
  return {
    branch: entryBranch('renew', organisation, [user, ends]),
    base,
    title: `Renew or let lapse: an exception in ${organisation} ends ${ends}`,
    body: [
      `The long-term exception of ${code(mask(user))} in ${text(organisation)} (${text(reason)}) ends at ${ends}, ${text(formatLocal(expiresAt, tenant.timezone))}.`,
      '- **Close this pull request** to let it lapse. MFA is enforced again at that time, and no other pull request is opened for it.\n- **Merge it** to renew. The old approval does not count for the renewal: add the new approver, ticket and risk assessment first. Until then the check of this pull request fails.',
    ].join('\n\n'),
  };
}

interface CiPruneOptions extends GlobalOptions, GithubCommandOptions {
  readonly base: string;
}

/** Opens one pull request a month that removes exceptions which have lapsed and are no longer counted. */
export async function ciPrune(io: Io, options: CiPruneOptions): Promise<number> {
  const settings = openSettings(io, options);
  const mask = maskOf(io, settings);
  const { edits, pruned } = prunedExceptions(io, settings);
  if (edits.length === 0) {
    await io.out('There is no exception to remove.\n');
    return EXIT.done;
  }
  return withGithub(io, options, async (github) => {
    await refusePublicAddresses(github, settings);
    const { outcome, url } = await proposeEdits(io, settings, github, {
      ...pruneProposal(io, pruned, mask),
      base: options.base,
      edits: edits.map(({ path, after }) => ({ path, text: after })),
    });
    await io.out(`${counted(pruned.length, 'exception')} to remove: ${outcome} ${url}\n`);
    return EXIT.done;
  });
}
