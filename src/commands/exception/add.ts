import type { ExceptionType } from '../../model/account.ts';
import type { UserException } from '../../model/policies.ts';
import { foldCode } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import type { LoadedPolicies } from '../../policy/load.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { type AddedEntry, type ApprovalOptions, addEntry, entryBranch, entryTable, instantText } from './entry.ts';
import { type PolicyChange, type PullOptions, openChange, wantsPull } from './pull.ts';
import { EXIT, type Io } from '../../session/io.ts';
import { acceptEdits, openEditable, writeEdits } from '../../session/edits.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';
import { withLocalTime } from '../../report/markup/local-time.ts';

interface AddOptions extends GlobalOptions, ApprovalOptions, PullOptions {
  readonly user: string;
  readonly organisation: string;
  readonly type: ExceptionType;
  readonly reason: string;
  readonly startsAt?: string;
  readonly id?: string;
}

/** Adds an exception to the policies, or opens the pull request that does. Nothing is written unless the result is valid. */
export async function exceptionAdd(io: Io, options: AddOptions): Promise<number> {
  const settings = openSettings(io, options);
  if (wantsPull(options))
    return openChange(io, settings, options, (at) =>
      entryChange(io, at, addedException(io, at, options), 'add', [options.startsAt ?? '']),
    );
  const added = addedException(io, settings, options);
  await writeEdits(settings, [added.edit]);
  await tellEntry(io, added);
  return EXIT.done;
}

/** A valid entry that is not written yet. */
export interface ValidEntry extends AddedEntry {
  /** The policies with the entry. */
  readonly loaded: LoadedPolicies;
}

/** The edit that adds an exception; ends the command where the result would not be valid. */
export function addedException(io: Io, settings: ResolvedSettings, options: AddOptions): ValidEntry {
  const policies = openEditable(io, settings);
  // An exception starts on a whole second; the one that has begun keeps its entry as short as people write it.
  const startsAt = options.startsAt ?? formatInstant(Math.floor(io.now() / 1000) * 1000);
  const expiresAt =
    options.expiresAt === undefined ? {} : { expiresAt: instantText(options.expiresAt, '--expires-at') };
  const fields = { ...options, ...expiresAt, startsAt: instantText(startsAt, '--starts-at') };
  const added = addEntry(policies, foldCode(options.organisation), fields);
  return { ...added, loaded: acceptEdits(io, settings, policies, [added.edit]) };
}

/** Tells where an entry stands and how long it holds. */
export async function tellEntry(io: Io, added: ValidEntry): Promise<void> {
  await io.out(`${added.origin}\n`);
  io.err(spanOf(added, 'this file'));
}

/**
 * The pull request of an entry. `parts` tell two such wishes for one user and type apart; an open pull request stays as
 * it is, because an entry that begins "now" is another one at each run.
 */
export function entryChange(
  io: Io,
  settings: ResolvedSettings,
  added: ValidEntry,
  verb: 'add' | 'renewal',
  parts: readonly string[],
): PolicyChange {
  const entry = entryOf(added);
  const { organisation, user, type, startsAt, expiresAt } = entry;
  const [starts, ends] = [formatInstant(startsAt), formatInstant(expiresAt)];
  return {
    branch: entryBranch(verb, organisation, [user, type, ...parts]),
    title: `${verb === 'add' ? 'Add' : 'Renew'} an exception: ${organisation}, ${type}`,
    body: `${entryTable({ ...entry, starts, ends }, maskOf(io, settings))}\n\nMerge this only when the approver named here has said yes.`,
    edits: [added.edit],
    updates: false,
    says: spanOf(added, 'the pull request'),
  };
}

function entryOf({ origin, loaded }: ValidEntry): UserException {
  const all = [...loaded.policies.exceptions.byAddress.values()].flat();
  return all.find((each) => each.origin === origin) as UserException;
}

function spanOf(added: ValidEntry, merged: string): string {
  const { startsAt, expiresAt } = entryOf(added);
  const { timezone } = added.loaded.policies.tenant;
  return `The exception is in force from ${withLocalTime(startsAt, timezone)} until ${withLocalTime(expiresAt, timezone)}, once ${merged} is merged and applied.\n`;
}
