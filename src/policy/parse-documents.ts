import type { Diagnostic } from '../model/diagnostic.ts';
import type { Documents, Kind, PolicyDocument, RefusedDocument } from './documents.ts';
import { KINDS, belongsAt, isKind, kindAt, ofKind, organisationFolder, whereOf } from './documents.ts';
import { suggestion } from './diagnostics/nearest.ts';
import { checkHiddenMarks } from './yaml/hidden-marks.ts';
import { parseYaml } from './yaml/parse.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { quoted } from '../model/text.ts';
import type { PolicyFile, PolicyFiles } from './read.ts';
import { checkSchema } from './diagnostics/schema.ts';
import { type Standing, inStanding, schemaInStanding } from './standing.ts';
import { type Source, placeOf } from './yaml/source.ts';

/** One file: its document, or what stands for it where it was refused, and why. */
export interface ParsedFile {
  readonly good: PolicyDocument | null;
  readonly refused: RefusedDocument | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses one file; `name` is how diagnostics call the folder. */
export type ParseFile = (file: PolicyFile, name: string) => ParsedFile;

/** Parses files and checks each by its schema; `parse` may know files that it has seen before. */
export function parseDocuments(
  { files, refused: unread }: PolicyFiles,
  name: string,
  parse: ParseFile = parseFile,
): { documents: Documents; diagnostics: readonly Diagnostic[] } {
  const good: PolicyDocument[] = [];
  const refused: RefusedDocument[] = unread.map((path) => refusedAt(path, kindAt(path)));
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const parsed = parse(file, name);
    for (const diagnostic of parsed.diagnostics) diagnostics.push(diagnostic);
    if (parsed.good !== null) good.push(parsed.good);
    if (parsed.refused !== null) refused.push(parsed.refused);
  }
  return { documents: sortByKind(good, refused), diagnostics };
}

/** Parses a file of policies that a run has applied: what a newer version refuses in it is a warning. */
export function parseAppliedFile(file: PolicyFile, name: string): ParsedFile {
  return parseFile(file, name, 'applied');
}

/** Parses one file and checks it by its schema. */
export function parseFile({ path, text }: PolicyFile, name: string, standing: Standing = 'new'): ParsedFile {
  const parsed = parseYaml(`${name}/${path}`, text);
  if (!parsed.ok) return { good: null, refused: refusedAt(path, kindAt(path)), diagnostics: parsed.diagnostics };
  const source = parsed.value;
  const hidden = inStanding(checkHiddenMarks(source), standing);
  // Whatever else is wrong with such a text would be told with words that look right.
  if (hidden.some(isError)) return { good: null, refused: refusedAt(path, kindAt(path)), diagnostics: hidden };
  const { kind, diagnostics: found } = checkDocument(source, path, standing);
  const diagnostics = [...hidden, ...found];
  if (kind === null || diagnostics.some(isError))
    return { good: null, refused: refusedAt(path, kind ?? kindAt(path)), diagnostics };
  const good = { kind, path, folder: organisationFolder(path), value: source.value, source } as PolicyDocument;
  return { good, refused: null, diagnostics };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
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
function checkDocument(
  source: Source,
  path: string,
  standing: Standing,
): { kind: Kind | null; diagnostics: Diagnostic[] } {
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
  const diagnostics = [...schemaInStanding(source, kind, checkSchema(source, kind), standing)];
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
