import { type ParsedNode, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';
import { type Comment, CommentQueue, blankBefore } from '../yaml/comments.ts';
import { printScalar } from '../yaml/print.ts';
import type { KeyOrder } from './key-order.ts';
import type { MapNode, PairNode, SeqNode } from '../yaml/nodes.ts';
import { anchorOf, contentStart, holdsEntries, inline, keyOf, sortedBy } from '../yaml/nodes.ts';

/** Columns that an entry in flow style may take, its comment apart; a wider one is written in block style. */
const MAX_WIDTH = 140;

/** Where the value of an entry stands. */
interface Slot {
  /** `key:` or `-`. */
  readonly prefix: string;
  /** Offset behind the key; null behind a dash, where no comment can stand. */
  readonly keyEnd: number | null;
  readonly start: number;
  readonly value: ParsedNode | null;
  readonly order: KeyOrder | null;
  readonly indent: number;
  /** Where what follows the entry starts. */
  readonly limit: number;
}

/** Prints one document; each comment stays beside what it stood beside. The keys stay in their order where `order` is null. */
export function layOut(root: ParsedNode, text: string, order: KeyOrder | null): string {
  return `${new Layout(text).document(root, order).join('\n')}\n`;
}

class Layout {
  readonly #text: string;
  readonly #comments: CommentQueue;

  constructor(text: string) {
    this.#text = text;
    this.#comments = new CommentQueue(text);
  }

  document(root: ParsedNode, order: KeyOrder | null): string[] {
    const whole = isCollection(root) && root.items.length > 0;
    const lead = whole ? [] : this.#comments.before(contentStart(root)).map(asBlock);
    const lines = whole ? this.#collection(root, 0, order, this.#text.length) : [inline(root, order)];
    return join([...lead, { blank: false, lines }, ...this.#comments.before(Number.POSITIVE_INFINITY).map(asBlock)]);
  }

  #collection(node: MapNode | SeqNode, indent: number, order: KeyOrder | null, limit: number): string[] {
    const end = node.flow === true ? node.range[1] : limit;
    const starts = node.items.map((item) => contentStart(isPair(item) ? item.key : item));
    const limitOf = (i: number): number => starts[i + 1] ?? end;
    const entries = isMap(node)
      ? node.items.map((pair, i) => this.#entry(pairSlot(pair, indent, order, limitOf(i))))
      : node.items.map((item, i) => this.#entry(itemSlot(item, indent, order, limitOf(i))));
    const ordered = isMap(node) ? entriesInOrder(entries, node.items.map(keyOf), order) : entries;
    const after =
      node.flow === true ? this.#comments.before(end) : this.#comments.indented(columnOf(this.#text, node), end);
    return join([...ordered.flatMap(({ lead, own }) => [...lead, own]), ...after.map(asBlock)]);
  }

  #entry(slot: Slot): Entry {
    const lead = this.#comments.before(slot.start).map(asBlock);
    const blank = blankBefore(
      this.#text,
      slot.keyEnd === null && slot.value !== null ? slot.value.range[0] : slot.start,
    );
    const { above, lines } = this.#fits(slot) ? this.#onOneLine(slot) : this.#onSeveral(slot);
    const hoisted = above.map((line, i) => ({ blank: blank && i === 0, lines: [line] }));
    return { lead: [...lead, ...hoisted], own: { blank: blank && above.length === 0, lines } };
  }

  #fits({ value, prefix, indent, order }: Slot): boolean {
    if (!isCollection(value) || value.items.length === 0) return true;
    const node = value;
    if (node.flow !== true || holdsEntries(node) || this.#comments.hasWithin(node.range[0], node.range[1]))
      return false;
    return indent + prefix.length + 1 + inline(node, order).length <= MAX_WIDTH;
  }

  /** Comments within the entry go above it. */
  #onOneLine({ value, prefix, order, limit, start }: Slot): { above: string[]; lines: string[] } {
    const end = value === null ? start : value.range[1];
    const above = this.#comments.before(end).map(({ text }) => text);
    const behind = this.#comments.onLine(end, limit).map(({ text }) => ` ${text}`);
    return { above, lines: [`${prefix} ${inline(value, order)}${behind.join('')}`] };
  }

  #onSeveral({ value, prefix, keyEnd, order, indent, limit }: Slot): { above: string[]; lines: string[] } {
    const node = value as MapNode | SeqNode;
    const anchor = anchorOf(node).trim();
    const beside = keyEnd === null ? [] : this.#comments.onLine(keyEnd, contentStart(node));
    const lines = this.#collection(node, indent + 2, order, limit);
    const behind = node.flow === true ? this.#comments.onLine(node.range[1], limit) : [];
    const comments = [...beside, ...behind].map(({ text }) => text);
    if (keyEnd === null && anchor === '') return behindDash(lines, comments);
    const [onLine, ...above] = comments;
    return {
      above,
      lines: [[prefix, anchor, onLine ?? ''].filter((part) => part !== '').join(' '), ...lines.map(indented)],
    };
  }
}

function pairSlot(pair: PairNode, indent: number, order: KeyOrder | null, limit: number): Slot {
  const { key, value } = pair;
  if (!isScalar(key)) throw new Error('A key that is no scalar was let through.');
  return {
    prefix: `${printScalar(key, false)}:`,
    keyEnd: key.range[1],
    start: key.range[0],
    value,
    order: order?.below(keyOf(pair)) ?? null,
    indent,
    limit,
  };
}

function itemSlot(item: ParsedNode, indent: number, order: KeyOrder | null, limit: number): Slot {
  return {
    prefix: '-',
    keyEnd: null,
    start: contentStart(item),
    value: item,
    order: order?.below(null) ?? null,
    indent,
    limit,
  };
}

/** Where the keys or the dashes of a collection in block style stand. */
function columnOf(text: string, node: MapNode | SeqNode): number {
  const { srcToken } = node;
  if (isSeq(node) && srcToken?.type === 'block-seq') return srcToken.indent;
  const start = contentStart(node);
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

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
export function entriesInOrder(
  entries: readonly Entry[],
  keys: readonly string[],
  order: KeyOrder | null,
): readonly Entry[] {
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
