import { type Scalar, stringify } from 'yaml';

const OPTIONS = { lineWidth: 0, blockQuote: false, flowCollectionPadding: false } as const;
const printed = { block: new Map<string, string>(), flow: new Map<string, string>() };
/** Most texts of policies come again and again; addresses do not. */
const MAX_KEPT = 10_000;

/** A text as YAML on one line, in quotes only where it would be read as something else without. */
export function printText(text: string, flow: boolean): string {
  const known = flow ? printed.flow : printed.block;
  let result = known.get(text);
  if (result === undefined) {
    result = quoteWhereNeeded(text, flow);
    if (known.size < MAX_KEPT) known.set(text, result);
  }
  return result;
}

function quoteWhereNeeded(text: string, flow: boolean): string {
  // Line breaks and other controls are written as escapes, so that the text stays on its line.
  if (/[\p{Cc}\u2028\u2029]/u.test(text) || /^(---|\.\.\.)/.test(text)) return JSON.stringify(text);
  if (!flow) return stringify(text, OPTIONS).trimEnd();
  return stringify([text], { ...OPTIONS, collectionStyle: 'flow' })
    .trimEnd()
    .slice(1, -1);
}

/** A scalar on one line: a text as above, numbers and the like as they are written. */
export function printScalar({ value, source }: Scalar, flow: boolean): string {
  if (typeof value === 'string') return printText(value, flow);
  return value === null ? 'null' : (source ?? JSON.stringify(value));
}

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
