import { type CST, Composer, type Document, Lexer, type ParsedNode, Parser, type YAMLError } from 'yaml';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { type YamlProblem, convertNodes } from './convert.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { printable } from '../../model/text.ts';
import { type Source, placeOfSpan } from './source.ts';

/** Collections within collections, counted as the parser does (a mapping in a list counts twice). Documents need 8. */
const MAX_DEPTH = 100;
/** More hidden characters than this are no slip: the file is not a text. */
const MAX_HIDDEN = 20;

/** Tab, line feed and carriage return are the only controls in YAML. Marks of direction can make a line lie to its reviewer. */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/**
 * One YAML 1.2 document as plain data, with the offset of each part. Everything that YAML can do and policies must
 * not (tags, merge keys, other versions, many documents, deep nesting, alias bombs) is a diagnostic.
 */
export function parseYaml(file: string, textWithMark: string): Checked<Source> {
  const text = textWithMark.startsWith('\ufeff') ? textWithMark.slice(1) : textWithMark;
  const lineStarts: number[] = [];
  const parsed = readTokens(text, lineStarts);
  const where = { file, text, lineStarts: lineStarts.length === 0 ? lineStartsOf(text) : lineStarts };
  const problems: YamlProblem[] = hiddenCharacters(text);
  if (parsed.problem !== null) {
    problems.push(parsed.problem);
    // Where the parser stopped early, it has not seen the lines behind.
    return refused({ ...where, lineStarts: lineStartsOf(text) }, problems);
  }
  const document = compose(parsed.tokens, text.length);
  problems.push(...syntaxProblems(document));
  if (problems.length > 0) return refused(where, problems);
  if (document.contents === null) return refused(where, [emptyDocument(text)]);
  const converted = convertNodes(document.contents, text);
  if (converted.problems.length > 0) return refused(where, converted.problems);
  const [start, end] = document.contents.range;
  return {
    ok: true,
    value: { ...where, value: converted.value, span: [start, end], spans: converted.spans },
    diagnostics: [],
  };
}

function refused(
  where: Pick<Source, 'file' | 'text' | 'lineStarts'>,
  problems: readonly YamlProblem[],
): Checked<Source> {
  const diagnostics: Diagnostic[] = problems.map(({ code, start, end, message }) =>
    diagnose(code, placeOfSpan(where, start, end), message),
  );
  return { ok: false, diagnostics };
}

/** The tokens of the one document; stops at a second document and before nesting that would overflow the stack. */
function readTokens(text: string, lineStarts: number[]): { tokens: CST.Token[]; problem: YamlProblem | null } {
  const parser = new Parser((offset) => lineStarts.push(offset));
  // `Parser.parse` tells the start of the first line; a parser that is fed by hand does not.
  lineStarts.push(0);
  const tokens: CST.Token[] = [];
  let documents = 0;
  const take = (token: CST.Token): YamlProblem | null => {
    if (token.type === 'document' && ++documents === 2) return severalDocuments(token.offset);
    tokens.push(token);
    return null;
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      const problem = take(token);
      if (problem !== null) return { tokens, problem };
    }
    if (parser.stack.length > MAX_DEPTH) return { tokens, problem: tooDeep(parser.offset) };
  }
  for (const token of parser.end()) {
    const problem = take(token);
    if (problem !== null) return { tokens, problem };
  }
  return { tokens, problem: null };
}

function compose(tokens: Iterable<CST.Token>, length: number): Document.Parsed<ParsedNode> {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    // Compares each key with each other: quadratic. Duplicates are found on conversion.
    uniqueKeys: false,
  });
  const document = withoutStacks(() => composer.compose(tokens, true, length).next().value);
  if (document === undefined || document === null)
    throw new Error('The composer gave no document, though it was told to.');
  return document;
}

/** A megabyte of commas is a million errors: without their stacks they fit into memory. */
function withoutStacks<Result>(run: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function syntaxProblems(document: Document.Parsed<ParsedNode>): YamlProblem[] {
  // What follows the first syntax error is mostly its echo: the parser has lost its place.
  const problems = [...document.errors.slice(0, 1), ...document.warnings].map(syntaxProblem);
  const { version, explicit } = document.directives.yaml;
  if (explicit === true && version !== '1.2') {
    problems.push({
      code: 'yaml-version',
      start: 0,
      end: 0,
      message: `Policies are YAML 1.2, not ${version}. Remove the %YAML line.`,
    });
  }
  return problems;
}

function syntaxProblem(error: YAMLError): YamlProblem {
  const [start, end] = error.pos;
  const says = printable(error.message.length > 200 ? `${error.message.slice(0, 197)}…` : error.message).replace(
    /\.$/,
    '',
  );
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return { code: 'yaml-tag', start, end, message: `Policies do not use YAML tags (${says}). Remove the tag.` };
  }
  return { code: 'yaml-syntax', start, end, message: `This is not valid YAML: ${says}.` };
}

function hiddenCharacters(text: string): YamlProblem[] {
  const problems: YamlProblem[] = [];
  if (text.search(HIDDEN) < 0) return problems;
  for (const match of text.matchAll(HIDDEN)) {
    const message = `The character ${printable(match[0])} is invisible. Remove it.`;
    problems.push({ code: 'control-character', start: match.index, end: match.index + 1, message });
    if (problems.length === MAX_HIDDEN) break;
  }
  return problems;
}

function severalDocuments(start: number): YamlProblem {
  const message = 'A second document starts here. Put each document into a file of its own.';
  return { code: 'yaml-several-documents', start, end: start, message };
}

function tooDeep(start: number): YamlProblem {
  return {
    code: 'yaml-too-deep',
    start,
    end: start,
    message: 'Lists and mappings are nested too deeply. Use fewer levels; no document needs more than 8.',
  };
}

function emptyDocument(text: string): YamlProblem {
  const start = text.trim() === '' ? 0 : text.length - text.trimStart().length;
  return {
    code: 'empty-document',
    start,
    end: start,
    message: 'This file holds no document. Write one, or remove the file.',
  };
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
