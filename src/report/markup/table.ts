const characters = new Intl.Segmenter('en-GB');

/** Rows of texts in columns that stand below each other, two spaces apart, with a header. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd();
  return all.map((row) => `${line(row)}\n`).join('');
}

/** In the characters that people see. */
function widthOf(text: string): number {
  return [...characters.segment(text)].length;
}
