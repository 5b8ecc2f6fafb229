/** Roles: what protects those who hold one, name by name, because two documents may match one name. */
import { LEVELS, type Level, type Origin, type RoleCategory } from '../../model/account.ts';
import type { Policies, RolePolicy } from '../../model/policies.ts';
import { portalRoleCategory, portalRoles } from '../../model/portal-names.ts';
import { foldName } from '../../model/text.ts';
import { isLower } from './levels.ts';
import type { FindWeakenings, Weakening } from './weakening.ts';

/** What holds for whoever holds a role of one name. */
interface Protection {
  readonly name: string;
  readonly documents: readonly RolePolicy[];
  readonly floor: Level;
  readonly category: RoleCategory;
  readonly exceptions: 'allowed' | 'forbidden';
  /** Null: any method. */
  readonly methods: ReadonlySet<string> | null;
  readonly origin: Origin;
}

const RANK: Readonly<Record<RoleCategory, number>> = { other: 0, atp: 1, admin: 2 };

export const rolesThatProtectLess: FindWeakenings = ({ policies: before }, { policies: after }) => {
  const told = new Map<string, Weakening>();
  for (const name of namesOf(before, after)) {
    const old = protectionOf(before, name);
    if (old === null) continue;
    for (const [says, place] of differences(old, protectionOf(after, name), name, after))
      if (!told.has(says)) told.set(says, { kind: 'role-weakened', organisation: null, says, place });
  }
  return [...told.values()];
};

/** Folded names that a document matches before or after; a role of the portal protects even where none does. */
function namesOf(before: Policies, after: Policies): Set<string> {
  return new Set([...before.roles, ...after.roles].flatMap(({ match }) => match));
}

function differences(old: Protection, now: Protection | null, name: string, after: Policies): [string, Origin][] {
  const listed = now !== null && now.documents.length > 0;
  const said: [string, Origin][] = [];
  if (old.documents.length > 0 && !listed) {
    const still = after.roles.find((role) => foldName(role.name) === foldName(old.name));
    said.push(
      still === undefined
        ? [`The role document ${old.name} is removed: no document protects those who hold ${name}.`, old.origin]
        : [`The role ${old.name} no longer matches ${name}.`, still.origin],
    );
  }
  if (now === null || !listed) return said;
  const { origin } = now;
  if (isLower(now.floor, old.floor))
    said.push([`The floor of role ${now.name} falls from ${old.floor} to ${now.floor}.`, origin]);
  if (RANK[now.category] < RANK[old.category])
    said.push([`Role ${now.name} is no longer of category ${old.category} but of ${now.category}.`, origin]);
  if (old.exceptions === 'forbidden' && now.exceptions === 'allowed')
    said.push([`Those who hold role ${now.name} may have exceptions now.`, exceptionsOrigin(now)]);
  const more = newMethods(old, now);
  if (more !== null) said.push([`Those who hold role ${now.name} may register ${more} now.`, origin]);
  return said;
}

function exceptionsOrigin({ documents, origin }: Protection): Origin {
  return documents[0]?.exceptionsOrigin ?? origin;
}

function newMethods(old: Protection, now: Protection): string | null {
  if (old.methods === null) return null;
  if (now.methods === null) return 'any method';
  const { methods } = old;
  const more = [...now.methods].filter((method) => !methods.has(method));
  return more.length === 0 ? null : more.join(', ');
}

/** Null where nothing protects holders of this name: no document matches, and the portal does not call it privileged. */
function protectionOf({ roles }: Policies, name: string): Protection | null {
  const documents = roles.filter(({ match }) => match.includes(name));
  const [first] = documents;
  if (first === undefined) return standIn(roles, name);
  const lists = documents.flatMap(({ allowedMethods }) => (allowedMethods === null ? [] : [new Set(allowedMethods)]));
  return {
    name: first.name,
    documents,
    floor: highest(documents.map(({ floor }) => floor)),
    category: documents.map(({ category }) => category).reduce((a, b) => (RANK[a] >= RANK[b] ? a : b)),
    exceptions: documents.some(({ exceptions }) => exceptions === 'forbidden') ? 'forbidden' : 'allowed',
    methods: lists.length === 0 ? null : lists.reduce((a, b) => a.intersection(b)),
    origin: first.origin,
  };
}

/** A role of the portal that no document lists stands for its category, as decisions take it. */
function standIn(roles: readonly RolePolicy[], name: string): Protection | null {
  const category = portalRoleCategory(name);
  if (category !== 'admin' && category !== 'atp') return null;
  const floors = roles.filter((role) => role.category === category).map(({ floor }) => floor);
  return {
    name: portalRoles(category).find((role) => foldName(role) === name) ?? name,
    documents: [],
    floor: floors.length === 0 ? 'standard' : highest(floors),
    category,
    exceptions: 'forbidden',
    methods: null,
    origin: '',
  };
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce((a, b) => (LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b));
}
