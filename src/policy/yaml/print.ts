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
