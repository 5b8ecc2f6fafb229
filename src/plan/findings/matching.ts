/**
 * Names that match nobody: a word in a policy that matches no account protects nobody (docs/policy-model.md, "What the
 * directory shows about a policy").
 */
import type { PlanFinding } from '../../generated/plan.ts';
import type { OrganisationPolicy, Policies } from '../../model/policies.ts';
import { isPortalStatus, isPortalType } from '../../model/portal-names.ts';
import { unitKey, unitSegments, foldName, foldStatus } from '../../model/text.ts';
import { nearest } from '../../policy/diagnostics/nearest.ts';
import { type Population, groupRows, valueAt } from '../../snapshot/population.ts';
import { rowFinder } from '../../snapshot/find-rows.ts';

/** What the policies name and the directory does not have. */
export function matchingFindings(
  population: Population,
  policies: Policies,
  includes: (row: number) => boolean,
): PlanFinding[] {
  const places = placesOf(population, includes);
  return [
    ...unmatchedProtected(population, policies),
    ...unmatchedRoles(population, policies),
    ...unmatchedNames(population, policies),
    ...[...policies.organisations.values()].flatMap((organisation) => unmatchedPlaces(organisation, places)),
    ...organisationsWithoutAccounts(population, policies),
  ];
}

/** A warning about a policy or the directory as a whole, or one organisation. */
export function warn(code: string, organisation: string | null, says: string): PlanFinding {
  return { code, severity: 'warning', organisation, account: null, says };
}

function unmatchedProtected(population: Population, { tenant }: Policies): PlanFinding[] {
  const names = [...tenant.protected];
  const rowOf = rowFinder(
    population,
    names.map(([name]) => ({ id: name, address: name })),
  );
  return names
    .filter(([name]) => rowOf({ id: null, address: name }) < 0 && rowOf({ id: name, address: '' }) < 0)
    .map(
      ([name, origin]): PlanFinding => ({
        ...warn(
          'unmatched-protected',
          null,
          `no account of the directory has this protected address or id (${origin}), so the entry protects nobody`,
        ),
        account: name,
      }),
    );
}

function unmatchedRoles({ columns: { roles } }: Population, policies: Policies): PlanFinding[] {
  const held = new Set(roles.values.flatMap((names) => names.map(foldName)));
  return policies.roles
    .filter(({ match }) => !match.some((name) => held.has(name)))
    .map(({ name, origin }) =>
      warn(
        'unmatched-role',
        null,
        `no account holds a role that ${name} matches (${origin}), so this floor is under nobody`,
      ),
    );
}

/** Types and unmanaged statuses that neither the directory nor the portal has: most likely a slip of the pen. */
function unmatchedNames({ columns: { type, status } }: Population, { tenant }: Policies): PlanFinding[] {
  const types = new Set(type.values.map(foldName));
  const statuses = new Set(status.values.map(foldStatus));
  const near = (word: string, known: Iterable<string>): string => {
    const found = nearest(word, known);
    return found === null ? '' : `; did you mean ${found}?`;
  };
  return [
    ...[...tenant.accountTypes]
      .filter(([name]) => !types.has(name) && !isPortalType(name))
      .map(([name, { origin }]) =>
        warn(
          'unmatched-type',
          null,
          `neither the directory nor the portal has the account type ${name} (${origin})${near(name, types)}`,
        ),
      ),
    ...[...tenant.unmanagedStatuses]
      .filter(([name]) => !statuses.has(name) && !isPortalStatus(name))
      .map(([name, origin]) =>
        warn(
          'unmatched-status',
          null,
          `neither the directory nor the portal has the status ${name} (${origin})${near(name, statuses)}`,
        ),
      ),
  ];
}

/** What accounts of an organisation have, folded; each unit stands for those above it too. */
interface Places {
  readonly units: ReadonlySet<string>;
  readonly userPolicies: ReadonlySet<string>;
}

function placesOf(population: Population, includes: (row: number) => boolean): ReadonlyMap<string, Places> {
  const { organisation, unit, userPolicy } = population.columns;
  const { representatives, groups } = groupRows(population.size, [organisation, unit, userPolicy]);
  const isAsked = new Uint8Array(representatives.length);
  for (let row = 0; row < population.size; row++) if (includes(row)) isAsked[groups[row] as number] = 1;
  const found = new Map<string, { units: Set<string>; userPolicies: Set<string> }>();
  representatives.forEach((row, group) => {
    if (isAsked[group] === 0) return;
    const code = valueAt(organisation, row);
    const own = found.get(code) ?? { units: new Set(), userPolicies: new Set() };
    found.set(code, own);
    const segments = unitSegments(valueAt(unit, row));
    for (let depth = 1; depth <= segments.length; depth++) own.units.add(unitKey(segments.slice(0, depth)));
    own.userPolicies.add(foldName(valueAt(userPolicy, row)));
  });
  return found;
}

/** Units, user policies and waves of one organisation that no account of it has. */
function unmatchedPlaces(
  { code, units, userPolicies, rollout }: OrganisationPolicy,
  places: ReadonlyMap<string, Places>,
): PlanFinding[] {
  const own = places.get(code);
  if (own === undefined) return [];
  const noUnit = (key: string, what: string, name: string, origin: string): PlanFinding[] =>
    own.units.has(key)
      ? []
      : [
          warn(
            `unmatched-${what}`,
            code,
            `no account of the organisation is in the unit ${name} (${origin})${nearUnit(key, own.units)}`,
          ),
        ];
  const noPolicy = (key: string, what: string, name: string, origin: string): PlanFinding[] =>
    own.userPolicies.has(key)
      ? []
      : [
          warn(
            `unmatched-${what}`,
            code,
            `no account of the organisation has the user policy ${name} (${origin})${suggested(nearest(key, own.userPolicies))}`,
          ),
        ];
  return [
    ...[...units].flatMap(([key, { name, origin }]) => noUnit(key, 'unit', name, origin)),
    ...[...userPolicies].flatMap(([key, { name, origin }]) => noPolicy(key, 'user-policy', name, origin)),
    ...(rollout ?? []).flatMap((wave) => [
      ...wave.units.flatMap((segments) =>
        noUnit(unitKey(segments), 'wave', `${segments.join('/')} of wave ${wave.wave}`, wave.origin),
      ),
      ...[...wave.userPolicies].flatMap((name) => noPolicy(name, 'wave', `${name} of wave ${wave.wave}`, wave.origin)),
    ]),
  ];
}

/** A unit that matches under another spelling: without blanks, or a few letters away. */
function nearUnit(key: string, units: ReadonlySet<string>): string {
  const bare = (text: string): string => text.replaceAll(/[^\p{L}\p{N}/]/gu, '');
  return suggested([...units].find((unit) => bare(unit) === bare(key)) ?? nearest(key, units));
}

function suggested(name: string | null): string {
  return name === null || name === '' ? '' : `; did you mean ${name}?`;
}

function organisationsWithoutAccounts({ size, columns }: Population, { organisations }: Policies): PlanFinding[] {
  if (size === 0) return [];
  const { codes, values } = columns.organisation;
  const present = new Set([...new Set(codes)].map((code) => values[code]));
  const empty = [...organisations.keys()].filter((code) => !present.has(code));
  if (empty.length === 0) return [];
  const shown = empty.slice(0, 3).join(', ');
  const more = empty.length > 3 ? ` and ${empty.length - 3} more` : '';
  return [
    warn(
      'unmatched-organisation',
      null,
      `the directory has no account of ${empty.length} organisations that have policies: ${shown}${more}`,
    ),
  ];
}
