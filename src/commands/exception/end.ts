import type { ExceptionType } from '../../model/account.ts';
import { fold, foldCode } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { endEntry } from '../../policy/edit/end.ts';
import { type ExceptionFacts, exceptionFacts, exceptionRulesOf } from '../../policy/resolve/exceptions.ts';
import { originOf } from '../../policy/yaml/source.ts';
import type { ResolvedSettings } from '../../policy/settings/settings.ts';
import { entryBranch, entryTable } from './entry.ts';
import { type PolicyChange, type PullOptions, openChange, wantsPull } from './pull.ts';
import { EXIT, type Io, EndOfCommand } from '../../session/io.ts';
import { type EditablePolicies, type PolicyEdit, acceptEdits, openEditable, writeEdits } from '../../session/edits.ts';
import { type GlobalOptions, maskOf, openSettings } from '../../session/workspace.ts';

interface EndOptions extends GlobalOptions, PullOptions {
  readonly user: string;
  readonly organisation?: string;
  readonly type?: ExceptionType;
}

/** Ends the running exceptions of a user now, or opens the pull request that does. The entries stay as evidence. */
export async function exceptionEnd(io: Io, options: EndOptions): Promise<number> {
  const settings = openSettings(io, options);
  if (wantsPull(options)) return openChange(io, settings, options, (at) => endChange(io, at, options));
  const { edits, ended } = endedExceptions(io, settings, options);
  await writeEdits(settings, edits);
  for (const { origin, expiresAt } of ended) await io.out(`${origin}  ends ${expiresAt}\n`);
  io.err(restored('this file'));
  return EXIT.done;
}

function restored(merged: string): string {
  return `MFA is restored once ${merged} is merged and applied.\n`;
}

/** An entry that ends, with its place. */
interface EndedEntry {
  readonly facts: ExceptionFacts;
  readonly origin: string;
  readonly expiresAt: string;
}

function endChange(io: Io, settings: ResolvedSettings, options: EndOptions): PolicyChange {
  const { edits, ended } = endedExceptions(io, settings, options);
  const [{ facts: first }] = ended as [EndedEntry, ...EndedEntry[]];
  const tables = ended.map(({ facts: { entry, organisation, user }, expiresAt }) =>
    entryTable(
      {
        organisation,
        user,
        type: entry.type,
        reason: entry.reason,
        starts: entry.startsAt,
        ends: expiresAt,
        requestedBy: entry.requestedBy ?? null,
        approvedBy: entry.approvedBy ?? null,
      },
      maskOf(io, settings),
    ),
  );
  const parts = ended.map(({ facts: { entry } }) => `${entry.type} ${entry.startsAt}`);
  return {
    branch: entryBranch('end', first.organisation, [first.user, ...parts]),
    title: `End an exception: ${first.organisation}, ${first.entry.type}`,
    body: `${tables.join('\n\n')}\n\nThe entry stays as evidence. The next plan restores MFA.`,
    edits,
    updates: false,
    says: restored('the pull request'),
  };
}

function endedExceptions(
  io: Io,
  settings: ResolvedSettings,
  options: EndOptions,
): { readonly edits: PolicyEdit[]; readonly ended: EndedEntry[] } {
  const policies = openEditable(io, settings);
  const ended = runningEntries(io, settings, policies, options).map((facts) => ({
    facts,
    origin: originOf(facts.document.source, facts.path),
    expiresAt: endOf(io, facts),
  }));
  const edits = new Map<string, PolicyEdit>();
  for (const { facts, origin, expiresAt } of ended) {
    const { source, path: file } = facts.document;
    const path = `${policies.name}/${file}`;
    const after = endEntry(edits.get(path)?.after ?? source.text, facts.path[1] as number, expiresAt);
    if (after === null)
      throw new EndOfCommand(
        `${origin} shares text with another entry (an anchor or an alias), so nothing was written. Set its expiresAt to ${expiresAt} by hand.`,
      );
    edits.set(path, { path, before: source.text, after });
  }
  acceptEdits(io, settings, policies, [...edits.values()]);
  return { edits: [...edits.values()], ended };
}

/** Now, on a whole second; an entry that began within this second ends with it. */
function endOf(io: Io, { startsAt }: ExceptionFacts): string {
  const now = Math.floor(io.now() / 1000) * 1000;
  return formatInstant(now > startsAt ? now : now + 1000);
}

function runningEntries(
  io: Io,
  settings: ResolvedSettings,
  { documents }: EditablePolicies,
  { user, organisation, type }: EndOptions,
): ExceptionFacts[] {
  const now = io.now();
  const running = exceptionFacts(documents.exceptions, exceptionRulesOf(documents.tenants[0]?.value ?? null)).filter(
    (each) =>
      each.user === fold(user) &&
      (organisation === undefined || each.organisation === foldCode(organisation)) &&
      (type === undefined || each.entry.type === type) &&
      each.startsAt <= now &&
      now < (each.expiresAt as number),
  );
  if (running.length > 0) return running;
  throw new EndOfCommand(
    `${maskOf(io, settings)(fold(user))} has no running ${type === undefined ? '' : `${type} `}exception${organisation === undefined ? '' : ` in ${foldCode(organisation)}`}; "mfactl exception list" shows those that there are.`,
  );
}
