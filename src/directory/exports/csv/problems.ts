import type { Diagnostic } from '../../../model/diagnostic.ts';

/** What is wrong at one place of a report; the file's name is added where it is known. */
export type Problem = Pick<Diagnostic, 'line' | 'column' | 'code' | 'message'>;

/** So many errors of one file are shown; a file that is broken all over does not flood the screen. */
export const SHOWN_PROBLEMS = 20;

/** The problems of one file as diagnostics, in the order of their places, with a last one where some are not shown. */
export function toDiagnostics(file: string, problems: readonly Problem[]): Diagnostic[] {
  const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const shown = sorted.slice(0, SHOWN_PROBLEMS);
  if (sorted.length > SHOWN_PROBLEMS) shown.push(moreFollow(sorted[SHOWN_PROBLEMS]?.line ?? null));
  return shown.map((problem) => ({ file, ...problem, severity: 'error' }));
}

function moreFollow(line: number | null): Problem {
  return {
    line,
    column: null,
    code: 'report-more-errors',
    message: `More errors follow; the first ${SHOWN_PROBLEMS} are shown. Mend these, then try again.`,
  };
}
