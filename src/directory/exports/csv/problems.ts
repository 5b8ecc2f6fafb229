import type { Diagnostic } from '../../../model/diagnostic.ts';

/** What is wrong at one place of an export; the file's name is added where it is known. */
export type ExportProblem = Pick<Diagnostic, 'line' | 'column' | 'code' | 'message'>;

/** After so many problems a file is not read on. */
export const MANY_PROBLEMS = 1000;

/** Of so many rows that have the same problem the lines are told. */
const TOLD_LINES = 5;

/**
 * The problems of one file as diagnostics, in the order of their places: one for each cause. It stands at the first
 * place, and tells the lines of the next ones: a file that is broken all over has one cause, not one for each row.
 */
export function toDiagnostics(file: string, problems: readonly ExportProblem[]): Diagnostic[] {
  const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const causes = Map.groupBy(sorted, causeOf);
  const stopped = problems.length >= MANY_PROBLEMS;
  return [...causes.values()].map((same) => {
    const [first, ...others] = same as [ExportProblem, ...ExportProblem[]];
    return { file, ...first, message: `${first.message}${sameIn(first, others, stopped)}`, severity: 'error' };
  });
}

/** Columns have names, so each of them is a cause of its own. */
function causeOf({ code, message }: ExportProblem): string {
  return /^report-column-/.test(code) ? `${code} ${message}` : code;
}

function sameIn(first: ExportProblem, others: readonly ExportProblem[], stopped: boolean): string {
  const lines = [...new Set(others.map(({ line }) => line))].filter((line) => line !== first.line);
  if (lines.length === 0) return '';
  const told = lines.slice(0, TOLD_LINES).join(', ');
  const more = lines.length - TOLD_LINES;
  const rest = more <= 0 ? '' : ` and ${more}${stopped ? ' or more' : ''} other${more === 1 && !stopped ? '' : 's'}`;
  return ` The same is wrong in line${lines.length === 1 ? '' : 's'} ${told}${rest}.`;
}
