/** The sets of roles that policies tell apart: by their highest floor, whether they allow exceptions, their categories. */
import { rank } from '../model/level.ts';
import { type Level, LEVELS } from '../model/account.ts';
import type { RolePolicy } from '../model/policies.ts';

/** Accounts whose roles come to the same, by the names of the fewest roles that do. */
export interface RoleClass {
  readonly key: string;
  /** Names as the directory may write them. */
  readonly names: readonly string[];
}

/**
 * The classes of all sets of roles that one account may hold; only those with a certain role, where one is given. What
 * a set comes to is found from what its parts come to, so each class is extended once, by each name.
 */
export function roleClasses(roles: readonly RolePolicy[], role: RolePolicy | null): RoleClass[] {
  const names = [...new Set(roles.flatMap(({ match }) => match))];
  const found = new Map<string, { readonly names: string[]; readonly holds: boolean }>();
  const visit = (held: string[]): void => {
    const matched = roles.filter(({ match }) => match.some((name) => held.includes(name)));
    const holds = role === null || matched.includes(role);
    const key = `${roleKey(matched)}${holds ? '' : ' without'}`;
    if (!found.has(key)) found.set(key, { names: held, holds });
  };
  visit([]);
  // Entries that are added while the map is walked are walked too.
  for (const { names: held } of found.values()) for (const name of names) visit([...held, name]);
  return [...found].filter(([, { holds }]) => holds).map(([key, { names: held }]) => ({ key, names: held }));
}

/** What of some matched roles matters for levels and exceptions. */
export function roleKey(matched: readonly Pick<RolePolicy, 'category' | 'floor' | 'exceptions'>[]): string {
  const floor = matched.reduce<Level>((high, role) => (rank(role.floor) > rank(high) ? role.floor : high), LEVELS[0]);
  const forbids = matched.some(({ exceptions }) => exceptions === 'forbidden');
  const categories = [...new Set(matched.map(({ category }) => category))].sort();
  return [floor, forbids ? 'no exceptions' : 'exceptions', ...categories].join(' ');
}
