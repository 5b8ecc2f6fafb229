/**
 * What a rule says, however its file writes it: two texts that differ in layout, quotes or order of keys hold the same
 * rule, and so do two files of one organisation.
 */
import canonicalize from 'canonicalize';
import { foldCode } from '../model/text.ts';
import { type EntrySpans, lineAt, type Path, type Source } from '../policy/yaml/source.ts';

/** A rule of a document, and where its text stands. */
export interface RulePlace {
  /** The same for the same rule of the same organisation, role or tenant. */
  readonly content: string;
  /** Whether it is an entry of a list, with properties of its own. */
  readonly isEntry: boolean;
  /** Offsets. A block ends at the start of what follows it. */
  readonly start: number;
  readonly end: number;
}

/** All rules of a document: the entries of its lists, at any depth, its other properties, and last the whole of it. */
export function rulesOf(source: Source): RulePlace[] {
  const document = nameOf(source.value);
  const found: RulePlace[] = [];
  const contentOf = (path: Path, value: unknown): string =>
    `${document}\n${path.join('.')}\n${canonicalize(value) ?? ''}`;
  const visit = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    const spans = source.spans.get(value);
    if (spans === undefined) return;
    for (const { key, start, end } of partsOf(spans)) {
      const part = (value as Record<string | number, unknown>)[key];
      const below = [...path, spans.keys === null ? '*' : key];
      const isEntry = spans.keys === null && typeof part === 'object' && part !== null && !Array.isArray(part);
      found.push({ content: contentOf(below, part), isEntry, start, end });
      visit(part, below);
    }
  };
  visit(source.value, []);
  const [start, end] = source.span;
  found.push({ content: contentOf([], source.value), isEntry: false, start, end });
  return found;
}

/**
 * The rule that a line of a trace names: the entry that begins on it, else the outermost property. A line is all that a
 * trace tells. Where it may name several, as entries in brackets that share a line, it is the smallest rule that holds
 * them all, such as their list: its commit is the last that changed any of them, and nobody is named for a rule that
 * somebody else has changed since.
 */
export function ruleAt(source: Source, line: number): RulePlace | null {
  const rules = rulesOf(source);
  const there = rules.filter(({ start }) => lineAt(source.lineStarts, start) === line);
  const named = there.find(({ isEntry }) => isEntry) ?? there[0];
  if (named === undefined) return null;
  if (there.every((other) => holds(named, other) || holds(other, named))) return named;
  const holders = rules.filter((rule) => there.every((other) => holds(rule, other)));
  return holders.reduce<RulePlace | null>((least, rule) => (least === null || holds(least, rule) ? rule : least), null);
}

function holds(outer: RulePlace, inner: RulePlace): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface Part {
  readonly key: string | number;
  readonly start: number;
  readonly end: number;
}

function partsOf({ keys, offsets }: EntrySpans): Part[] {
  const width = keys === null ? 2 : 4;
  return Array.from({ length: offsets.length / width }, (_, i) => ({
    key: keys === null ? i : (keys[i] as string),
    start: offsets[i * width + width - 2] as number,
    end: offsets[i * width + width - 1] as number,
  }));
}

function nameOf(value: unknown): string {
  const { kind, organisation, code, name } = value as Record<string, unknown>;
  const owner = organisation ?? code;
  return `${String(kind)} ${typeof owner === 'string' ? foldCode(owner) : kind === 'Role' ? String(name) : ''}`;
}
