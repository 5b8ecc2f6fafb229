import { styleText } from 'node:util';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { jsonText, printable } from '../../model/text.ts';
import { renderSarif } from './sarif.ts';

export const DIAGNOSTIC_FORMATS = ['human', 'github', 'json', 'sarif'] as const;
export type DiagnosticFormat = (typeof DIAGNOSTIC_FORMATS)[number];

export interface RenderOptions {
  readonly format: DiagnosticFormat;
  /** For `human` alone. */
  readonly color: boolean;
  /** The text of a file by the name that diagnostics have for it; null where it cannot be had. For `human` alone. */
  readonly textOf: (file: string) => string | null;
}

/** Diagnostics as text, with a line end behind the last line; empty for `human` and `github` where there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  switch (options.format) {
    case 'human':
      return renderHuman(diagnostics, options);
    case 'github':
      return renderGithub(diagnostics);
    case 'json':
      return jsonText(diagnostics);
    default:
      return renderSarif(diagnostics);
  }
}

/** As many characters of a source line as fit on a screen, around the column that is meant. */
const MAX_LINE = 120;
const BEFORE_COLUMN = 60;

function renderHuman(diagnostics: readonly Diagnostic[], { color, textOf }: RenderOptions): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const lines = new SourceLines(textOf);
  return diagnostics
    .map((diagnostic) => {
      const style = diagnostic.severity === 'error' ? 'red' : 'yellow';
      const head = `${paint('bold', placeName(diagnostic))} ${paint(style, diagnostic.severity)} ${diagnostic.code}: ${printable(diagnostic.message)}\n`;
      const excerpt = excerptOf(diagnostic, lines);
      return excerpt === null
        ? head
        : `${head}${excerpt.gutter}${excerpt.line}\n${excerpt.margin}${paint(style, excerpt.caret)}\n`;
    })
    .join('');
}

function placeName({ file, line, column }: Diagnostic): string {
  return [printable(file), line, column].filter((part) => part !== null).join(':');
}

interface Excerpt {
  readonly gutter: string;
  readonly line: string;
  readonly margin: string;
  readonly caret: string;
}

/** The source line with a caret below what is meant; null where there is no such line. */
function excerptOf({ file, line, column, endColumn }: Diagnostic, lines: SourceLines): Excerpt | null {
  const characters = line === null ? null : lines.characters(file, line);
  if (characters === null) return null;
  const start = (column ?? 1) - 1;
  const from = Math.max(0, start - BEFORE_COLUMN);
  const to = from + MAX_LINE;
  const end =
    column === null
      ? Math.min(characters.length, to)
      : Math.max(start + 1, Math.min((endColumn ?? column + 1) - 1, to));
  const [before, meant, after] = [
    characters.slice(from, start),
    characters.slice(start, end),
    characters.slice(end, to),
  ].map((part) => printable(part.join('').replaceAll('\t', ' '))) as [string, string, string];
  const gutter = `  ${line} | `;
  return {
    gutter,
    line: before + meant + after,
    margin: `${' '.repeat(gutter.length - 2)}| ${' '.repeat(before.length)}`,
    caret: '^'.repeat(Math.max(1, meant.length)),
  };
}

/** Lines of the file last asked for, and the characters of the last line: diagnostics come in order, and a line may be a megabyte. */
class SourceLines {
  readonly #textOf: (file: string) => string | null;
  #file: string | null = null;
  #lines: readonly string[] = [];
  #last: { readonly line: number; readonly characters: readonly string[] } | null = null;

  constructor(textOf: (file: string) => string | null) {
    this.#textOf = textOf;
  }

  /** The line as people count its characters; null where there is none. */
  characters(file: string, line: number): readonly string[] | null {
    if (file !== this.#file) {
      this.#file = file;
      this.#last = null;
      this.#lines = (this.#textOf(file) ?? '').replace(/^\ufeff/, '').split(/\r?\n/);
    }
    const text = this.#lines[line - 1];
    if (text === undefined) return null;
    if (this.#last?.line !== line) this.#last = { line, characters: Array.from(text) };
    return this.#last.characters;
  }
}

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
