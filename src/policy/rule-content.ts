/**
 * What a rule says, however its file writes it: two texts that differ in layout, quotes or order of keys hold the same
 * rule, and so do two files of one organisation.
 */
import canonicalize from 'canonicalize';
import { foldCode } from '../core/text.ts';
import { type EntrySpans, lineAt, type Path, type Source } from './source.ts';

/** A rule of a document, and the lines that it takes. */
export interface RulePlace {
  /** The same for the same rule of the same organisation, role or tenant. */
  readonly content: string;
  readonly first: number;
  readonly last: number;
}

/** All rules of a document: the entries of its lists, at any depth, and its other properties. */
export function rulesOf(source: Source): RulePlace[] {
  const document = nameOf(source.value);
  const found: RulePlace[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    const spans = source.spans.get(value);
    if (spans === undefined) return;
    for (const { key, start, end } of partsOf(spans)) {
      const part = (value as Record<string | number, unknown>)[key];
      const below = [...path, spans.keys === null ? '*' : key];
      const content = `${document}\n${below.join('.')}\n${canonicalize(part) ?? ''}`;
      // A block ends at the start of what follows it, so its last line is the one before.
      found.push({
        content,
        first: lineAt(source.lineStarts, start),
        last: lineAt(source.lineStarts, Math.max(start, end - 1)),
      });
      visit(part, below);
    }
  };
  visit(source.value, []);
  return found;
}

/** The rule that a line of a trace names: the entry that begins on it, else the outermost property. */
export function ruleAt(source: Source, line: number): RulePlace | null {
  const there = rulesOf(source).filter(({ first }) => first === line);
  return there.find(({ content }) => /\n[^\n]*\*\n\{/.test(content)) ?? there[0] ?? null;
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
