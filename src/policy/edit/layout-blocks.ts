import type { Comment } from '../yaml/comments.ts';
import type { KeyOrder } from './key-order.ts';
import { sortedBy } from '../yaml/nodes.ts';

/** Lines that belong together, and whether a blank line stands before them. */
export interface Block {
  readonly blank: boolean;
  readonly lines: readonly string[];
}

/** One entry of a mapping or list, with the comments above it. */
export interface Entry {
  readonly lead: readonly Block[];
  readonly own: Block;
}

/** The first line of an item stands behind its dash, so comments before it go above the item. */
export function behindDash(
  lines: readonly string[],
  comments: readonly string[],
): { above: string[]; lines: string[] } {
  const first = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  const above = lines.slice(0, first).filter((line) => line !== '');
  return { above: [...comments, ...above], lines: [`- ${lines[first]}`, ...lines.slice(first + 1).map(indented)] };
}

/** Entries in the order of the schema. Comments above the first one speak of all of them, and stay on top. */
export function inOrder(entries: readonly Entry[], keys: readonly string[], order: KeyOrder | null): readonly Entry[] {
  const [top] = entries;
  const sorted = sortedBy(entries, keys, order);
  const [first, ...others] = sorted;
  if (top === undefined || first === undefined || first === top) return sorted;
  const head: Entry = {
    lead: [...top.lead, ...first.lead],
    own: first.lead.length > 0 ? first.own : { ...first.own, blank: top.own.blank },
  };
  return [head, ...others.map((entry) => (entry === top ? { lead: [], own: { ...top.own, blank: false } } : entry))];
}

/** A comment on a line of its own. */
export function asBlock({ text, blankBefore: blank }: Comment): Block {
  return { blank, lines: [text] };
}

/** One blank line at most, and none at the start. */
export function join(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ blank, lines }, i) => (blank && i > 0 ? ['', ...lines] : lines));
}

/** A line two spaces further in. */
export function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
