import type { Diagnostic } from '../../model/diagnostic.ts';
import { CODES, type DiagnosticCode } from './codes.ts';

/** Where something stands: the part of a diagnostic that says so. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly endColumn?: number;
}

/** A file as a whole. */
export function wholeFile(file: string): Place {
  return { file, line: null, column: null };
}

/** A diagnostic at a place; its severity is that of the code. */
export function diagnose(code: DiagnosticCode, place: Place, message: string): Diagnostic {
  const end = place.endColumn === undefined ? {} : { endColumn: place.endColumn };
  const { file, line, column } = place;
  return { file, line, column, ...end, code, severity: CODES[code].severity, message };
}

/** So many diagnostics of one file are told (docs/policy-model.md, "What validation refuses"). */
export const MOST_OF_A_FILE = 1000;

/** The first 1,000 diagnostics of each file, and how many more it has. They come sorted by file. */
export function cutFiles(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...Map.groupBy(diagnostics, ({ file }) => file)].flatMap(([file, ofFile]) => {
    // The check of the schema has cut its own already.
    const own = ofFile.filter(({ code }) => code !== 'too-many-mistakes');
    if (own.length <= MOST_OF_A_FILE) return ofFile;
    const rest = own.slice(MOST_OF_A_FILE);
    const errors = rest.filter(({ severity }) => severity === 'error').length;
    return [
      ...own.slice(0, MOST_OF_A_FILE),
      errors > 0 ? moreErrors(file, rest.length) : moreWarnings(file, rest.length),
    ];
  });
}

function moreErrors(file: string, count: number): Diagnostic {
  const message = `This file has ${count} more errors or warnings. Correct those above first.`;
  return diagnose('too-many-mistakes', wholeFile(file), message);
}

function moreWarnings(file: string, count: number): Diagnostic {
  return diagnose('too-many-warnings', wholeFile(file), `This file has ${count} more warnings.`);
}
