import type { DiagnosticCode } from '../diagnostics/codes.ts';

/** Something wrong between two offsets. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
