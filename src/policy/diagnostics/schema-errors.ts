import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from './codes.ts';
import { isTooLong } from '../../machine/schemas.ts';
import { nearest, suggestion, zoneAdvice } from './nearest.ts';
import { diagnose, wholeFile } from './diagnose.ts';
import { quoted } from '../../model/text.ts';
import { type Path, type Source, placeOf, textOf } from '../yaml/source.ts';

/** A file with more mistakes than this is another kind of file; it must not fill the memory. */
const MAX_MISTAKES = 1_000;

/** Turns what ajv says into one diagnostic for each mistake that a person made, at the line that must change. */
export function schemaDiagnostics(source: Source, errors: readonly ErrorObject[]): Diagnostic[] {
  const meant = withoutRepeats(withoutMisspelt(withoutBranches(errors)));
  const diagnostics = meant.slice(0, MAX_MISTAKES).map((error) => {
    const path = pathOf(source, error.instancePath);
    if (error.keyword === 'additionalProperties') return unknownProperty(source, path, error);
    if (error.keyword === 'required' || isChoiceOfProperties(error)) return missingProperty(source, path, error);
    return badValue(source, path, error);
  });
  const rest = meant.length - diagnostics.length;
  if (rest === 0) return diagnostics;
  const message = `There are ${rest} more errors in this file. Correct the errors above first.`;
  return [...diagnostics, diagnose('too-many-mistakes', wholeFile(source.file), message)];
}

/** Where no branch of an anyOf fits, ajv tells the errors of each branch, then the anyOf: the last one is enough. */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'anyOf') while (kept.length > 0 && isBranchOf(kept.at(-1) as ErrorObject, error)) kept.pop();
    kept.push(error);
  }
  return kept;
}

function isBranchOf(error: ErrorObject, choice: ErrorObject): boolean {
  if (!error.instancePath.startsWith(choice.instancePath)) return false;
  if (error.schemaPath.startsWith(`${choice.schemaPath}/`)) return true;
  return (choice.schema as { $ref?: string }[]).some(
    ({ $ref }) => $ref !== undefined && error.schemaPath.startsWith($ref),
  );
}

/** A misspelt property is also a missing one: that is one mistake. */
function withoutMisspelt(errors: readonly ErrorObject[]): ErrorObject[] {
  const meant = new Set<string>();
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue;
    const near = nearest(unknownName(error), knownNames(error));
    if (near !== null) meant.add(`${error.instancePath}\n${near}`);
  }
  if (meant.size === 0) return [...errors];
  return errors.filter(
    (error) => error.keyword !== 'required' || !meant.has(`${error.instancePath}\n${missingName(error)}`),
  );
}

/** One value is wrong once, though it may fail several keywords: the first of them counts. */
function withoutRepeats(errors: readonly ErrorObject[]): ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    if (error.keyword === 'required' || error.keyword === 'additionalProperties' || isChoiceOfProperties(error))
      return true;
    if (seen.has(error.instancePath)) return false;
    seen.add(error.instancePath);
    return true;
  });
}

function unknownProperty(source: Source, path: Path, error: ErrorObject): Diagnostic {
  const name = unknownName(error);
  const known = [...knownNames(error)];
  const near = suggestion(name, known);
  const help = near === '' ? `. Known names are ${known.join(', ')}.` : near;
  return diagnose(
    'schema-unknown-property',
    placeOf(source, [...path, name], 'key'),
    `${quoted(name)} does not exist here${help}`,
  );
}

function missingProperty(source: Source, path: Path, error: ErrorObject): Diagnostic {
  const place = placeOf(source, path);
  const first = { file: place.file, line: place.line, column: place.column };
  if (error.keyword === 'required') {
    return diagnose('schema-missing-property', first, `${subject(path)} has no ${quoted(missingName(error))}. Add it.`);
  }
  const names = (error.schema as { required: string[] }[]).flatMap(({ required }) => required);
  return diagnose('schema-missing-property', first, `${subject(path)} has none of ${names.join(', ')}. Add one.`);
}

const CODE_OF: Readonly<Record<string, DiagnosticCode>> = {
  type: 'schema-type',
  enum: 'schema-value',
  const: 'schema-value',
  anyOf: 'schema-value',
  format: 'schema-format',
  pattern: 'schema-format',
  minLength: 'schema-length',
  maxLength: 'schema-length',
  minItems: 'schema-length',
  maxItems: 'schema-length',
  minProperties: 'schema-length',
  maxProperties: 'schema-length',
  minimum: 'schema-range',
  maximum: 'schema-range',
};

