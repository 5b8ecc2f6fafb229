import type { Level } from '../model/account.ts';
import type { FitGroup } from './fit.ts';
import { bestLevel, type Cell, cellsOf, childrenOf, countOf, unitTree, type UnitNode } from './tree.ts';

/** A unit or user policy that differs from what stands above it. */
export interface ObservedScope {
  /** As the directory writes it. */
  readonly name: string;
  readonly level: Level;
  /** Accounts in it, and those of them that the level fits. */
  readonly accounts: number;
  readonly fitting: number;
}

/** Levels for one organisation under which nothing changes. */
export interface ObservedOrganisation {
  readonly code: string;
  readonly level: Level;
  readonly accounts: number;
  readonly fitting: number;
  readonly units: readonly ObservedScope[];
  readonly userPolicies: readonly ObservedScope[];
  /** What a rollout must hold, where levels do not say all; the units and user policies are those that it may cover. */
  readonly hold: {
    readonly accounts: number;
    readonly units: readonly string[];
    readonly userPolicies: readonly string[];
  } | null;
  /** Rows of accounts that would change whatever is said of levels. */
  readonly unfit: readonly number[];
}

/** Whether a policy can name a unit or a user policy. */
export type Nameable = (kind: 'unit' | 'userPolicy', name: string) => boolean;

/** Chooses the level of the organisation by majority, then those of units that differ, then of user policies. */
export function observedOrganisation(
  code: string,
  groups: readonly FitGroup[],
  nameable: Nameable,
): ObservedOrganisation {
  const root = unitTree(groups);
  const all = [...cellsOf(root)];
  const { level, count } = bestLevel(all, null);
  const units = chooseUnits(root, level, nameable);
  const userPolicies = chooseUserPolicies(all, nameable);
  const held = all.filter((cell) => needsHold(cell));
  return {
    code,
    level,
    accounts: countOf(all),
    fitting: count,
    units,
    userPolicies,
    hold:
      held.length === 0
        ? null
        : { accounts: countOf(held), units: coverable(root, nameable), userPolicies: coverablePolicies(all, nameable) },
    unfit: all
      .filter(({ fit, level: chosen }) => !fit.free.has(chosen) && !fit.held.has(chosen))
      .flatMap(({ rows }) => rows),
  };
}

/** A level cannot say what it is, but a rollout can keep it. */
function needsHold({ fit, level }: Cell): boolean {
  return !fit.free.has(level) && fit.held.has(level);
}

/** From the top down: a unit gets a level of its own where that fits more of its accounts than the one above. */
function chooseUnits(root: UnitNode, level: Level, nameable: Nameable): ObservedScope[] {
  const chosen: ObservedScope[] = [];
  const open = [{ node: root, above: level }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, above } = next;
    const cells = [...cellsOf(node)];
    const best = bestLevel(cells, above);
    const differs = node !== root && best.level !== above && nameable('unit', node.path);
    if (differs) chosen.push({ name: node.path, level: best.level, accounts: countOf(cells), fitting: best.count });
    const own = differs ? best.level : above;
    for (const cell of node.cells) cell.level = own;
    for (const child of childrenOf(node).toReversed()) open.push({ node: child, above: own });
  }
  return chosen;
}

/** A user policy gets a level where one fits all its accounts and what holds for them so far does not. */
function chooseUserPolicies(all: readonly Cell[], nameable: Nameable): ObservedScope[] {
  const chosen: ObservedScope[] = [];
  for (const [policy, cells] of Map.groupBy(all, ({ userPolicy }) => userPolicy)) {
    const name = cells[0]?.account.userPolicy.trim() ?? '';
    if (policy === '' || cells.every(({ fit, level }) => fit.free.has(level)) || !nameable('userPolicy', name))
      continue;
    const best = bestLevel(cells, null);
    const accounts = countOf(cells);
    if (best.count < accounts) continue;
    for (const cell of cells) cell.level = best.level;
    chosen.push({ name, level: best.level, accounts, fitting: best.count });
  }
  return chosen;
}

/** The topmost units in which nothing must be held. */
function coverable(root: UnitNode, nameable: Nameable): string[] {
  const found: string[] = [];
  const open = childrenOf(root).toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (nameable('unit', node.path) && ![...cellsOf(node)].some(needsHold)) found.push(node.path);
    else open.push(...childrenOf(node).toReversed());
  }
  return found;
}

function coverablePolicies(all: readonly Cell[], nameable: Nameable): string[] {
  return [...Map.groupBy(all, ({ userPolicy }) => userPolicy)].flatMap(([policy, cells]) => {
    const name = cells[0]?.account.userPolicy.trim() ?? '';
    return policy === '' || cells.some(needsHold) || !nameable('userPolicy', name) ? [] : [name];
  });
}
