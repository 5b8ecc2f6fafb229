import { isMap, isSeq, type ParsedNode } from 'yaml';
import { keyOf } from '../yaml/nodes.ts';
import { printText } from '../yaml/print.ts';
import type { Path } from '../yaml/source.ts';
import { rootOf } from './format.ts';

/**
 * A document that the policies accept with another text in place of the one that `path` leads to. All other bytes stay
 * as they are; null where nothing is there yet.
 */
export function replaceText(text: string, path: Path, value: string): string | null {
  const node = nodeAt(rootOf(text), path);
  if (node === null) return null;
  const [start, end] = node.range;
  return `${text.slice(0, start)}${printText(value, true)}${text.slice(end)}`;
}

function nodeAt(root: ParsedNode, path: Path): ParsedNode | null {
  let node: ParsedNode | null = root;
  for (const part of path) {
    if (isMap(node)) node = node.items.find((pair) => keyOf(pair) === part)?.value ?? null;
    else node = isSeq(node) ? (node.items[part as number] ?? null) : null;
  }
  return node;
}
