import { type ParsedNode, isCollection, isMap, isSeq } from 'yaml';
import type { Kind } from '../documents.ts';
import { formatDocument, rootOf } from './format.ts';
import { type NewEntry, entryLines } from '../yaml/print.ts';
import { type MapNode, type SeqNode, keyOf } from '../yaml/nodes.ts';

/** What an edit has made of a text, and the line of the entry that it is about. */
export interface Edited {
  readonly text: string;
  readonly line: number;
}

/**
 * Adds an entry at the end of a list of a document that the policies accept. All other bytes stay as they are, and a
 * file in canonical layout stays so.
 */
export function appendEntry(text: string, kind: Kind, list: string, entry: NewEntry): Edited {
  return appendEntries(text, kind, list, { entries: [entry], comment: [] });
}

/** Entries that are added together, and lines of comment above them, where the list has lines of its own. */
export interface NewEntries {
  readonly entries: readonly NewEntry[];
  readonly comment: readonly string[];
}

/** The same for several entries; the line is that of the last. */
export function appendEntries(text: string, kind: Kind, list: string, added: NewEntries): Edited {
  const canonical = formatDocument(text, kind) === text;
  const marked = append(text, kind, list, added);
  const edited = canonical ? formatDocument(marked, kind) : marked;
  return { text: edited, line: lineOfLast(edited, list) };
}

function append(text: string, kind: Kind, list: string, added: NewEntries): string {
  const root = rootOf(text) as MapNode;
  const value = listNode(root, list);
  if (root.flow === true || isUnsuited(value, text)) return append(formatDocument(text, kind), kind, list, added);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const block = (column: number, inFlow: boolean): string => {
    const comment = added.comment.map((line) => `${' '.repeat(column)}# ${line}`);
    return [...comment, ...added.entries.flatMap((entry) => entryLines(entry, column, inFlow)), ''].join(eol);
  };
  if (value === null) return `${ended(text, eol)}${list}:${eol}${block(2, false)}`;
  const last = value.items.at(-1);
  if (last === undefined) {
    const [start, end] = value.range;
    const emptied = `${text.slice(0, start).trimEnd()}${text.slice(end)}`;
    const at = lineEnd(emptied, text.slice(0, start).trimEnd().length);
    return `${ended(emptied.slice(0, at), eol)}${block(2, false)}${emptied.slice(at)}`;
  }
  if (value.flow === true) {
    const at = last.range[1];
    const more = added.entries.map((entry) => `, ${entryLines(entry, 0, true).join('').slice(2)}`);
    return `${text.slice(0, at)}${more.join('')}${text.slice(at)}`;
  }
  const column = dashColumn(value);
  const at = itemEnd(text, last, column);
  return `${ended(text.slice(0, at), eol)}${block(column, isCollection(last) && last.flow === true)}${text.slice(at)}`;
}

/** The list of a document by its key; null where there is none. */
export function listNode(root: MapNode, list: string): SeqNode | null {
  const pair = root.items.find((item) => keyOf(item) === list);
  if (pair === undefined) return null;
  if (!isSeq(pair.value)) throw new Error(`${list} was to be edited, but is no list.`);
  return pair.value;
}

/**
 * Mappings in flow style have no lines of their own, and brackets with nothing but a comment in them have no item
 * beside which it could stay: the canonical layout mends both.
 */
export function isUnsuited(list: SeqNode | null, text: string): boolean {
  if (list?.flow !== true) return false;
  if (list.items.length === 0) return text.slice(list.range[0], list.range[1]).includes('#');
  return list.items.some((item) => isMap(item) || isSeq(item));
}

/** Where the dashes of a list stand. */
export function dashColumn({ srcToken }: SeqNode): number {
  return srcToken?.type === 'block-seq' ? srcToken.indent : 0;
}

/** Where the lines of an item end, comments that are indented below its dash among them. */
export function itemEnd(text: string, item: ParsedNode, column: number): number {
  const end = contentEnd(item);
  let at = text[end - 1] === '\n' ? end : lineEnd(text, end);
  for (let next = commentEnd(text, at, column); next > at; next = commentEnd(text, at, column)) at = next;
  return at;
}

/** The end of blank lines and one comment behind an offset, where the comment is indented deeper; else the offset. */
function commentEnd(text: string, at: number, column: number): number {
  const pattern = /(?:[ \t]*\r?\n)*([ \t]*)#[^\n]*(?:\n|$)/y;
  pattern.lastIndex = at;
  const indent = pattern.exec(text)?.[1] ?? '';
  return indent.length > column ? pattern.lastIndex : at;
}

function contentEnd(node: ParsedNode): number {
  if (!isCollection(node) || node.flow === true || node.items.length === 0) return node.range[1];
  if (isSeq(node)) return contentEnd(node.items.at(-1) as ParsedNode);
  const last = node.items.at(-1);
  return contentEnd((last?.value ?? last?.key) as ParsedNode);
}

/** Behind the line break of the line of an offset. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

function ended(text: string, eol: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}${eol}`;
}

function lineOfLast(text: string, list: string): number {
  const last = listNode(rootOf(text) as MapNode, list)?.items.at(-1);
  return text.slice(0, last?.range[0] ?? 0).split('\n').length;
}
