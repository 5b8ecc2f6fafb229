import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import { readBlobs } from '../git/answers.ts';
import { checkOutFolder, prefixOf } from '../git/checkout.ts';
import { mergeBase } from '../git/protected-branch.ts';
import { type LoadedPolicies, loadPolicies } from '../policy/load.ts';
import { deletedEntries } from '../policy/rules/exception-entries.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import type { PolicyState } from '../policy/weakenings/all.ts';
import type { CommittedFile } from '../policy/weakenings/codeowners.ts';
import type { Standing } from '../policy/standing.ts';
import { type Io, EndOfCommand } from './io.ts';

/** The policies of a commit that a person names, as data: nothing else of the commit is looked at, and nothing of it runs. */
export async function policiesAt(
  io: Io,
  settings: ResolvedSettings,
  commit: string,
  option: string,
  standing: Standing = 'new',
): Promise<Checked<LoadedPolicies>> {
  checkCommit(commit, option);
  const loaded = await loadPoliciesAt(io, settings, commit, standing);
  if (loaded !== null) return loaded;
  throw new EndOfCommand(
    `commit ${commit} is not in this repository, or has no folder ${settings.policies}; get it first with "git fetch origin ${commit}".`,
  );
}

/** The same for a commit that may be gone: null where this repository does not have it, or it has no policies. */
export async function loadPoliciesAt(
  io: Io,
  settings: ResolvedSettings,
  commit: string,
  standing: Standing = 'applied',
): Promise<Checked<LoadedPolicies> | null> {
  const folder = await mkdtemp(join(tmpdir(), 'mfactl-'));
  try {
    if (!(await checkOutFolder(settings.root, commit, settings.policies, folder))) return null;
    return loadPolicies(folder, settings.policies, io.now(), standing);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Warnings of entries that run and that a change deletes, against the merge base of a revision with the protected
 * branch as this clone knows it, without one against the revision itself. None where there is no git, or where the
 * policies of then cannot be read.
 */
export async function deletedSince(
  io: Io,
  settings: ResolvedSettings,
  { policies, digest }: LoadedPolicies,
  revision: string,
): Promise<Diagnostic[]> {
  const base = await mergeBase(settings.root, settings.git, revision);
  const before = base === null ? null : await loadPoliciesAt(io, settings, base);
  if (before === null || !before.ok || before.value.digest === digest) return [];
  return deletedEntries(before.value.policies, policies, io.now());
}

/** Where forges look for CODEOWNERS, the first that is there counts. */
const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Policies that a commit holds, with the files beside them that can undo them; `config` is the settings file that was named. */
export async function policyStateAt(
  { root }: ResolvedSettings,
  commit: string,
  loaded: LoadedPolicies,
  config = 'mfactl.yaml',
): Promise<PolicyState> {
  const prefix = (await prefixOf(root)) ?? '';
  const settings = `${prefix}${config}`;
  const asked = [settings, ...CODEOWNERS].map((path) => `${commit}:${path}`);
  const found = await readBlobs({ root }, asked);
  const file = (path: string, name: string): CommittedFile | null => {
    const bytes = found.get(`${commit}:${path}`);
    return bytes === undefined ? null : { name, text: bytes.toString('utf8') };
  };
  const owners = CODEOWNERS.find((path) => found.has(`${commit}:${path}`));
  return {
    loaded,
    prefix,
    settings: file(settings, config),
    codeowners: owners === undefined ? null : file(owners, owners),
  };
}

/** A whole commit id, and never an option or another revision in disguise. */
export function checkCommit(commit: string, option: string): void {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))
    throw new EndOfCommand(`${option} takes a whole commit id of 40 hexadecimal digits.`);
}
