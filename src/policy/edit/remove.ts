import type { CST } from 'yaml';
import type { Kind } from '../documents.ts';
import { dashColumn, isUnsuited, itemEnd, lineEnd, listNode } from './append.ts';
import { formatDocument, rootOf } from './format.ts';
import { keyOf, type MapNode, type SeqNode } from '../yaml/nodes.ts';

/** The lines of one entry; `gap` is where the blank lines and comments above it start. */
interface Span {
  readonly gap: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes entries, by their numbers from 0, out of a list of a document that the policies accept, with the comments that
 * are theirs. A comment above entries of one line each, with nothing between them, is theirs together.
 */
export function removeEntries(text: string, kind: Kind, list: string, numbers: ReadonlySet<number>): string {
  if (numbers.size === 0) return text;
  const canonical = formatDocument(text, kind);
  const root = rootOf(text) as MapNode;
  const value = listNode(root, list);
  if (value === null) throw new Error(`${list} was to be edited, but is not there.`);
  if (root.flow === true || isUnsuited(value, text)) return removeEntries(canonical, kind, list, numbers);
  const removed = withoutSpans(text, value, numbers);
  const edited = numbers.size === value.items.length ? withEmptyList(removed, list) : removed;
  return canonical === text ? formatDocument(edited, kind) : edited;
}

function withoutSpans(text: string, value: SeqNode, numbers: ReadonlySet<number>): string {
  const spans = spansOf(text, value);
  let kept = '';
  let from = 0;
  for (const run of runsOf(text, spans)) {
    const whole = run.every((number) => numbers.has(number));
    for (const number of run.filter((each) => numbers.has(each))) {
      const { start, end } = spans[number] as Span;
      kept += text.slice(from, whole && number === run[0] ? commentStart(text, spans[number] as Span) : start);
      from = end;
    }
  }
  return kept + text.slice(from);
}

function spansOf(text: string, value: SeqNode): Span[] {
  const column = dashColumn(value);
  const tokens = value.srcToken?.type === 'block-seq' ? value.srcToken.items : [];
  let gap: number | null = null;
  return value.items.map((item, i) => {
    const dash =
      tokens[i]?.start.find((token: CST.SourceToken) => token.type === 'seq-item-ind')?.offset ?? item.range[0];
    const start = text.lastIndexOf('\n', dash) + 1;
    const span = { gap: gap ?? start, start, end: itemEnd(text, item, column) };
    gap = span.end;
    return i === 0 ? { ...span, gap: gapAbove(text, start) } : span;
  });
}

/** The start of the comments and blank lines directly above a line. */
function gapAbove(text: string, start: number): number {
  let at = start;
  while (at > 0) {
    const line = text.lastIndexOf('\n', at - 2) + 1;
    if (!/^\s*(#.*)?$/.test(text.slice(line, at - 1))) break;
    at = line;
  }
  return at;
}

/** Numbers of entries that stand together: one line each, and nothing between them. */
function runsOf(text: string, spans: readonly Span[]): number[][] {
  const runs: number[][] = [];
  const single = ({ start, end }: Span): boolean => lineEnd(text, start) === end;
  for (const [i, span] of spans.entries()) {
    const before = spans[i - 1];
    const joined = before !== undefined && span.gap === span.start && single(before) && single(span);
    if (joined) runs.at(-1)?.push(i);
    else runs.push([i]);
  }
  return runs;
}

/** The start of the comment lines directly above an entry, with the blank lines above them. */
function commentStart(text: string, { gap, start }: Span): number {
  const above = text.slice(gap, start);
  const [own = ''] = /(?<![^\n])(?:[ \t]*\r?\n)*(?:[ \t]*#[^\n]*\n)*$/.exec(above) ?? [];
  return start - own.length;
}

/** A list without an entry is written as `[]`, behind its key. */
function withEmptyList(text: string, list: string): string {
  const pair = (rootOf(text) as MapNode).items.find((item) => keyOf(item) === list);
  const at = text.indexOf(':', pair?.key.range[1]) + 1;
  return `${text.slice(0, at)} []${text.slice(at)}`;
}
