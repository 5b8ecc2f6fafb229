import { printable } from '../../model/text.ts';

/** Text from outside as plain text: nothing in it becomes markup, a link, a mention or a table cell. */
export function text(outside: string): string {
  return oneLine(outside)
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`);
}

/** Text from outside as code; a back-tick or a bar within cannot end it. */
export function code(outside: string): string {
  const safe = oneLine(outside)
    .replace(/[&<>@|`\\*_~[\]]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;//')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`);
  return `<code>${safe}</code>`;
}

/** A link with a name of our own; an address that is no plain web address is shown as text. */
export function link(name: string, address: string): string {
  return /^https?:\/\/[^\s<>|\\`"]+$/.test(address) ? `[${text(name)}](<${address}>)` : text(address);
}

/** A table; the cells are Markdown already. The columns named in `right` hold numbers. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = `|${head.map((name) => (right.includes(name) ? '---:' : '---')).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function oneLine(outside: string): string {
  return printable(outside.replace(/[\r\n]+/g, ' '));
}
