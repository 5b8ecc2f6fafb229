import type { DecisionContext } from '../../model/account.ts';
import { entryFor, entryToComplete, type ReportedException } from '../../adopt/exceptions.ts';
import { foldCode } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { acceptedDocuments, type Kind } from '../../policy/documents.ts';
import { appendEntries } from '../../policy/edit/append.ts';
import { type ExceptionPlace, exceptionPlace, newExceptionPlace } from '../../policy/edit/exception-place.ts';
import { formatDocument } from '../../policy/edit/format.ts';
import { observedDocument, observedSections } from '../../adopt/text.ts';
import { replaceSections } from '../../policy/edit/sections.ts';
import type { Observed } from '../../adopt/observed.ts';
import type { EditablePolicies, PolicyEdit } from '../../session/edits.ts';

/** The edits that make policies say what was observed. */
export function observedEdits(policies: EditablePolicies, observed: Observed, context: DecisionContext): PolicyEdit[] {
  const texts = new EditedTexts(policies);
  for (const organisation of observed.organisations) {
    const document = policies.documents.organisations.find(({ value }) => foldCode(value.code) === organisation.code);
    const path = document?.path ?? `organisations/${organisation.code}/organisation.yaml`;
    texts.edit(path, 'Organisation', (text) => {
      if (text === null) return observedDocument(organisation, context.now);
      return replaceSections(text, 'Organisation', observedSections(organisation, context.now));
    });
  }
  for (const { place, exceptions } of exceptionsByPlace(policies, observed)) {
    texts.edit(place.path, 'Exceptions', (text) => withExceptions(text ?? place.start, exceptions, policies, context));
  }
  const [tenant] = policies.documents.tenants;
  if (tenant !== undefined && observed.unfit.length > 0)
    texts.edit(tenant.path, 'Tenant', (text) => withProtected(text ?? '', observed.unfit));
  return texts.edits();
}

/** Texts of files while they are edited. */
class EditedTexts {
  readonly #name: string;
  readonly #before: ReadonlyMap<string, string>;
  readonly #after = new Map<string, string>();

  constructor({ name, documents }: EditablePolicies) {
    this.#name = name;
    this.#before = new Map(acceptedDocuments(documents).map(({ path, source }) => [path, source.text]));
  }

  /** Edits a file; null stands for one that is not there. */
  edit(path: string, kind: Kind, change: (text: string | null) => string): void {
    this.#after.set(path, formatDocument(change(this.#after.get(path) ?? this.#before.get(path) ?? null), kind));
  }

  edits(): PolicyEdit[] {
    return [...this.#after]
      .map(([path, after]) => ({ path: `${this.#name}/${path}`, before: this.#before.get(path) ?? null, after }))
      .filter(({ before, after }) => before !== after);
  }
}

interface PlacedExceptions {
  readonly place: ExceptionPlace;
  readonly exceptions: readonly ReportedException[];
}

/** Which exceptions go into which file; those of an organisation that has no document and gets none are left out. */
function exceptionsByPlace({ documents }: EditablePolicies, observed: Observed): Iterable<PlacedExceptions> {
  const places = new Map<string, PlacedExceptions>();
  const alike = Map.groupBy(observed.exceptions, ({ type, account }) => `${account.organisation} ${type}`);
  for (const exceptions of alike.values()) {
    const [{ type, account }] = exceptions as [ReportedException, ...ReportedException[]];
    const { organisation } = account;
    const isNew = observed.organisations.some(({ code }) => code === organisation);
    const place =
      exceptionPlace(documents, organisation, type) ?? (isNew ? newExceptionPlace(organisation, organisation) : null);
    if (place === null) continue;
    const others = places.get(place.path)?.exceptions ?? [];
    places.set(place.path, { place, exceptions: [...others, ...exceptions] });
  }
  return places.values();
}

/** Entries for what can be recorded, and for the rest, whose approval nobody knows here, a comment to complete. */
function withExceptions(
  text: string,
  exceptions: readonly ReportedException[],
  { loaded }: EditablePolicies,
  context: DecisionContext,
): string {
  const entries = exceptions
    .filter(({ recordable }) => recordable)
    .map(({ account, type }) => {
      const { user, startsAt, reason } = entryFor(account, type, loaded.policies, context);
      return { user, type, startsAt: formatInstant(startsAt), reason };
    });
  const comment = [
    'Granted in the portal. The reports do not say when, so each starts at the time when this was written.',
  ];
  const added =
    entries.length === 0 ? text : appendEntries(text, 'Exceptions', 'exceptions', { entries, comment }).text;
  const open = exceptions.filter(({ recordable, account }) => !recordable && !text.includes(account.address));
  if (open.length === 0) return added;
  const lines = [
    '# Granted in the portal, and kept as long as the portal reports them. Each is a finding until it is recorded. Complete the',
    '# entries below (they need an approval, which the reports do not show) and move them into the list.',
    ...open.flatMap(({ account, type }) =>
      entryToComplete(entryFor(account, type, loaded.policies, context), loaded.policies),
    ),
  ];
  return `${added}\n${lines.join('\n')}\n`;
}

function withProtected(text: string, addresses: readonly string[]): string {
  const comment = [
    'No level would leave these accounts as they are (an administrator or a compromised account without MFA, an account without',
    'an organisation), so they are protected until somebody has looked at them. Remove them one by one.',
  ];
  return appendEntries(text, 'Tenant', 'protected', { entries: addresses, comment }).text;
}
