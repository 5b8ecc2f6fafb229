/** What git and its remote say of the policies of a plan: only what is merged on the protected branch is applied. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyRepository } from '../../apply/needs.ts';
import type { PlanPolicy } from '../../generated/plan.ts';
import { checkOutFolder } from '../../git/checkout.ts';
import {
  askProtectedBranch,
  type Descent,
  descentOf,
  isOnProtectedBranch,
  type ProtectedBranch,
} from '../../git/protected-branch.ts';
import { CLOCK_SKEW, formatInstant } from '../../model/time.ts';
import { folderName } from '../../policy/load.ts';
import { digestOf, readPolicyFiles } from '../../policy/read.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import type { Io } from '../io.ts';

/** The repository of the settings' folder. */
export function policyRepository(io: Io, settings: ResolvedSettings): PolicyRepository {
  const { root, git } = settings;
  return {
    descent: (ancestor, commit) => descentOf(root, commit, ancestor),
    async refusals(policy) {
      const branch = await askProtectedBranch(root, git);
      if (branch === null) return [];
      return [...clockRefusals(branch, io), ...(await policyRefusals(settings, branch, policy))];
    },
  };
}

function clockRefusals({ remote, date }: ProtectedBranch, io: Io): string[] {
  const now = io.now();
  if (date === null || Math.abs(now - date) <= CLOCK_SKEW) return [];
  return [
    `the clock of this machine says ${formatInstant(now)}, but that of ${remote} says ${formatInstant(date)}; correct the clock`,
  ];
}

/** Why the policies of a plan are not those that people reviewed and merged. */
async function policyRefusals(
  settings: ResolvedSettings,
  branch: ProtectedBranch,
  { commit, dirty, digest }: PlanPolicy,
): Promise<string[]> {
  const where = `${branch.branch} of ${branch.remote}`;
  if (commit === null)
    return [`the policies of this plan are in no commit; merge them into ${where}, and make a new plan`];
  const descent = await isOnProtectedBranch(settings.root, branch, commit);
  const off = descent === 'descends' ? [] : [offBranch(commit, where, descent)];
  if (!dirty && (off.length > 0 || (await digestAt(settings, commit)) === digest)) return off;
  return [
    ...off,
    `this plan was made from policies that differ from commit ${commit}; merge the changes into ${where}, or undo them, and make a new plan`,
  ];
}

function offBranch(commit: string, where: string, descent: Descent): string {
  return descent === 'unknown'
    ? `this clone holds only a part of the history, so mfactl cannot tell whether commit ${commit} is on ${where}; fetch all of it: git fetch --unshallow, in CI fetch-depth: 0`
    : `the policies of this plan (commit ${commit}) are not on ${where}; merge them first, and make a new plan`;
}

/** The digest of the policies as a commit has them; null where it has none. */
async function digestAt({ root, policies }: ResolvedSettings, commit: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    if (!(await checkOutFolder(root, commit, policies, folder))) return null;
    return digestOf(readPolicyFiles(join(folder, policies), folderName(policies)).files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
