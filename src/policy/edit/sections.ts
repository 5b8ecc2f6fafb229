import { isMap, isSeq, type ParsedNode } from 'yaml';
import type { Kind } from '../documents.ts';
import { itemEnd } from './append.ts';
import { formatDocument, rootOf } from './format.ts';
import { keyOf, type MapNode } from '../yaml/nodes.ts';
import { printText } from '../yaml/print.ts';
import type { Path } from '../yaml/source.ts';

/** New lines of keys of a document, each with its comments; null takes the key away. */
export type Sections = Readonly<Record<string, readonly string[] | null>>;

/** A document with some keys written anew, in canonical layout. Comments of other keys stay. */
export function replaceSections(text: string, kind: Kind, sections: Sections): string {
  let edited = formatDocument(text, kind);
  for (const [key, lines] of Object.entries(sections)) {
    edited = withoutKey(edited, key);
    if (lines !== null) edited += `\n${lines.join('\n')}\n`;
  }
  return formatDocument(edited, kind);
}

/** Takes a key out with its value, and with the comments directly above it, unless they open the document. */
function withoutKey(text: string, key: string): string {
  const pair = (rootOf(text) as MapNode).items.find((item) => keyOf(item) === key);
  if (pair === undefined) return text;
  const start = pair.key.range[0];
  const end = itemEnd(text, pair.value ?? pair.key, 0);
  const [comments = ''] = /(?<![^\n])(?:\n|#[^\n]*\n)*$/.exec(text.slice(0, start)) ?? [];
  return text.slice(0, start - (comments.length === start ? 0 : comments.length)) + text.slice(end);
}

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
