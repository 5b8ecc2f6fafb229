import type { OrganisationPolicy, Policies } from '../model/policies.ts';
import { pairNumbers } from '../snapshot/pair-numbers.ts';
import { type Column, type Grouping, type Population, groupRows } from '../snapshot/population.ts';
import { foldName, unitKey, unitSegments } from '../model/text.ts';

/**
 * Groups rows by their place as far as policies can tell places apart: the organisation, the deepest of its units that
 * its policies name, and the user policy if they name it. Rows of one group have the same scope, with the same trace,
 * at every instant.
 */
export function groupByPlace(population: Population, policies: Policies): Grouping {
  const { organisation, unit, userPolicy } = population.columns;
  const documents = organisation.values.map((code) => policies.organisations.get(code));
  const units = named(
    organisation,
    unit,
    documents.map((document) => numbered(namedUnits(document))),
    unit.values.map(keysDeepestFirst),
  );
  const names = userPolicy.values.map((name) => [foldName(name)]);
  return groupRows(population.size, [
    organisation,
    units,
    named(
      organisation,
      userPolicy,
      documents.map((document) => numbered(namedUserPolicies(document))),
      names,
    ),
  ]);
}

/** The keys of the units that the policies of an organisation name; one may come twice. */
export function namedUnits(document: OrganisationPolicy | undefined): string[] {
  const inWaves = document?.rollout?.flatMap(({ units }) => units.map(unitKey)) ?? [];
  return [...(document?.units.keys() ?? []), ...inWaves];
}

/** The folded names of the user policies that the policies of an organisation name; one may come twice. */
export function namedUserPolicies(document: OrganisationPolicy | undefined): string[] {
  const inWaves = document?.rollout?.flatMap(({ userPolicies }) => [...userPolicies]) ?? [];
  return [...(document?.userPolicies.keys() ?? []), ...inWaves];
}

const NONE: ReadonlyMap<string, number> = new Map();

function numbered(keys: readonly string[]): ReadonlyMap<string, number> {
  return keys.length === 0 ? NONE : new Map([...new Set(keys)].map((key, index) => [key, index + 1]));
}

/** The keys of a unit and of all that stands above it. */
function keysDeepestFirst(path: string): string[] {
  const segments = unitSegments(path);
  return segments.map((_, above) => unitKey(segments.slice(0, segments.length - above)));
}

/**
 * A column that tells, by row, which named thing of its organisation a value means: its number, or 0. `numbers` is by
 * code of the organisation, `keys` by code of the value; the first key that has a number counts.
 */
function named(
  organisation: Column<string>,
  column: Column<string>,
  numbers: readonly ReadonlyMap<string, number>[],
  keys: readonly (readonly string[])[],
): Column<number> {
  const pairs = pairNumbers(organisation.values.length, column.values.length);
  const meanings: number[] = [];
  const codes = new Uint32Array(organisation.codes.length);
  // Most user policies are named by no organisation at all.
  const names = new Set(numbers.flatMap((own) => [...own.keys()]));
  const isName = Uint8Array.from(keys, (own) => (own.some((key) => names.has(key)) ? 1 : 0));
  for (let row = 0; row < codes.length; row++) {
    const own = organisation.codes[row] as number;
    const value = column.codes[row] as number;
    if (isName[value] === 0) continue;
    const pair = pairs.number(own, value);
    if (pair === meanings.length)
      meanings.push(firstNumber(numbers[own] as ReadonlyMap<string, number>, keys[value] as readonly string[]));
    codes[row] = meanings[pair] as number;
  }
  const most = numbers.reduce((highest, { size }) => Math.max(highest, size), 0);
  return { codes, values: Array.from({ length: most + 1 }, (_, number) => number) };
}

function firstNumber(numbers: ReadonlyMap<string, number>, keys: readonly string[]): number {
  if (numbers.size === 0) return 0;
  for (const key of keys) {
    const number = numbers.get(key);
    if (number !== undefined) return number;
  }
  return 0;
}

/**
 * Groups rows by their profile: all that policies look at in an account beside its place and what names it. Methods
 * count only where a role limits them: re-enrolment looks at them too, but only in accounts that policies name.
 */
export function groupByProfile({ size, columns }: Population, policies: Policies): Grouping {
  const { type, status, compromised, membership, reported, roles } = columns;
  return groupRows(size, [type, status, compromised, membership, reported, roles, limitedMethods(columns, policies)]);
}

/** The methods of the rows whose roles limit them; one code stands for all others. */
function limitedMethods({ roles, methods }: Population['columns'], policies: Policies): Column<unknown> {
  const limiting = new Set(
    policies.roles.flatMap(({ allowedMethods, match }) => (allowedMethods === null ? [] : match)),
  );
  const limited = Uint8Array.from(roles.values, (names) =>
    names.some((name) => limiting.has(foldName(name))) ? 1 : 0,
  );
  if (!limited.includes(1)) return { codes: methods.codes, values: [null] };
  const other = methods.values.length;
  const codes = new Uint32Array(methods.codes.length);
  for (let row = 0; row < codes.length; row++)
    codes[row] = limited[roles.codes[row] as number] === 1 ? (methods.codes[row] as number) : other;
  return { codes, values: [...methods.values, null] };
}
