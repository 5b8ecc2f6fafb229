import type { DecisionContext } from '../../model/account.ts';
import { entryFor, type ReportedException } from '../../adopt/exceptions.ts';
import { foldCode } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import { acceptedDocuments, type Kind } from '../../policy/documents.ts';
import { appendEntries } from '../../policy/edit/append.ts';
import { formatDocument } from '../../policy/edit/format.ts';
import { observedDocument, observedSections } from '../../adopt/text.ts';
import { printText } from '../../policy/yaml/print.ts';
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
  for (const [code, exceptions] of Map.groupBy(observed.exceptions, ({ account }) => account.organisation)) {
    const path = exceptionsPath(policies, observed, code);
    if (path !== null)
      texts.edit(path, 'Exceptions', (text) =>
        withExceptions(text ?? emptyExceptions(code), exceptions, policies, context),
      );
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

/** Where exceptions of an organisation go; null where it has no document and gets none. */
function exceptionsPath({ documents }: EditablePolicies, observed: Observed, code: string): string | null {
  const home = documents.organisations.find(({ value }) => foldCode(value.code) === code);
  if (home === undefined)
    return observed.organisations.some((each) => each.code === code) ? `organisations/${code}/exceptions.yaml` : null;
  const own = documents.exceptions.filter(({ folder }) => folder === home.folder).map(({ path }) => path);
  return (
    own.find((path) => path.endsWith('exceptions.yaml')) ?? own[0] ?? `organisations/${home.folder}/exceptions.yaml`
  );
}

function emptyExceptions(code: string): string {
  return `kind: Exceptions\norganisation: ${printText(code, false)}\nexceptions: []\n`;
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
    ...open.map(
      ({ account, type }) =>
        `# - { user: ${printText(account.address, true)}, type: ${type}, startsAt: , reason: , approvedBy: , ticket: }`,
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
