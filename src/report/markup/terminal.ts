import { styleText } from 'node:util';

/** Colours for a terminal, or none. No meaning rests on a colour alone. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  strong(text: string): string;
  dim(text: string): string;
}

export function paint(colour: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  return { good: style('green'), bad: style('red'), warn: style('yellow'), strong: style('bold'), dim: style('dim') };
}

const characters = new Intl.Segmenter('en-GB');

/** Rows of texts as lines in columns that stand below each other, two spaces apart. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** The same with a header, as a text of whole lines. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return aligned([header, ...rows])
    .map((line) => `${line}\n`)
    .join('');
}

/** In the characters that people see. */
function widthOf(text: string): number {
  return [...characters.segment(text)].length;
}
