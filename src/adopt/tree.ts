import { type Level, LEVELS } from '../model/account.ts';
import type { FitGroup } from './fit.ts';
import { compareUtf8, foldName, unitSegments } from '../model/text.ts';

/** Accounts of one unit and user policy that the same levels fit. */
export interface Cell extends FitGroup {
  /** Folded; blank where there is none. */
  readonly userPolicy: string;
  /** The level that holds for it, once one is chosen. */
  level: Level;
}

/** A unit with what is below it; the root is the organisation itself. */
export interface UnitNode {
  /** As the directory writes it, its segments joined by `/`. */
  readonly path: string;
  readonly cells: Cell[];
  readonly children: Map<string, UnitNode>;
}

/** The units of one organisation. */
export function unitTree(groups: readonly FitGroup[]): UnitNode {
  const root: UnitNode = { path: '', cells: [], children: new Map() };
  // The spelling of a unit is the one that most accounts have.
  for (const group of groups.toSorted((a, b) => b.rows.length - a.rows.length)) {
    const { unit, userPolicy } = group.account;
    nodeAt(root, unit).cells.push({ ...group, userPolicy: foldName(userPolicy), level: 'standard' });
  }
  return root;
}

function nodeAt(root: UnitNode, unit: string): UnitNode {
  let node = root;
  const names = unit
    .split(/[/\\>]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const [depth, segment] of unitSegments(unit).entries()) {
    let child = node.children.get(segment);
    if (child === undefined) {
      child = { path: names.slice(0, depth + 1).join('/'), cells: [], children: new Map() };
      node.children.set(segment, child);
    }
    node = child;
  }
  return node;
}

/** The units directly below one, in the order of their names. */
export function childrenOf({ children }: UnitNode): UnitNode[] {
  return [...children].sort(([a], [b]) => compareUtf8(a, b)).map(([, child]) => child);
}

/** All cells of a unit and below it. */
export function* cellsOf(node: UnitNode): Generator<Cell> {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield* next.cells;
    open.push(...next.children.values());
  }
}

export function countOf(cells: Iterable<Cell>): number {
  let count = 0;
  for (const { rows } of cells) count += rows.length;
  return count;
}

/** The level that fits most accounts; at a tie `preferred`, else the highest. */
export function bestLevel(cells: readonly Cell[], preferred: Level | null): { level: Level; count: number } {
  const fits = (level: Level): number => countOf(cells.filter(({ fit }) => fit.free.has(level)));
  const order = [...(preferred === null ? [] : [preferred]), ...LEVELS.toReversed()];
  return order
    .map((level) => ({ level, count: fits(level) }))
    .reduce((best, next) => (next.count > best.count ? next : best));
}
