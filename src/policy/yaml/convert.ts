import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { quoted } from '../../model/text.ts';
import type { EntrySpans } from './source.ts';

const MAX_EXPANSIONS = 100;
/** A file of 1 MiB has at most half a million nodes; aliases must not make many more of them. */
const MAX_NODES = 1_000_000;
/** Longer than any text that a schema allows; it keeps matching patterns fast. */
const MAX_TEXT = 2_000;

/** Plain data, and where each part of it stands. */
export interface Converted {
  readonly value: unknown;
  readonly spans: Map<object, EntrySpans>;
  readonly problems: readonly YamlProblem[];
}

/** What stands behind an anchor, and what one alias of it costs. */
interface Anchor {
  readonly value: unknown;
  readonly expansions: number;
  readonly nodes: number;
}

/** Turns the nodes of a document into plain data. The parser has bounded their depth. */
export function convertNodes(root: Node, text: string): Converted {
  const converter = new Converter(text);
  const value = converter.convert(root);
  return { value, spans: converter.spans, problems: converter.problems };
}

class Converter {
  readonly spans = new Map<object, EntrySpans>();
  readonly problems: YamlProblem[] = [];
  readonly #text: string;
  /** The last anchor of each name; null while its node is being converted. */
  readonly #anchors = new Map<string, Anchor | null>();
  /** What the document would hold if each alias was written out. */
  #expansions = 0;
  #nodes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  convert(node: Node | null): unknown {
    if (isAlias(node)) return this.#alias(node);
    const anchor = node?.anchor;
    if (anchor === undefined) return this.#plain(node);
    const expansions = this.#expansions;
    const nodes = this.#nodes;
    this.#anchors.set(anchor, null);
    const value = this.#plain(node);
    this.#anchors.set(anchor, { value, expansions: this.#expansions - expansions, nodes: this.#nodes - nodes });
    return value;
  }

  #plain(node: Node | null): unknown {
    this.#nodes++;
    if (isScalar(node)) return this.#scalar(node);
    if (isMap(node)) return this.#mapping(node);
    if (isSeq(node)) return this.#list(node);
    return null;
  }

  #scalar(node: Scalar): unknown {
    if (typeof node.value === 'string' && node.value.length > MAX_TEXT) {
      this.#refuse('text-too-long', node, 'This text has more than 2,000 characters. Shorten it.');
    }
    return node.value;
  }

  #list(node: YAMLSeq): unknown[] {
    const list: unknown[] = [];
    const offsets: number[] = [];
    for (const item of node.items as (Node | null)[]) {
      pushSpan(offsets, item);
      list.push(this.convert(item));
    }
    this.spans.set(list, { keys: null, offsets });
    return list;
  }

  #mapping(node: YAMLMap): object {
    const object: Record<string, unknown> = {};
    const keys: string[] = [];
    const offsets: number[] = [];
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      const name = this.#key(key);
      if (name !== null && Object.hasOwn(object, name)) {
        this.#refuse('duplicate-key', key, `The key ${quoted(name)} is here twice. Keep one of the two.`);
      }
      const converted = this.convert(value);
      if (name === null) continue;
      keys.push(name);
      pushSpan(offsets, key);
      if (value === null) pushEnd(offsets, key);
      else pushSpan(offsets, value);
      define(object, name, converted);
    }
    this.spans.set(object, { keys, offsets });
    return object;
  }

  #key(key: Node | null): string | null {
    if (isScalar(key) && key.value !== null) {
      const name = typeof key.value === 'string' ? key.value : (key.source ?? JSON.stringify(key.value));
      if (name.length <= MAX_TEXT) return name;
      this.#refuse('text-too-long', key, 'This key has more than 2,000 characters. Shorten it.');
      return null;
    }
    this.#refuse('yaml-key', key, 'This key is empty, a list or a mapping. Write it as a text.');
    return null;
  }

  #alias(node: Alias): unknown {
    const anchor = this.#anchors.get(node.source);
    if (anchor === undefined) {
      this.#refuse(
        'unknown-alias',
        node,
        `No anchor ${quoted(node.source)} is defined before this alias. Correct the name, or write the value out.`,
      );
      return null;
    }
    if (anchor === null) {
      this.#refuse(
        'alias-cycle',
        node,
        `This alias is inside its own anchor ${quoted(node.source)}. Write the value out.`,
      );
      return null;
    }
    const within = this.#withinLimits();
    this.#expansions += 1 + anchor.expansions;
    this.#nodes += anchor.nodes;
    if (within && !this.#withinLimits()) {
      this.#refuse(
        'too-many-aliases',
        node,
        'With this alias, the file uses more than 100 aliases, or aliases for too much text. Write the values out.',
      );
    }
    return anchor.value;
  }

  #withinLimits(): boolean {
    return this.#expansions <= MAX_EXPANSIONS && this.#nodes <= MAX_NODES;
  }

  #refuse(code: DiagnosticCode, node: Node | null, message: string): void {
    const [start, end] = spanOf(node);
    this.problems.push({ code, start, end: Math.min(end, this.#lineEnd(start)), message });
  }

  #lineEnd(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return end < 0 ? this.#text.length : end;
  }
}

/** `__proto__` is a key like any other, which plain assignment would not make it. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

function spanOf(node: Node | null): [number, number] {
  return node?.range ? [node.range[0], node.range[1]] : [0, 0];
}

function pushSpan(offsets: number[], node: Node | null): void {
  const range = node?.range;
  offsets.push(range?.[0] ?? 0, range?.[1] ?? 0);
}

/** A value that is not there stands at the end of its key. */
function pushEnd(offsets: number[], key: Node): void {
  const end = key.range?.[1] ?? 0;
  offsets.push(end, end);
}

/** Something wrong between two offsets. */
export interface YamlProblem {
  readonly code: DiagnosticCode;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
