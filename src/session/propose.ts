import type { FileEdit } from '../github/branch.ts';
import type { Github } from '../github/client.ts';
import { type Proposed, proposePull } from '../github/pull-request.ts';
import { gitState } from '../git/state.ts';
import type { ResolvedSettings } from '../policy/settings/settings.ts';
import { repositoryPath } from './github.ts';
import { type Io, EndOfCommand } from './io.ts';

/** A pull request that edits policy files. */
export interface EditProposal {
  /** Below `mfactl/`. */
  readonly branch: string;
  readonly base: string;
  /** One line of plain text without an address. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  /** Paths from the root of the settings, made from the files of the working tree. */
  readonly edits: readonly FileEdit[];
}

/** Creates or updates a pull request; the edits must have been made on what is committed. */
export async function proposeEdits(
  io: Io,
  settings: ResolvedSettings,
  github: Github,
  { branch, base, title, body, edits }: EditProposal,
): Promise<Proposed> {
  const { commit, dirty, missing } = await gitState(settings.root, settings.policies);
  if (commit === null) throw new EndOfCommand(`a pull request needs git: ${missing}.`);
  if (dirty)
    throw new EndOfCommand(`files in ${settings.policies} are not committed; commit or undo these changes first.`);
  const path = repositoryPath(io, settings);
  const named = edits.map((edit) => ({ ...edit, path: path(edit.path) }));
  return proposePull(github, {
    branch: `mfactl/${branch}`,
    base,
    onto: commit,
    message: title,
    title,
    body,
    edits: named,
  });
}
