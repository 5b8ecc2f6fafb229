import { printText } from './print.ts';

/** An entry that is to be written: a text, or a mapping of texts in the order in which they are to stand. */
export type NewEntry = string | Readonly<Record<string, string | undefined>>;

/** The lines of an entry of a list, with its dash at a column; on one line in flow style, else a line for each key. */
export function entryLines(entry: NewEntry, column: number, flow: boolean): string[] {
  const pad = ' '.repeat(column);
  if (typeof entry === 'string') return [`${pad}- ${printText(entry, flow)}`];
  const texts = Object.entries(entry).filter((pair): pair is [string, string] => pair[1] !== undefined);
  if (flow) return [`${pad}- { ${texts.map(([key, text]) => `${key}: ${printText(text, true)}`).join(', ')} }`];
  return texts.map(([key, text], i) => `${pad}${i === 0 ? '- ' : '  '}${key}: ${printText(text, false)}`);
}
