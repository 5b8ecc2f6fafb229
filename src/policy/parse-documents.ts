import type { Diagnostic } from '../core/diagnostic.ts';
import { type Documents, type Kind, ofKind, type PolicyDocument, type RefusedDocument } from './document.ts';
import { suggestion } from './nearest.ts';
import { parseYaml } from './parse.ts';
import { diagnose } from './place.ts';
import { belongsAt, isKind, KINDS, kindAt, organisationFolder, whereOf } from './places.ts';
import { quoted } from './printable.ts';
import type { PolicyFiles } from './read.ts';
import { checkSchema } from './schema.ts';
import { placeOf, type Source } from './source.ts';

/** Parses files and checks each by its schema; `name` is how diagnostics call the folder. */
export function parseDocuments(
  { files, refused: unread }: PolicyFiles,
  name: string,
): { documents: Documents; diagnostics: readonly Diagnostic[] } {
  const good: PolicyDocument[] = [];
  const refused: RefusedDocument[] = unread.map((path) => refusedAt(path, kindAt(path)));
  const diagnostics: Diagnostic[] = [];
  for (const { path, text } of files) {
    const parsed = parseYaml(`${name}/${path}`, text);
    if (!parsed.ok) {
      for (const diagnostic of parsed.diagnostics) diagnostics.push(diagnostic);
      refused.push(refusedAt(path, kindAt(path)));
      continue;
    }
    const source = parsed.value;
    const checked = checkDocument(source, path);
    for (const diagnostic of checked.diagnostics) diagnostics.push(diagnostic);
    if (checked.kind !== null && checked.diagnostics.length === 0) {
      good.push({
        kind: checked.kind,
        path,
        folder: organisationFolder(path),
        value: source.value,
        source,
      } as PolicyDocument);
    } else {
      refused.push(refusedAt(path, checked.kind ?? kindAt(path)));
    }
  }
  return { documents: sortByKind(good, refused), diagnostics };
}

function refusedAt(path: string, kind: Kind | null): RefusedDocument {
  return { path, folder: organisationFolder(path), kind };
}

function sortByKind(good: readonly PolicyDocument[], refused: readonly RefusedDocument[]): Documents {
  return {
    tenants: ofKind(good, 'Tenant'),
    roles: ofKind(good, 'Role'),
    organisations: ofKind(good, 'Organisation'),
    exceptions: ofKind(good, 'Exceptions'),
    reEnrolments: ofKind(good, 'ReEnrolments'),
    overrides: ofKind(good, 'Overrides'),
    invariants: ofKind(good, 'Invariants'),
    tests: ofKind(good, 'PolicyTest'),
    refused,
  };
}

/** The kind that the document says, and what its kind, place and schema refuse. */
function checkDocument(source: Source, path: string): { kind: Kind | null; diagnostics: Diagnostic[] } {
  const { value } = source;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      kind: null,
      diagnostics: [
        diagnose('schema-type', placeOf(source, []), 'The document must be a mapping that begins with `kind`.'),
      ],
    };
  }
  if (!Object.hasOwn(value, 'kind')) {
    const { file, line, column } = placeOf(source, []);
    const expected = kindAt(path);
    const help = expected === null ? `one of ${KINDS.join(', ')}` : expected;
    return {
      kind: null,
      diagnostics: [diagnose('missing-kind', { file, line, column }, `The document has no \`kind\`. Add it: ${help}.`)],
    };
  }
  const { kind } = value as { kind: unknown };
  if (!isKind(kind)) return { kind: null, diagnostics: [unknownKind(source, kind)] };
  const diagnostics = checkSchema(source, kind);
  if (!belongsAt(kind, path)) {
    const message = `A document of kind ${kind} belongs in ${whereOf(kind)}. Move the file, or correct \`kind\`.`;
    diagnostics.push(diagnose('misplaced-document', placeOf(source, ['kind']), message));
  }
  return { kind, diagnostics };
}

function unknownKind(source: Source, kind: unknown): Diagnostic {
  const found = typeof kind === 'string' ? quoted(kind) : 'not a text';
  const near = typeof kind === 'string' ? suggestion(kind, KINDS) : '';
  return diagnose(
    'unknown-kind',
    placeOf(source, ['kind']),
    `\`kind\` is ${found}${near || `. It must be one of ${KINDS.join(', ')}.`}`,
  );
}
