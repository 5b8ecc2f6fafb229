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
