import type { Diagnostic } from '../../model/diagnostic.ts';
import { printable } from '../../model/printable.ts';

/** Workflow commands of GitHub Actions, one a line; each becomes an annotation at its file and line. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${command(diagnostic)}\n`).join('');
}

function command({ file, line, column, endColumn, code, severity, message }: Diagnostic): string {
  const properties = Object.entries({
    file,
    line,
    col: column,
    endColumn: column === null ? null : endLast(endColumn),
    title: code,
  })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${severity} ${properties.join(',')}::${escapeMessage(message)}`;
}

/** GitHub means the last column itself, not the one behind it. */
function endLast(endColumn: number | undefined): number | null {
  return endColumn === undefined ? null : endColumn - 1;
}

/** A line end would start a new command. What can be escaped is escaped; other controls are made visible. */
function escapeMessage(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
