import type { Instant } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import type { LedgerRun } from '../../generated/ledger.ts';
import { pathChangesOf } from '../../git/commits.ts';
import { type LoadedPolicies, folderName, loadPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { shortId } from '../../report/account/commit.ts';
import type { Ledger } from '../../ledger/read.ts';
import { type Io, EndOfCommand } from '../../session/io.ts';
import { loadPoliciesAt } from '../../session/policies-at.ts';
import type { ProvenanceFinder } from '../../session/provenance.ts';

/** The policies in force at an instant, and how that is known. */
export interface PoliciesThen {
  readonly loaded: LoadedPolicies;
  /** The commit that they are from; null where they are in none, or git is not there. */
  readonly commit: string | null;
  /** ledger: the last run before then followed them. branch: the branch stood at them. */
  readonly source: 'ledger' | 'branch';
  readonly run: LedgerRun | null;
  readonly remarks: readonly string[];
}

/** Those of the last run that had ended; where no run tells it, those that the branch stood at. */
export async function policiesThen(
  io: Io,
  settings: ResolvedSettings,
  ledger: Ledger,
  { history }: ProvenanceFinder,
  at: Instant,
): Promise<PoliciesThen> {
  const run = lastRunBefore(ledger, at);
  const followed = run === null ? null : await followedBy(io, settings, run);
  if (followed !== null) return { ...followed, source: 'ledger', run, remarks: [] };
  const why =
    run === null
      ? `mfactl had applied nothing by ${formatInstant(at)}. These are the policies that the branch held then; nothing proves that they were applied.`
      : `git does not have the policies that run ${run.run} applied. These are the policies that the branch held then.`;
  if (history === null)
    throw new EndOfCommand(
      (run === null
        ? `mfactl had applied nothing by ${formatInstant(at)}`
        : `git does not have the policies that run ${run.run} applied`) +
        ', and this folder has no git history in which to find the policies of that time. Install git, and clone the repository with its whole history.',
    );
  return onBranch(io, settings, history, at, why);
}

/** Runs that were given up stand for no policies, and one that took another back was planned from the other's. */
function lastRunBefore({ lines, givenUp }: Ledger, at: Instant): LedgerRun | null {
  const runs = lines.filter((line) => line.type === 'run');
  return runs.findLast((line) => Date.parse(line.end) <= at && line.undoes === null && !givenUp.has(line.run)) ?? null;
}

/** The policies of a run, where they are those in the folder or in a commit as the run had them. */
async function followedBy(
  io: Io,
  settings: ResolvedSettings,
  { policy }: LedgerRun,
): Promise<Pick<PoliciesThen, 'loaded' | 'commit'> | null> {
  if (policy.commit !== null) {
    const then = await loadPoliciesAt(io, settings, policy.commit).catch(() => null);
    if (then?.ok === true && then.value.digest === policy.digest) return { loaded: then.value, commit: policy.commit };
  }
  const now = loadPolicies(settings.root, settings.policies, io.now());
  return now.ok && now.value.digest === policy.digest ? { loaded: now.value, commit: null } : null;
}

/** Commits with errors that are passed over: each is read whole. */
const MOST_INVALID = 20;

async function onBranch(
  io: Io,
  settings: ResolvedSettings,
  { place, line }: NonNullable<ProvenanceFinder['history']>,
  at: Instant,
  why: string,
): Promise<PoliciesThen> {
  const touched = await pathChangesOf(
    place,
    line.arrivals.map(({ commit }) => commit),
    [folderName(settings.policies)],
  );
  const ids = new Set(touched.map(({ id }) => id));
  const remarks = [why];
  for (const { commit, at: since } of line.arrivals.toReversed()) {
    if (since > at || !ids.has(commit.id)) continue;
    if (remarks.length > MOST_INVALID)
      throw new EndOfCommand(
        `the policies of the last ${MOST_INVALID} commits by ${formatInstant(at)} are not valid. Ask for an earlier instant.`,
      );
    const then = await loadPoliciesAt(io, settings, commit.id);
    if (then?.ok === true) return { loaded: then.value, commit: commit.id, source: 'branch', run: null, remarks };
    remarks.push(
      `the policies of commit ${shortId(commit.id)} were not valid, so mfactl used those of the commit before it.`,
    );
  }
  throw new EndOfCommand(
    `the branch had no valid policies by ${formatInstant(at)}; its history here begins at ${formatInstant(line.arrivals[0]?.at ?? at)}.${place.shallow ? ' This clone holds only a part of the history: get the rest with "git fetch --unshallow".' : ''}`,
  );
}
