import type { Place } from '../diagnostics/diagnose.ts';

/** Property names and item numbers from the root of a document. */
export type Path = readonly (string | number)[];

/** Start and end offsets of the entries of one mapping or list, in the order of the text. */
export interface EntrySpans {
  /** The keys of a mapping; null for a list. */
  readonly keys: readonly string[] | null;
  /** Of each entry of a mapping: key start, key end, value start, value end. Of each item of a list: start, end. */
  readonly offsets: readonly number[];
}

/** A parsed document with the offset of each of its parts. Its syntax tree is gone: 44,000 of them would not fit. */
export interface Source {
  /** Path as the user knows it. */
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  readonly value: unknown;
  /** Start and end of the document. */
  readonly span: readonly [number, number];
  readonly spans: ReadonlyMap<object, EntrySpans>;
}

/** Mappings with more keys than this get a table when one of their keys is looked up. */
const SMALL = 16;
const tables = new WeakMap<EntrySpans, ReadonlyMap<string, number>>();

/** The place of what `path` leads to: its value, or the key before it. Where the path ends early, the last part there is. */
export function placeOf(source: Source, path: Path, part: 'value' | 'key' = 'value'): Place {
  return placeOfSpan(source, ...spanOf(source, path, part));
}

/** The line of what `path` leads to, from 1. */
export function lineOf(source: Source, path: Path): number {
  return lineAt(source.lineStarts, spanOf(source, path, 'value')[0]);
}

/** `file:line` of what `path` leads to. */
export function originOf(source: Source, path: Path): string {
  return `${source.file}:${lineOf(source, path)}`;
}

/** The text of a value as the file writes it. */
export function textOf(source: Source, path: Path): string {
  return source.text.slice(...spanOf(source, path, 'value'));
}

/** The place between two offsets; the end is told where it is on the same line. Columns count code points from 1. */
export function placeOfSpan(source: Pick<Source, 'file' | 'text' | 'lineStarts'>, start: number, end: number): Place {
  const line = lineAt(source.lineStarts, start);
  const from = source.lineStarts[line - 1] as number;
  const column = codePoints(source.text, from, start) + 1;
  const place = { file: source.file, line, column };
  const next = source.lineStarts[line] ?? source.text.length + 1;
  return end > start && end < next ? { ...place, endColumn: codePoints(source.text, from, end) + 1 } : place;
}

function spanOf(source: Source, path: Path, part: 'value' | 'key'): [number, number] {
  let span: [number, number] = [source.span[0], source.span[1]];
  let value = source.value;
  for (const [depth, segment] of path.entries()) {
    const spans = isObject(value) ? source.spans.get(value) : undefined;
    const index = spans === undefined ? -1 : indexOf(spans, segment);
    if (spans === undefined || index < 0) return span;
    const width = spans.keys === null ? 2 : 4;
    const asKey = width === 4 && part === 'key' && depth === path.length - 1;
    const at = index * width + (width === 4 && !asKey ? 2 : 0);
    span = [spans.offsets[at] as number, spans.offsets[at + 1] as number];
    value = (value as Record<string | number, unknown>)[segment];
  }
  return span;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function indexOf(spans: EntrySpans, segment: string | number): number {
  if (spans.keys === null) return Number(segment) * 2 < spans.offsets.length ? Number(segment) : -1;
  if (spans.keys.length <= SMALL) return spans.keys.indexOf(String(segment));
  let table = tables.get(spans);
  if (table === undefined) {
    table = new Map(spans.keys.map((key, i) => [key, i]));
    tables.set(spans, table);
  }
  return table.get(String(segment)) ?? -1;
}

export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(low, 1);
}

/** Where the last column was counted: a megabyte on one line with a mistake every few bytes must not be counted anew for each. */
let counted = { text: '', from: 0, to: 0, count: 0 };

function codePoints(text: string, from: number, to: number): number {
  const known = counted.text === text && counted.from === from && counted.to <= to ? counted : { to: from, count: 0 };
  let count = known.count + to - known.to;
  for (let i = known.to; i < to; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  counted = { text, from, to, count };
  return count;
}
