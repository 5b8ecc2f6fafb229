import { isDeepStrictEqual } from 'node:util';
import { Composer, Parser, type ParsedNode, visit } from 'yaml';
import { commentsOf } from '../yaml/comments.ts';
import type { Kind } from '../documents.ts';
import { layOut } from './layout.ts';
import { parseYaml } from '../yaml/parse.ts';
import { keyOrderOf } from './key-order.ts';

/**
 * The canonical layout of a document that the policies accept. Entries keep their order, keys take that of the schema;
 * every comment is kept. The same text comes out however often it is formatted.
 */
export function formatDocument(text: string, kind: Kind): string {
  const plain = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const root = rootOf(plain);
  const formatted = layOut(root, plain, hasAnchor(root) ? null : keyOrderOf(kind));
  if (!isSame(plain, formatted)) throw new Error('Formatting would change what a document says.');
  return formatted;
}

/** The root node of a text that `parseYaml` accepts, with the offset of each part. */
export function rootOf(text: string): ParsedNode {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: true,
    prettyErrors: false,
  });
  const [document] = composer.compose(new Parser().parse(text), true, text.length);
  if (document?.contents == null) throw new Error('A text without a document was let through.');
  return document.contents;
}

/** An alias must stand behind its anchor, so keys with anchors are left where they are. */
function hasAnchor(root: ParsedNode): boolean {
  let found = false;
  visit(root, {
    Value: (_, node) => {
      if (node.anchor === undefined) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** Layout is all that may change. */
function isSame(before: string, after: string): boolean {
  const [old, fresh] = [parseYaml('', before), parseYaml('', after)];
  if (!old.ok || !fresh.ok || !isDeepStrictEqual(old.value.value, fresh.value.value)) return false;
  const comments = (text: string): string[] =>
    commentsOf(text)
      .map((comment) => comment.text)
      .sort();
  return isDeepStrictEqual(comments(before), comments(after));
}
