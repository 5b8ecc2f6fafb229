import type { ExceptionType } from '../core/model.ts';
import type { ExceptionEntry } from '../core/policies.ts';
import { foldCode } from '../core/text.ts';
import { formatInstant, formatLocal } from '../core/time.ts';
import type { LoadedPolicies } from '../policy/load.ts';
import type { ResolvedSettings } from '../policy/resolved-settings.ts';
import { addEntry, type ApprovalOptions, type AddedEntry, instantText } from './exception-entry.ts';
import { EXIT, type Io } from './io.ts';
import { acceptEdits, openEditable, writeEdits } from './policy-edits.ts';
import { type GlobalOptions, openSettings } from './workspace.ts';

interface AddOptions extends GlobalOptions, ApprovalOptions {
  readonly user: string;
  readonly organisation: string;
  readonly type: ExceptionType;
  readonly reason: string;
  readonly startsAt?: string;
  readonly id?: string;
}

/** Adds an exception to the policies. Nothing is written unless the result is valid. */
export async function exceptionAdd(io: Io, options: AddOptions): Promise<number> {
  const settings = openSettings(io, options);
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
export async function tellEntry(io: Io, { origin, loaded }: ValidEntry): Promise<void> {
  const { exceptions, tenant } = loaded.policies;
  const entry = [...exceptions.byAddress.values()].flat().find((each) => each.origin === origin) as ExceptionEntry;
  await io.out(`${origin}\n`);
  const at = (instant: number): string => `${formatInstant(instant)} (${formatLocal(instant, tenant.timezone)})`;
  io.err(
    `The exception holds from ${at(entry.startsAt)} until ${at(entry.expiresAt)}, once this file is merged and applied.\n`,
  );
}
