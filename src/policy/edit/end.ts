import { isDeepStrictEqual } from 'node:util';
import { isMap } from 'yaml';
import { isUnsuited, lineEnd, listNode } from './append.ts';
import { formatDocument, rootOf } from './format.ts';
import { type MapNode, keyOf } from '../yaml/nodes.ts';
import { parseYaml } from '../yaml/parse.ts';

/**
 * Gives an exception, by its number from 0, another end. All other bytes stay as they are, comments among them. Null
 * where an anchor or an alias would make the edit change something else, too.
 */
export function endEntry(text: string, number: number, expiresAt: string): string | null {
  const root = rootOf(text) as MapNode;
  const list = listNode(root, 'exceptions');
  if (root.flow === true || isUnsuited(list, text))
    return endEntry(formatDocument(text, 'Exceptions'), number, expiresAt);
  const entry = list?.items[number];
  if (!isMap(entry)) return null;
  const edited = withEnd(text, entry, expiresAt);
  return saysOnly(text, edited, number, expiresAt) ? edited : null;
}

function withEnd(text: string, entry: MapNode, expiresAt: string): string {
  const pairOf = (key: string): MapNode['items'][number] | undefined => entry.items.find((item) => keyOf(item) === key);
  const old = pairOf('expiresAt')?.value?.range;
  if (old !== undefined) return text.slice(0, old[0]) + expiresAt + text.slice(old[1]);
  const start = pairOf('startsAt');
  if (start?.value == null) return text;
  const behind = start.value.range[1];
  if (entry.flow === true) return `${text.slice(0, behind)}, expiresAt: ${expiresAt}${text.slice(behind)}`;
  const key = start.key.range[0];
  const indent = ' '.repeat(key - (text.lastIndexOf('\n', key) + 1));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const at = lineEnd(text, behind);
  const before = text.slice(0, at);
  return `${before}${before.endsWith('\n') ? '' : eol}${indent}expiresAt: ${expiresAt}${eol}${text.slice(at)}`;
}

/** Whether the end of that entry is all that an edit changed. */
function saysOnly(before: string, after: string, number: number, expiresAt: string): boolean {
  const [old, fresh] = [parseYaml('', before), parseYaml('', after)];
  if (!old.ok || !fresh.ok) return false;
  const { exceptions, ...rest } = old.value.value as { readonly exceptions: readonly object[] };
  const wanted = exceptions.map((entry, i) => (i === number ? { ...entry, expiresAt } : entry));
  return isDeepStrictEqual(fresh.value.value, { ...rest, exceptions: wanted });
}
