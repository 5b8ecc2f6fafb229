import type { ExceptionType } from '../../model/account.ts';
import { fold, foldCode } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { type ExceptionFacts, exceptionFacts, exceptionRulesOf } from '../../policy/resolve/exceptions.ts';
import { originOf } from '../../policy/yaml/source.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { entryChange, tellEntry, type ValidEntry } from './add.ts';
import { addEntry, type ApprovalOptions, instantText, optionOf } from './entry.ts';
import { openChange, type PullOptions, wantsPull } from './pull.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { acceptEdits, type EditablePolicies, openEditable, writeEdits } from '../../session/edits.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface RenewOptions extends GlobalOptions, ApprovalOptions, PullOptions {
  readonly user: string;
  readonly organisation: string;
  readonly type?: ExceptionType;
  readonly reason?: string;
}

/** Adds the entry that follows the one a user has, or opens the pull request that does. Nothing is written unless the result is valid. */
export async function exceptionRenew(io: Io, options: RenewOptions): Promise<number> {
  const settings = openSettings(io, options);
  if (wantsPull(options))
    return openChange(io, settings, options, (at) =>
      entryChange(io, at, renewedException(io, at, options), 'renewal', []),
    );
  const renewed = renewedException(io, settings, options);
  await writeEdits(settings, [renewed.edit]);
  await tellEntry(io, renewed);
  return EXIT.done;
}

/** The edit that renews an exception; ends the command where the result would not be valid. */
export function renewedException(io: Io, settings: ResolvedSettings, options: RenewOptions): ValidEntry {
  const policies = openEditable(io, settings);
  const old = lastEntry(io, settings, policies, options);
  const { require } = policies.loaded.policies.tenant.exceptionRules[old.entry.type];
  // Who approved the last one has not approved this one: nothing of the approval is carried over.
  const missing = require.filter((field) => options[field as keyof ApprovalOptions] === undefined);
  if (missing.length > 0)
    throw new EndOfCommand(`a renewal needs a new approval: give ${missing.map(optionOf).join(', ')}.`);
  const { expiresAt, requestedBy, approvedBy, ticket, riskAssessment, plan } = options;
  const approval = Object.entries({ requestedBy, approvedBy, ticket, riskAssessment, plan }).filter(
    ([, text]) => text !== undefined,
  );
  const added = addEntry(policies, foldCode(options.organisation), {
    user: old.entry.user,
    id: old.entry.id,
    type: old.entry.type,
    startsAt: startOf(io, old),
    ...(expiresAt === undefined ? {} : { expiresAt: instantText(expiresAt, '--expires-at') }),
    reason: options.reason ?? old.entry.reason,
    ...Object.fromEntries(approval),
  });
  return { ...added, loaded: acceptEdits(io, settings, policies, [added.edit]) };
}

/** The instant at which the old entry ends, as it writes it; now, where that has passed: no entry begins in the past. */
function startOf(io: Io, { entry, expiresAt }: ExceptionFacts): string {
  const now = Math.floor(io.now() / 1000) * 1000;
  const end = expiresAt as number;
  return end < now ? formatInstant(now) : (entry.expiresAt ?? formatInstant(end));
}

/** The user's entry that ends last; one that has not begun is a renewal already. */
function lastEntry(
  io: Io,
  settings: ResolvedSettings,
  { documents }: EditablePolicies,
  { user, organisation, type }: RenewOptions,
): ExceptionFacts {
  const facts = exceptionFacts(documents.exceptions, exceptionRulesOf(documents.tenants[0]?.value ?? null));
  const own = facts.filter(
    (each) =>
      each.user === fold(user) &&
      each.organisation === foldCode(organisation) &&
      (type === undefined || each.entry.type === type),
  );
  const [last] = own.sort((a, b) => (b.expiresAt as number) - (a.expiresAt as number));
  const name = maskOf(io, settings)(fold(user));
  if (last === undefined)
    throw new EndOfCommand(
      `${name} has no ${type ?? ''}${type === undefined ? '' : ' '}exception in ${foldCode(organisation)}; add one with "mfactl exception add".`,
    );
  const origin = originOf(last.document.source, last.path);
  if (last.startsAt > io.now())
    throw new EndOfCommand(`the exception of ${name} is already renewed: ${origin} starts at ${last.entry.startsAt}.`);
  return last;
}