function badValue(source: Source, path: Path, error: ErrorObject): Diagnostic {
  const code = CODE_OF[error.keyword];
  if (code === undefined) throw new Error(`No diagnostic is known for the schema keyword ${error.keyword}.`);
  return diagnose(code, placeOf(source, path), `${subject(path)} ${wrong(source, path, error)}`);
}

/** What must be, and what was found. */
function wrong(source: Source, path: Path, error: ErrorObject): string {
  // Diagnostics go into public logs: a mistyped address is still somebody's.
  const found = error.schema === 'address' ? 'this text' : describe(error.data, textOf(source, path));
  if (isOfDuration(error) && typeof error.data === 'string' && isTooLong(error.data))
    return `cannot be ${found}: the longest duration is P36525D, 100 years. Write a shorter one.`;
  const params = error.params as Record<string, unknown>;
  const says = (error.parentSchema?.['description'] as string | undefined) ?? '';
  switch (error.keyword) {
    case 'type':
      return `must be ${article(params['type'])}, but is ${found}.${quoteIt(error, textOf(source, path))}`;
    case 'enum': {
      const values = params['allowedValues'] as string[];
      const near = typeof error.data === 'string' ? suggestion(error.data, values) : '';
      return `must be one of ${values.join(', ')}, but is ${found}${near || '.'}`;
    }
    case 'const':
      return `must be ${String(params['allowedValue'])}, but is ${found}.`;
    case 'minimum':
    case 'maximum':
      return `must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params['limit'])}, but is ${found}.`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `must have at least ${count(params['limit'] as number, error.keyword)}. ${says}`.trim();
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${count(params['limit'] as number, error.keyword)}. ${says}`.trim();
    case 'format':
      if (error.schema === 'timezone') return `cannot be ${found}. ${zoneAdvice(String(error.data))}`;
      return `cannot be ${found}. ${says}`.trim();
    default:
      return `cannot be ${found}. ${says}`.trim();
  }
}

/** Whether a duration may stand where the mistake is. */
function isOfDuration({ keyword, schema }: ErrorObject): boolean {
  if (keyword === 'format') return schema === 'duration';
  return keyword === 'anyOf' && (schema as { $ref?: string }[]).some(({ $ref }) => $ref?.endsWith('/duration'));
}

/** A code such as 01234 or 1E5 is a number to YAML. Where quotes alone do not help, the description says what does. */
function quoteIt(error: ErrorObject, text: string): string {
  const wanted = (error.params as { type: unknown }).type;
  if (wanted !== 'string' || (typeof error.data !== 'number' && typeof error.data !== 'boolean')) return '';
  const { pattern, format, description } = error.parentSchema as {
    pattern?: string;
    format?: string;
    description?: string;
  };
  if (format === undefined && (pattern === undefined || new RegExp(pattern, 'u').test(text)))
    return ` Quote it: "${text}".`;
  return ` ${description ?? ''}`.trimEnd();
}

function describe(value: unknown, text: string): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `the ${typeof value === 'boolean' ? 'truth value' : 'number'} ${quoted(text).slice(1, -1)}`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'null',
};

function article(type: unknown): string {
  return [type]
    .flat()
    .map((name) => ARTICLES[String(name)] ?? String(name))
    .join(' or ');
}

function count(limit: number, keyword: string): string {
  if (keyword.endsWith('Length')) return `${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (keyword.endsWith('Items')) return `${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `${limit} ${limit === 1 ? 'property' : 'properties'}`;
}

/** The value as a person would call it; the diagnostic's line says which one. */
function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The document';
  if (typeof last === 'string') return quoted(last).slice(1, -1);
  return `Entry ${last + 1}${path.length > 1 ? ` of ${subject(path.slice(0, -1))}` : ''}`;
}

function isChoiceOfProperties(error: ErrorObject): boolean {
  return (
    error.keyword === 'anyOf' &&
    (error.schema as { required?: unknown }[]).every(({ required }) => required !== undefined)
  );
}

function unknownName(error: ErrorObject): string {
  return (error.params as { additionalProperty: string }).additionalProperty;
}

function missingName(error: ErrorObject): string {
  return (error.params as { missingProperty: string }).missingProperty;
}

function knownNames(error: ErrorObject): string[] {
  return Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
}

/** A JSON pointer as a path; a segment is an item number where the value is a list. */
function pathOf(source: Source, pointer: string): Path {
  let value: unknown = source.value;
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(name) : name);
    value = (value as Record<string, unknown> | null)?.[name];
  }
  return path;
}
