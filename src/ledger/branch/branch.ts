/** A ledger that is a branch of its own: brought up to date before it is read. */
import { type BranchFolder, LedgerCheckout } from './checkout.ts';
import { HEAD_FILE, LEDGER_FILE, LedgerError } from '../chain.ts';
import { PENDING_FILE, POPULATION_FILE } from '../side-files.ts';

/** Files that every run writes anew. All others belong to one run alone. */
export const SHARED_FILES: readonly string[] = [LEDGER_FILE, HEAD_FILE, POPULATION_FILE, PENDING_FILE];

/** How the folder and the branch on the remote stand to each other. */
export interface BranchState {
  /** The commit that the folder was made from; null for none. */
  readonly base: string | null;
  /** The last commit of the branch; null where there is no branch. */
  readonly tip: string | null;
  /** Paths that were changed on both sides, each in another way. */
  readonly both: readonly string[];
}

/** Opens the folder of a branch. Throws a LedgerError where there is no clone, or git fails. When `until` is aborted, git is ended. */
export function openCheckout(place: BranchFolder, until: AbortSignal | null = null): Promise<LedgerCheckout> {
  return told(place, () => LedgerCheckout.open(place, until));
}

/**
 * Brings the folder up to date, so that it can be read. What was made here and is not on the remote yet stays. Throws
 * a LedgerError where the remote cannot be read (it is never taken for an empty one), where the branch is gone or was
 * written anew, and where both sides have moved on.
 */
export async function fetchLedger(place: BranchFolder): Promise<void> {
  const checkout = await openCheckout(place);
  await told(place, async () => {
    const standing = await look(checkout);
    const [path] = standing.both;
    if (path === undefined) return followBranch(checkout, standing);
    throw new LedgerError(
      `${path} has changed both here and on ${nameOf(place)}; run "mfactl apply" in this clone, which joins the two`,
    );
  });
}

/** Fetches the branch and compares. */
export async function look(checkout: LedgerCheckout): Promise<BranchState> {
  const { place } = checkout;
  const { tip, isMain } = await checkout.fetch();
  if (isMain) throw policyBranch(place, 'is the branch of the policies');
  const { seen, base } = await checkout.standing();
  if (tip === null && seen !== null)
    throw new LedgerError(
      `${nameOf(place)} no longer exists; put it back with git push ${place.remote} ${seen}:refs/heads/${place.branch}`,
    );
  if (tip === null || tip === base) return { base, tip, both: [] };
  const policy = (await checkout.filesAt(tip)).find((path) => POLICY.test(path));
  if (policy !== undefined) throw policyBranch(place, `holds policies (${policy})`);
  if (seen !== null && !(await checkout.descends(tip, seen)))
    throw new LedgerError(
      `somebody rewrote ${nameOf(place)}: it no longer holds the commit ${seen}, which this clone saw there; look at its history, and find out who pushed it`,
    );
  const tree = await checkout.tree();
  const [ours, theirs, different] = await Promise.all([
    checkout.changed(base, tree),
    checkout.changed(base, tip),
    checkout.changed(tree, tip),
  ]);
  return { base, tip, both: ours.filter((path) => theirs.includes(path) && different.includes(path)) };
}

/** Files that are policies or their settings wherever they lie; a ledger has none of these names. */
const POLICY = /(^|\/)(mfactl|tenant|organisation)\.ya?ml$/;

/** Beside policies, receipts would start applies, and whoever may add to the ledger could change what is applied. */
function policyBranch(place: BranchFolder, says: string): LedgerError {
  return new LedgerError(
    `${nameOf(place)} ${says}; give the ledger a branch of its own in mfactl.yaml: ledger: { branch: mfactl-ledger }`,
  );
}

/** Brings the folder to the last commit of the branch. Nothing may have been changed on both sides. */
export async function followBranch(checkout: LedgerCheckout, { base, tip }: BranchState): Promise<void> {
  if (tip !== null && tip !== base) await checkout.move(base, tip);
}

/** Does something with git; whatever fails is a ledger that cannot be trusted. */
export async function told<Value>(place: BranchFolder, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw new LedgerError(`mfactl cannot read ${nameOf(place)}: ${(error as Error).message}`);
  }
}

export function nameOf({ branch, remote }: BranchFolder): string {
  return `the ledger's branch ${branch} on ${remote}`;
}
