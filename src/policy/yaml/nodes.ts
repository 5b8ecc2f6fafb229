import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import { printScalar } from './print.ts';
import type { KeyOrder } from '../edit/key-order.ts';

export type MapNode = YAMLMap.Parsed<ParsedNode, ParsedNode | null>;
export type SeqNode = YAMLSeq.Parsed<ParsedNode>;
export type PairNode = Pair<ParsedNode, ParsedNode | null>;

/** The key of a pair as a text, as the policies read it. */
export function keyOf({ key }: PairNode): string {
  if (!isScalar(key)) throw new Error('A key that is no scalar was let through.');
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

/** Where the first scalar or empty collection of a node starts: behind its dashes, brackets and anchors. */
export function contentStart(node: ParsedNode): number {
  const [first] = isMap(node) || isSeq(node) ? node.items : [];
  if (first === undefined) return node.range[0];
  return contentStart(isPair(first) ? first.key : first);
}

/** `&name `, or nothing. */
export function anchorOf(node: ParsedNode): string {
  return isAlias(node) || node.anchor === undefined ? '' : `&${node.anchor} `;
}

/** Whether a list with mappings or lists in it stands somewhere in a node: such a list has a line for each item. */
export function holdsEntries(node: ParsedNode | null): boolean {
  if (isSeq(node)) return node.items.some((item) => isMap(item) || isSeq(item));
  return isMap(node) && node.items.some(({ value }) => holdsEntries(value));
}

/** Entries in the order of a schema; those that it does not name stay in their order, behind the others. */
export function sortedBy<Item>(
  items: readonly Item[],
  keys: readonly string[],
  order: KeyOrder | null,
): readonly Item[] {
  if (order === null) return items;
  const ranked = items.map((item, i) => ({ item, rank: order.rank(keys[i] as string) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

/** A node in flow style on one line; `flow` tells whether it stands within another one. */
export function inline(node: ParsedNode | null, order: KeyOrder | null, flow = false): string {
  if (node === null) return 'null';
  if (isAlias(node)) return `*${node.source}`;
  const anchor = anchorOf(node);
  if (isScalar(node)) return anchor + printScalar(node, flow);
  if (isSeq(node))
    return `${anchor}[${node.items.map((item) => inline(item, order?.below(null) ?? null, true)).join(', ')}]`;
  const { items } = node;
  const entries = items.map(
    (pair) => `${printScalar(pair.key as never, true)}: ${inline(pair.value, order?.below(keyOf(pair)) ?? null, true)}`,
  );
  return entries.length === 0 ? `${anchor}{}` : `${anchor}{ ${sortedBy(entries, items.map(keyOf), order).join(', ')} }`;
}
